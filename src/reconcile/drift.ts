// Drift: what was changed by hand. A plan without permissions and without what it would send.

import type { InstancePort } from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import { toDrift } from "../core/plan/drift.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planInstance, type PlanOptions } from "./plan.ts";

/** Throws as `planInstance` does. */
export async function findDrift(
  desired: Desired,
  instance: InstancePort,
  options: Omit<PlanOptions, "allowances" | "maxChanges">,
): Promise<Plan> {
  const { plan } = await planInstance(desired, instance, { ...options, allowances: [] });
  return toDrift(plan);
}
