// Moves, held against the instance that they are for: what has to be looked up, which dangers they meet there,
// who allowed them, and what nobody may allow.

import { HAZARDS } from "../catalog/hazard.ts";
import type { InstancePort } from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import type { Refusal } from "../core/finding/refusal.ts";
import type { Move } from "../core/plan/change.ts";
import { weigh, type Permissions } from "../core/plan/consent.ts";
import { asksAround, guard, inSurroundings, type Facts, type Limits } from "../core/plan/guard.ts";
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
 * Why a call may not be sent although its plan may: what its moves ask for is looked up once more, with what was
 * read right before. Null: it may. Consents stay as they were weighed; a danger that the plan did not show is refused.
 */
export async function refusedSince(
  moves: readonly Move[],
  live: Live,
  type: InstanceType,
  instance: Pick<InstancePort, "lookUp">,
): Promise<string | null> {
  if (!moves.some(asksAround)) return null;
  const facts = await instance.lookUp(moves, [], live, type);
  const plain = moves.map(({ change, row }) => ({ change: { ...change, hazards: [] }, row }));
  const [refusal] = guard(plain, type, facts, { today: "" });
  if (refusal) return `${refusal.address}: ${refusal.message}`;
  const fresh = inSurroundings(moves, type, facts).flatMap(({ change }, index) =>
    change.hazards
      .filter(({ hazard }) => type === "production" && HAZARDS[hazard].blocks)
      .filter(({ says }) => !moves[index]?.change.hazards.some((met) => met.says === says))
      .map(({ says }) => `${change.address}: ${says}`),
  );
  return fresh[0] ?? null;
}
