// Moves, held against the instance that they are for: what has to be looked up, which dangers they meet there,
// who allowed them, and what nobody may allow.

import type { InstancePort } from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import type { Refusal } from "../core/finding/refusal.ts";
import type { Move } from "../core/plan/change.ts";
import { weigh, type Permissions } from "../core/plan/consent.ts";
import { guard, inSurroundings, needsAllowlist, refuseEmptyAllowlist } from "../core/plan/guard.ts";
import type { Facts, Limits } from "../core/plan/facts.ts";
import type { InstanceType, Live } from "../core/value/reading.ts";

/** What moves are assessed by. */
export interface Standing {
  readonly desired: Pick<Desired, "declarations">;
  readonly live: Live;
  readonly type: InstanceType;
  readonly permissions: Permissions & Limits;
}

export interface Assessment {
  /** With their dangers, weighed. */
  readonly moves: readonly Move[];
  readonly facts: Facts;
  readonly refusals: readonly Refusal[];
}

/** Of the state that the moves lead to. Looks up what they ask for, and only that. */
export async function assess(
  moves: readonly Move[],
  { desired, live, type, permissions }: Standing,
  instance: Pick<InstancePort, "lookUp">,
): Promise<Assessment> {
  const facts = await instance.lookUp(moves, desired.declarations, live, type);
  const weighed = weigh(inSurroundings(moves, type, facts), type, permissions);
  return { moves: weighed, facts, refusals: guard(weighed, type, facts, permissions) };
}

/**
 * Why a call may not be sent although its plan may: an allowlist that would keep everybody out is looked up once
 * more. Null: it may.
 */
export async function refusedSince(
  moves: readonly Move[],
  type: InstanceType,
  instance: Pick<InstancePort, "lookUp">,
): Promise<string | null> {
  const asking = moves.filter((move) => needsAllowlist(move, new Map()));
  if (type !== "production" || asking.length === 0) return null;
  const facts = await instance.lookUp(asking, [], { readings: new Map(), roles: null }, type);
  const [refusal] = asking.flatMap((move) => refuseEmptyAllowlist(move, type, facts));
  return refusal ? `${refusal.address}: ${refusal.message}` : null;
}
