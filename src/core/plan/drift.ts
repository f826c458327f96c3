// A plan read as drift: what was changed outside the file, without what would be sent.

import type { Live, InstanceType } from "../value/reading.ts";
import type { Move } from "./change.ts";
import { hazardsOf } from "./hazard-rules.ts";
import { fingerprintOf, type Plan } from "./plan.ts";

/**
 * The moves with the dangers of the change that was made by hand, from what the file says to what Clerk has.
 * It is made already, so nothing is blocked, and nobody's consent counts.
 */
export function madeByHand(
  moves: readonly Move[],
  type: InstanceType,
  live: Live,
): readonly Move[] {
  const around = { roles: live.roles, afterwards: live.readings };
  return moves.map(({ change, row }) => {
    const { from, to } = change;
    if (!from.known) return { change, row };
    const wanted = { ...from, value: to };
    return {
      change: { ...change, hazards: hazardsOf(row.setting, wanted, from.value, type, around) },
      row,
    };
  });
}

/** What can't be read is never drift. */
export function toDrift(plan: Plan): Plan {
  const changes = plan.changes.filter(({ from }) => from.known);
  const found: Plan = {
    ...plan,
    result: changes.length > 0 ? "drift" : "no_drift",
    changes,
    calls: [],
    refusals: [],
  };
  const warnings = plan.warnings.filter(
    ({ code }) => !code.startsWith("consent_") && !code.startsWith("allow_"),
  );
  return { ...found, warnings, fingerprint: fingerprintOf(found) };
}
