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
function coverageOf(plan: Plan): string {
  const { declared, read } = plan.coverage;
  const [one, several] = nounsOf(plan);
  const settings = plural(declared, `declared ${one}`, `declared ${several}`);
  if (declared === 0) return `The file declares no ${one} here.`;
  if (read < declared) return `${read} of ${settings} could be read, ${declared - read} could not.`;
  return `${declared === 1 ? "The" : "Every one of the"} ${settings} could be read.`;
}

const isBlind = ({ coverage: { declared, read } }: Plan): boolean => read < declared;

function summariseDrift(plan: Plan): string {
  if (plan.changes.length === 0)
    return `No drift${isBlind(plan) ? " in what can be read" : ""}. ${coverageOf(plan)}`;
  const parts = [sayChanged(plan), sayWaiting(plan), isBlind(plan) ? coverageOf(plan) : ""];
  return `Drift: ${parts.filter(Boolean).join(" ")}`;
}

/** Empty: nothing that a lag does not explain. */
function sayChanged(plan: Plan): string {
  const found = withoutLagging(plan).length;
  if (found === 0) return "";
  const others = countOthers(plan);
  const count = found - others;
  const changed = `${count} of ${declaredIn(plan)} ${count === 1 ? "was" : "were"} changed outside the file`;
  const beside = `${plural(others, "item")} ${others === 1 ? "is" : "are"} not in the file`;
  return `${[count > 0 ? changed : "", others > 0 ? beside : ""].filter(Boolean).join(", and ")}.`;
}

/** Empty: nothing was sent a short while ago. */
function sayWaiting(plan: Plan): string {
  const found = withoutLagging(plan).length;
  const waiting = plan.changes.length - found;
  if (waiting === 0) return "";
  return found > 0
    ? `${waiting} more ${waiting === 1 ? "was" : "were"} sent a short while ago, and reads may still show the value before.`
    : `${waiting} of ${declaredIn(plan)} ${waiting === 1 ? "differs" : "differ"}, sent a short while ago: reads may still show the value before.`;
}

const declaredIn = (plan: Plan): string => plural(plan.coverage.declared, ...nounsOf(plan));

/** Items that the file does not name, and that are drift. */
const countOthers = ({ unlisted = [] }: Plan): number =>
  unlisted.reduce((sum, { policy, count }) => sum + (policy === "keep" ? 0 : (count ?? 0)), 0);

const nounsOf = ({ unlisted }: Plan): readonly [one: string, several: string] =>
  unlisted ? ["setting or item", "settings and items"] : ["setting", "settings"];

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

const ACTION_WORDS = {
  create: "create",
  rename: "rename",
  update: "change",
  delete: "delete",
} as const;

/** How much there is to send, of one change at least. */
export function sayToSend(changes: readonly Pick<Change, "from" | "action">[]): string {
  const known = changes.filter(({ from }) => from.known);
  const counts = (Object.keys(ACTION_WORDS) as readonly Change["action"][]).flatMap((action) => {
    const count = known.filter((change) => change.action === action).length;
    return count > 0 ? [`${count} to ${ACTION_WORDS[action]}`] : [];
  });
  const unknown = changes.length - known.length;
  const parts = [
    counts.join(", "),
    unknown > 0 ? `${unknown} to send without knowing what is there` : "",
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
