// A call that failed, as one message: what happened, in Clerk's words, by which trace id, and what can be done.

import type { CallReport, Outcome, Report } from "../report/report.ts";
import { escapeText } from "../text/escape.ts";
import { line, plural, type Line } from "../text/line.ts";
import { hangText } from "../text/wrap.ts";

const DEEP = " ".repeat(6);
const TRY = `${DEEP}Try: `;
const BELOW_TRY = " ".repeat(TRY.length);

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
  const below = (text: string): readonly string[] => hangText(text, columns, DEEP, `${DEEP}  `);
  return [
    ...hangText(head, columns, `  ${mark} `, "    ").map((text) => line(text, "danger")),
    ...[
      ...(problem.said === null ? [] : below(`Clerk says: ${escapeText(problem.said)}`)),
      ...(spared.length > 0 ? below(`so ${nameOf(spared)} was not written either`) : []),
      ...(traceId === null ? [] : [`${DEEP}clerk_trace_id ${escapeText(traceId)}`]),
      ...tries.flatMap((text, index) =>
        hangText(escapeText(text), columns, index === 0 ? TRY : BELOW_TRY, `${BELOW_TRY}  `),
      ),
    ].map((text) => line(text)),
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
