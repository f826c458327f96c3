// A saved plan, held against the file and the instance as they are now.

import type { Json } from "../catalog/setting.ts";
import type { InstancePort } from "../clerk/instance.ts";
import { warning } from "../core/finding/warning.ts";
import type { Call } from "../core/plan/call.ts";
import type { Change, Move } from "../core/plan/change.ts";
import type { Permissions } from "../core/plan/consent.ts";
import { shows } from "../core/plan/diff.ts";
import type { Limits } from "../core/plan/facts.ts";
import { fingerprintOf, resultOf } from "../core/plan/plan.ts";
import { confirmSavedPlan } from "../core/plan/admit-plan.ts";
import type { SavedPlan } from "../core/plan/saved-plan.ts";
import { sameValue } from "../core/value/compare.ts";
import { UNREAD } from "../core/value/reading.ts";
import { assess } from "./assess.ts";
import type { Planned } from "./plan.ts";

export interface ConfirmOptions extends Omit<Permissions, "consents">, Limits {
  /** From the receipt of the last run: what was last sent of the settings that nothing shows. */
  readonly lastSent: Readonly<Record<string, Json>>;
}

/**
 * The saved plan, derived again, and guarded again on what is left of it: a move that has come since
 * does not count. With everything as it planned, it is one without changes. Throws a `Failure` (exit 4)
 * when it is no longer what was planned.
 */
export async function confirmPlanned(
  saved: SavedPlan,
  derived: Planned,
  instance: InstancePort,
  options: ConfirmOptions,
): Promise<Planned> {
  if (isApplied(saved, derived, options)) return withoutChanges(saved, derived);
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

/** Whether each change of the plan is there by now: reads show it, or the receipt does where nothing can be read. */
function isApplied(saved: SavedPlan, derived: Planned, { lastSent }: ConfirmOptions): boolean {
  const { desired, live, plan } = derived;
  const isThere = ({ address, to }: Change): boolean => {
    const row = desired.declarations.find((one) => one.address === address);
    if (!row || !sameValue(row.setting, row.value, to)) return false;
    const reading = live.readings.get(address) ?? UNREAD;
    if (reading.known) return shows(row.setting, to, reading);
    const sent = Object.hasOwn(lastSent, address) ? lastSent[address] : undefined;
    return sent !== undefined && sameValue({ comparison: "json" }, sent, to);
  };
  return (
    saved.changes.length > 0 && isSameTarget(saved, plan.target) && saved.changes.every(isThere)
  );
}

function isSameTarget({ target }: SavedPlan, now: SavedPlan["target"]): boolean {
  const members = ["instance_id", "environment_type", "api_version", "environment"] as const;
  return members.every((member) => target[member] === now[member]);
}

function withoutChanges(saved: SavedPlan, derived: Planned): Planned {
  const isPlanned = (address: string): boolean =>
    saved.changes.some((change) => change.address === address);
  const later = derived.plan.changes.filter(({ address }) => !isPlanned(address));
  const { target } = derived.plan;
  const plan = {
    ...derived.plan,
    result: "no_changes",
    changes: [],
    calls: [],
    refusals: [],
    warnings: [
      ...derived.plan.warnings,
      ...later.map(({ address }) => warning("not_in_plan", {}, address)),
      warning("already_applied", {}),
    ],
    fingerprint: fingerprintOf({ target, changes: [], calls: [] }),
  } as const;
  return { ...derived, moves: [], plan };
}
