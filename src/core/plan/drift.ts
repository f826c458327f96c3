// A plan read as drift: what differs from the file, without what would be sent.

import { fingerprintOf, type Plan } from "./plan.ts";

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
