// One run in the format that was asked for.

import { documentOf } from "../../core/report/document.ts";
import { layNext } from "../../core/render/command-lines.ts";
import { renderPlan } from "../../core/render/plan.ts";
import { renderReport } from "../../core/render/report.ts";
import type { Ending, View } from "../../core/render/view.ts";
import type { Line } from "../../core/text/line.ts";
import type { Context, EndCode } from "../context.ts";
import type { Run } from "../session/run.ts";
import { useColor, useErrorColor, type ShowFlags } from "./color.ts";
import { paint } from "./terminal.ts";

/** A plan for a person, as text. */
export function showPlan(context: Context, flags: ShowFlags, run: Run): string {
  return paint(linesOf(context, flags, run), useColor(context, flags));
}

/** The same for a person beside a result: on stderr, always as text. */
export const showPlanBeside = (context: Context, flags: ShowFlags, run: Run): string =>
  paint(linesOf(context, flags, run), useErrorColor(context, flags));

function linesOf(context: Context, flags: ShowFlags, run: Run): readonly Line[] {
  return renderPlan(context.terminal.redact(run.plan), run.kind, viewOf(context, flags, run));
}

export const viewOf = ({ terminal }: Context, { full }: ShowFlags, { source }: Run): View => ({
  width: terminal.columns,
  full,
  source: terminal.redact(source),
});

function linesOfEnding(
  { says, name, more = "", command }: Ending,
  columns: number,
): readonly Line[] {
  const said = [says, name && ` ${name}`, more].filter(Boolean).join("");
  return layNext(command === undefined ? [said] : [`${said}:`, command], columns);
}

/** What a run ends with, for a person: its report, or its plan when nothing was sent. */
export function showRun(context: Context, flags: ShowFlags, run: Run): string {
  const { plan, kind, report, timing, commands, endings = [], asMarkdown } = run;
  const { terminal } = context;
  if (asMarkdown) return asMarkdown();
  if (!report) {
    const said = terminal.redact(endings).flatMap((one) => linesOfEnding(one, terminal.columns));
    return `${showPlan(context, flags, run)}${paint(said, false)}`;
  }
  const sent = { kind, ...terminal.redact({ plan, report }) };
  const options = { columns: terminal.columns, timing, commands: terminal.redact(commands) };
  return paint(renderReport(sent, options), useColor(context, flags));
}

/** For machines, as it is kept in a file. */
export const documentOfRun = (
  { plan, kind, report }: Run,
  code: EndCode,
): Readonly<Record<string, unknown>> => documentOf(plan, kind, report, code);

/** For machines, as it is printed. */
export const shownDocumentOf = (
  { terminal }: Context,
  run: Run,
  code: EndCode,
): Readonly<Record<string, unknown>> => terminal.redact(documentOfRun(run, code));
