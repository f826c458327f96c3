// One run in the format that was asked for.

import { documentOf } from "../../core/report/document.ts";
import { fence, renderMarkdown } from "../../core/render/markdown.ts";
import { renderPlan } from "../../core/render/plan.ts";
import { renderReport, summariseReport } from "../../core/render/report.ts";
import type { Context, EndCode } from "../context.ts";
import type { Run } from "../session/run.ts";
import { useColor, type ShowFlags } from "./color.ts";
import { paint } from "./terminal.ts";

/** A plan for a person, in the asked format. */
export function showPlan(context: Context, flags: ShowFlags, { plan, kind }: Run): string {
  const clean = context.terminal.redact(plan);
  return flags.format === "markdown"
    ? renderMarkdown(clean, kind)
    : paint(renderPlan(clean, kind), useColor(context, flags));
}

/** What a run ends with, for a person: its report, or its plan when nothing was sent. */
export function showRun(context: Context, flags: ShowFlags, run: Run): string {
  const { plan, kind, report, timing, commands, closing = [] } = run;
  const { terminal } = context;
  if (!report) {
    const said = closing.map((text) => `${text}\n`).join("");
    return `${showPlan(context, flags, run)}${terminal.redact(said)}`;
  }
  const clean = terminal.redact({ plan, report });
  const lines = renderReport(
    { kind, ...clean },
    { columns: terminal.columns, timing, commands: terminal.redact(commands) },
  );
  return flags.format === "markdown"
    ? `${showPlan(context, flags, run)}\n${summariseReport(clean.report)}\n\n${fence(lines)}\n`
    : paint(lines, useColor(context, flags));
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
