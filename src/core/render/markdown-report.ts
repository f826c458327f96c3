// What became of a plan, as a page of Markdown: a table of outcomes, the calls that failed, and what comes next.

import type { Change } from "../plan/change.ts";
import type { Plan } from "../plan/plan.ts";
import { concludeRun, type Sent } from "../report/conclusion.ts";
import type { Outcome } from "../report/report.ts";
import { escapeText } from "../text/escape.ts";
import { renderClosing, PLAIN_COMMANDS } from "./closing.ts";
import { asBlock, asProse, inCell } from "./markdown-parts.ts";
import { titleOf, whereOf, type PageView } from "./markdown.ts";
import { isProblemOf, renderProblem } from "./problem.ts";
import {
  MARKS,
  renderSideEffect,
  sayMore,
  sayStopped,
  summariseReport,
  type ReportOptions,
} from "./report.ts";
import { showAlone } from "./value.ts";
import { sidesOf } from "./sides.ts";
import { risksOf } from "./markdown-table.ts";

/** Characters a line of a block may take. */
const WIDTH = 100;

const VERDICTS: Readonly<Record<ReturnType<typeof concludeRun>, string>> = {
  done: "applied",
  unconfirmed: "applied, not confirmed",
  contradicted: "CONTRADICTED",
  partial: "PARTLY APPLIED",
  refused: "REFUSED",
  failed: "FAILED",
};

export function renderReportPage(
  sent: Sent & { readonly plan: Plan },
  { timing, commands = PLAIN_COMMANDS }: ReportOptions,
  view: PageView,
): string {
  const { kind, plan, report } = sent;
  const stop = sayStopped(report);
  const beside = [
    ...problemsOf(sent),
    ...report.sideEffects.flatMap((effect) => textsOf(renderSideEffect(effect, WIDTH))),
    ...(stop ? [stop] : []),
  ];
  const closing = textsOf(renderClosing(sent, commands, WIDTH));
  const blocks = [
    ...(view.within ? [] : [titleOf(plan, kind, VERDICTS[concludeRun(sent)])]),
    asProse(summariseReport(report, timing)),
    whereOf(plan, view),
    tableOf(sent),
    ...(beside.length > 0 ? [asBlock("", beside)] : []),
    ...(closing.length > 0 ? [asBlock("", closing)] : []),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function tableOf({ kind, plan, report }: Sent): string {
  const rows = report.outcomes.map((outcome) => {
    const change = plan.changes.find(({ address }) => address === outcome.address);
    const [before, sent] = valuesOf(outcome, change, kind);
    const risks = change ? risksOf(change).join("<br>") : "";
    const name = inCell(escapeText(outcome.address));
    return `| ${[name, before, sent, outcomeOf(outcome), risks].join(" | ")} |`;
  });
  return [
    "| Setting | Before | Sent | Outcome | Risk |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function valuesOf(
  { to }: Outcome,
  change: Change | undefined,
  kind: Sent["kind"],
): readonly [before: string, sent: string] {
  if (!change) return ["", inCell(showAlone(to))];
  const { before, after, note } = sidesOf(change, kind);
  const first = change.from.known ? inCell(before) : "not known";
  return [first, `${inCell(after)}${note && ` ${inCell(note)}`}`];
}

function outcomeOf(outcome: Outcome): string {
  const [mark] = MARKS[outcome.outcome];
  const said = sayMore(outcome);
  return `${mark} ${outcome.outcome.replace("_", " ")}${said && `<br>${inCell(said)}`}`;
}

/** One message for each call that failed. */
const problemsOf = ({ plan, report }: Sent): readonly string[] =>
  report.calls.flatMap((call) => {
    const addresses = plan.calls.find(({ id }) => id === call.id)?.addresses ?? [];
    const own = report.outcomes.filter(
      (outcome) => addresses.includes(outcome.address) && isProblemOf(outcome),
    );
    return call.problem && own.length > 0 ? textsOf(renderProblem(own, call, report, WIDTH)) : [];
  });

const textsOf = (lines: readonly { readonly text: string }[]): readonly string[] =>
  lines.map(({ text }) => text);
