// Lines as Markdown that nothing untrusted can leave: a fenced block, its fence longer than any run
// of backticks inside.

import type { Plan, PlanKind } from "../plan/plan.ts";
import { renderPlan } from "./plan.ts";
import { summarise } from "./summary.ts";
import type { Line } from "../text/line.ts";

/** A page for a pull request or a job summary. */
export function renderMarkdown(plan: Plan, kind: PlanKind): string {
  const { environment, environment_type: type } = plan.target;
  const where = environment === null ? type : `${environment.replace(/[^\w.-]/g, "?")}, ${type}`;
  return [
    `### clerkwork ${kind} (${where})`,
    "",
    summarise(plan, kind),
    "",
    fence(renderPlan(plan, kind)),
    "",
  ].join("\n");
}

/** Lines in a `diff` block, which colours the marks. */
export function fence(lines: readonly Line[]): string {
  const text = lines.map(toDiff).join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}diff\n${text}\n${marks}`;
}

/** A diff block knows marks in the first column only. */
function toDiff({ text, tone }: Line): string {
  const [, indent = "", mark = ""] = /^( +)([-−+!~]) /.exec(text) ?? [];
  const marked = tone === "add" || tone === "remove" || mark === "!";
  const first = mark === "−" ? "-" : mark;
  return mark && marked ? `${first}${indent.slice(1)} ${text.slice(indent.length + 2)}` : text;
}
