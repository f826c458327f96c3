// What a plan or a drift comes to, in one sentence that can be searched for.

import type { Plan, PlanKind } from "../plan/plan.ts";
import { plural } from "../text/line.ts";

/** The same words each time. */
export function summarise(plan: Plan, kind: PlanKind): string {
  return kind === "drift" ? summariseDrift(plan) : summarisePlan(plan);
}

/** How far the plan could look. */
function coverageOf({ coverage: { declared, read } }: Plan): {
  readonly said: string;
  readonly unread: number;
} {
  return { said: `${read} of ${declared} declared settings read`, unread: declared - read };
}

function summariseDrift(plan: Plan): string {
  const { said, unread } = coverageOf(plan);
  const count = plan.changes.length;
  if (count > 0)
    return `Drift: ${plural(count, "setting")} ${count === 1 ? "differs" : "differ"}; ${said}.`;
  return unread === 0
    ? `No drift: ${said}.`
    : `No drift in what can be read: ${said}, ${unread} not verified.`;
}

function summarisePlan(plan: Plan): string {
  const { said, unread } = coverageOf(plan);
  const refused = plan.refusals.length > 0 ? ` ${plural(plan.refusals.length, "refusal")}.` : "";
  if (plan.changes.length === 0) {
    return unread === 0
      ? `No changes: ${said}.${refused}`
      : `No changes in what can be read: ${said}, ${unread} not verified.${refused}`;
  }
  const known = plan.changes.filter(({ from }) => from.known).length;
  const blind = plan.changes.length - known;
  const parts = [
    known > 0 ? `${known} to change` : "",
    blind > 0 ? `${blind} to send unread` : "",
  ].filter(Boolean);
  return `Plan: ${parts.join(", ")} in ${plural(plan.calls.length, "call")}; ${said}.${refused}`;
}
