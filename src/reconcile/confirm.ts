// A saved plan, held against the file and the instance as they are now.

import type { InstancePort } from "../clerk/instance.ts";
import type { Call } from "../core/plan/call.ts";
import type { Move } from "../core/plan/change.ts";
import type { Permissions } from "../core/plan/consent.ts";
import type { Limits } from "../core/plan/guard.ts";
import { resultOf } from "../core/plan/plan.ts";
import { confirmSavedPlan, type SavedPlan } from "../core/plan/saved-plan.ts";
import { assess } from "./assess.ts";
import type { Planned } from "./plan.ts";

/**
 * The saved plan, derived again, and guarded again on what is left of it: a move that has come since
 * does not count. Throws a `Failure` (exit 4) when it is no longer what was planned.
 */
export async function confirmPlanned(
  saved: SavedPlan,
  derived: Planned,
  instance: InstancePort,
  options: Omit<Permissions, "consents"> & Limits,
): Promise<Planned> {
  const { desired, live } = derived;
  const callsFor = (some: readonly Move[]): readonly Call[] => instance.callsFor(some, live);
  const { plan, moves } = confirmSavedPlan(saved, derived, callsFor);
  const type = plan.target.environment_type;
  const permissions = { ...options, consents: desired.consents };
  const assessed = await assess(moves, { desired, live, type, permissions }, instance);
  const { refusals } = assessed;
  const changes = assessed.moves.map(({ change }) => change);
  const result = resultOf(changes, refusals);
  return { ...derived, moves: assessed.moves, plan: { ...plan, changes, result, refusals } };
}
