// What a plan has more than the one that was reviewed, of which only the fingerprint is known.

import type { Declaration } from "../file/desired.ts";
import type { Readings } from "../value/reading.ts";
import type { Call } from "./call.ts";
import { diff } from "./diff.ts";
import type { Move } from "./change.ts";
import { fingerprintOf, type Plan } from "./plan.ts";

/** Beyond so many moves nothing is tried. */
const MOST = 40;

/** A plan, and the fingerprint of the one that was reviewed. */
export interface Unexpected {
  readonly target: Plan["target"];
  readonly moves: readonly Move[];
  readonly callsFor: (moves: readonly Move[]) => readonly Call[];
  readonly expected: string;
}

const isExpected = ({ target, callsFor, expected }: Unexpected, moves: readonly Move[]): boolean =>
  fingerprintOf({ target, changes: moves.map(({ change }) => change), calls: callsFor(moves) }) ===
  expected;

/**
 * The addresses, one or two, without which the plan would be the expected one; null: that is not how they
 * differ.
 */
export function cameSince(plan: Unexpected): readonly string[] | null {
  const { moves } = plan;
  if (moves.length > MOST) return null;
  for (const one of moves)
    for (const other of moves.slice(moves.indexOf(one)))
      if (
        isExpected(
          plan,
          moves.filter((move) => move !== one && move !== other),
        )
      )
        return [...new Set([one, other])].map(({ change }) => change.address);
  return null;
}

/**
 * The address of the switch that no longer differs, and with which the plan would be the expected one; null: that is
 * not how they differ. Of any other value nobody knows what it was.
 */
export function goneSince(
  plan: Unexpected,
  declarations: readonly Declaration[],
  readings: Readings,
): string | null {
  const switches = declarations.filter(
    ({ address, value }) =>
      typeof value === "boolean" && plan.moves.every(({ change }) => change.address !== address),
  );
  if (switches.length > MOST) return null;
  const found = switches.find(({ address, value }) => {
    const now = readings.get(address);
    if (now === undefined || !now.known) return false;
    const before = new Map([...readings, [address, { ...now, value: value !== true }]]);
    const { moves } = diff(declarations, before, plan.target.environment_type);
    const kept = new Set([address, ...plan.moves.map(({ change }) => change.address)]);
    return isExpected(
      plan,
      moves.filter(({ change }) => kept.has(change.address)),
    );
  });
  return found?.address ?? null;
}
