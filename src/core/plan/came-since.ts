// What a plan has more than the one that was reviewed, of which only the fingerprint is known.

import type { Call } from "./call.ts";
import type { Move } from "./change.ts";
import { fingerprintOf, type Plan } from "./plan.ts";

/** Beyond so many moves nothing is tried. */
const MOST = 40;

/**
 * The addresses, one or two, without which the plan would be the expected one; null: that is not how they
 * differ. A change that is gone since can't be told from its fingerprint.
 */
export function cameSince(
  { target }: Pick<Plan, "target">,
  moves: readonly Move[],
  callsFor: (moves: readonly Move[]) => readonly Call[],
  expected: string,
): readonly string[] | null {
  if (moves.length > MOST) return null;
  const isExpected = (left: readonly Move[]): boolean =>
    fingerprintOf({ target, changes: left.map(({ change }) => change), calls: callsFor(left) }) ===
    expected;
  for (const one of moves)
    for (const other of moves.slice(moves.indexOf(one)))
      if (isExpected(moves.filter((move) => move !== one && move !== other)))
        return [...new Set([one, other])].map(({ change }) => change.address);
  return null;
}
