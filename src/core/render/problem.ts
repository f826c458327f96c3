// A call that failed, as one message: what happened, in Clerk's words, by which trace id, and what can be done.

import type { CallReport, Outcome, Report } from "../report/report.ts";
import { escapeText } from "../text/escape.ts";
import { wrapText } from "../text/layout.ts";
import { plural, type Line } from "../text/line.ts";

const DEEP = " ".repeat(6);
const TRY = `${DEEP}Try: `;
const BELOW_TRY = " ".repeat(TRY.length);
/** How much further in a text goes on than it began. */
const STEP = 2;

/** What the message of the call stands for. */
export const isProblemOf = ({ outcome }: Pick<Outcome, "outcome">): boolean =>
  outcome === "failed" || outcome === "ambiguous" || outcome === "not_attempted";

/** `own` are the call's settings that its problem is about; at least one. */
export function renderProblem(
  own: readonly Outcome[],
  call: CallReport,
  report: Pick<Report, "stopped">,
  columns: number,
): readonly Line[] {
  const { problem, clerk_trace_id: traceId } = call;
  if (!problem) return [];
  const mark = own[0]?.outcome === "ambiguous" ? "?" : "✗";
  const blamed = own.filter(({ address }) => problem.blames.includes(address));
  const spared = blamed.length > 0 ? own.filter((one) => !blamed.includes(one)) : [];
  const name = nameOf(blamed.length > 0 ? blamed : own);
  const head = `${name}: ${escapeText(problem.says)}`;
  const tries = [...problem.tries, ...elsewhere(call, report)];
  const below = (text: string, first = DEEP): readonly Line[] =>
    wrapText(text, { first, hang: first.length + STEP, width: columns });
  return [
    ...wrapText(head, { first: `  ${mark} `, width: columns, tone: "danger" }),
    ...(problem.said === null ? [] : below(`Clerk says: ${escapeText(problem.said)}`)),
    ...(spared.length > 0 ? below(`so ${nameOf(spared)} was not written either`) : []),
    ...(traceId === null ? [] : below(`clerk_trace_id ${escapeText(traceId)}`)),
    ...tries.flatMap((text, index) => below(escapeText(text), index === 0 ? TRY : BELOW_TRY)),
  ];
}

/** A plan or a permission that one section lacks stops the others only as long as nobody says otherwise. */
const elsewhere = (
  { status }: CallReport,
  { stopped }: Pick<Report, "stopped">,
): readonly string[] =>
  stopped !== null && (status === 402 || status === 403)
    ? ["--keep-going carries on with the other sections"]
    : [];

/** `restrictions (2 settings)`, `restrictions.blocklist`. */
function nameOf(outcomes: readonly Pick<Outcome, "address">[]): string {
  const [first, ...others] = outcomes.map(({ address }) => escapeText(address));
  if (first === undefined) return "nothing";
  const section = first.split(".")[0] ?? first;
  return others.length === 0 ? first : `${section} (${plural(others.length + 1, "setting")})`;
}
