// What a plan or a drift comes to, in sentences that can be searched for.

import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { isNote } from "../finding/warning.ts";
import type { Change } from "../plan/change.ts";
import { withoutLagging } from "../plan/lag.ts";
import type { Plan, PlanKind } from "../plan/plan.ts";
import { plural } from "../text/line.ts";
import type { View } from "./view.ts";

/** The same words each time. */
export function summarise(plan: Plan, kind: PlanKind): string {
  return kind === "drift" ? summariseDrift(plan) : summarisePlan(plan);
}

/** How far it could look; what was not read is never called in sync. */
function coverageOf({ coverage: { declared, read } }: Plan): string {
  const settings = plural(declared, "declared setting");
  if (declared === 0) return "The file declares no setting here.";
  if (read < declared) return `${read} of ${settings} could be read, ${declared - read} could not.`;
  return `${declared === 1 ? "The" : "Every one of the"} ${settings} could be read.`;
}

const isBlind = ({ coverage: { declared, read } }: Plan): boolean => read < declared;

function summariseDrift(plan: Plan): string {
  const count = withoutLagging(plan).length;
  const waiting = plan.changes.length - count;
  const { declared } = plan.coverage;
  if (plan.changes.length === 0)
    return `No drift${isBlind(plan) ? " in what can be read" : ""}. ${coverageOf(plan)}`;
  const changed = `${count} of ${plural(declared, "setting")} ${count === 1 ? "was" : "were"} changed outside the file.`;
  const sent =
    count > 0
      ? `${waiting} more ${waiting === 1 ? "was" : "were"} sent a short while ago, and reads may still show the value before.`
      : `${waiting} of ${plural(declared, "setting")} ${waiting === 1 ? "differs" : "differ"}, sent a short while ago: reads may still show the value before.`;
  const found = `Drift: ${[count > 0 ? changed : "", waiting > 0 ? sent : ""].filter(Boolean).join(" ")}`;
  return isBlind(plan) ? `${found} ${coverageOf(plan)}` : found;
}

function summarisePlan(plan: Plan): string {
  const covered = coverageOf(plan);
  const { length } = plan.changes;
  if (length === 0) {
    const where = isBlind(plan) ? " in what can be read" : "";
    const warnings = plan.warnings.filter((one) => !isNote(one)).length;
    const warned = warnings > 0 ? `, ${plural(warnings, "warning")}` : "";
    return `No changes${where}${warned}. ${covered}`;
  }
  return `${sayToSend(plan.changes)} in ${plural(plan.calls.length, "call")}. ${covered}`;
}

/** How many changes carry which danger, the worst first; undefined: none does, or there is one change alone. */
export function sayDangers(changes: readonly Pick<Change, "hazards">[]): string | undefined {
  if (changes.length < 2) return undefined;
  const counted = (Object.keys(HAZARDS) as readonly Hazard[]).flatMap((hazard) => {
    const count = changes.filter(({ hazards }) => hazards.some((met) => met.hazard === hazard));
    const [one, several] = HAZARDS[hazard].does;
    return count.length === 0 ? [] : [[count.length, count.length === 1 ? one : several] as const];
  });
  const said = counted.map(([count, does], index) =>
    index === 0 ? `${count} of ${changes.length} changes ${does}` : `${count} ${does}`,
  );
  return said.length === 0 ? undefined : `${said.join(", ")}.`;
}

/** How much there is to send, of one change at least. */
export function sayToSend(changes: readonly Pick<Change, "from">[]): string {
  const known = changes.filter(({ from }) => from.known).length;
  const parts = [
    known > 0 ? `${known} to change` : "",
    known < changes.length ? `${changes.length - known} to send without knowing what is there` : "",
  ].filter(Boolean);
  return parts.join(" and ");
}

/** How the next plan would know what nothing shows; undefined: there is no such change, or a receipt was given. */
export function adviseReceipt(
  { changes }: Pick<Plan, "changes">,
  kind: PlanKind,
  { source }: View,
): string | undefined {
  const isHidden = ({ from }: Change): boolean => !from.known && from.why === "write_only";
  const isSent = kind === "plan" || kind === "apply";
  return isSent && source?.hasReceipt !== true && changes.some(isHidden)
    ? "What Clerk shows nowhere is planned each time, unless a receipt knows it: add --receipt FILE to apply, and to later plans."
    : undefined;
}
