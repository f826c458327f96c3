// Drift: what was changed by hand. Reads what a plan reads, but nothing that only a write would need: neither the
// facts of a guard nor the roles that would be sent.

import type { InstancePort } from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import { madeByHand, toDrift } from "../core/plan/drift.ts";
import { assemblePlan, type Plan } from "../core/plan/plan.ts";
import { compareInstance, warningsOf, type PlanOptions } from "./plan.ts";

/** Throws as `planInstance` does. */
export async function findDrift(
  desired: Desired,
  instance: InstancePort,
  options: Omit<PlanOptions, "allowances" | "maxChanges">,
): Promise<Plan> {
  const rows = desired.declarations.map(({ address, section, setting, item }) => ({
    address,
    section,
    setting,
    ...(item ? { item } : {}),
  }));
  const all = { ...options, allowances: [] };
  // Nothing is deleted here: what is only reported has drifted as well.
  const found = await compareInstance(desired, rows, instance, all, ["report", "delete"]);
  const { identity, live, difference, ignored } = found;
  const facts = await instance.lookUp([], desired.declarations, live, identity.type);
  const moves = madeByHand(found.moves, identity.type, live);
  const plan = assemblePlan({
    toolVersion: options.toolVersion,
    desired,
    apiUrl: instance.apiUrl,
    identity,
    coverage: difference,
    moves,
    calls: [],
    refusals: [],
    ignored,
    unlisted: found.unlisted,
    warnings: [...found.warnings, ...warningsOf(facts)],
  });
  return toDrift(plan);
}
