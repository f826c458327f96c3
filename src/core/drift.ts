import { fingerprintOf, type Plan } from "./plan.ts";

/** The comparison in a plan, without what it would send: what can't be read is never drift. */
export function toDrift(plan: Plan): Plan {
  const found = {
    ...plan,
    changes: plan.changes.filter(({ from }) => from.known),
    calls: [],
    refusals: [],
  };
  const warnings = plan.warnings.filter(
    ({ code }) => !code.startsWith("consent_") && !code.startsWith("allow_"),
  );
  return { ...found, warnings, fingerprint: fingerprintOf(found) };
}
