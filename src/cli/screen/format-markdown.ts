// One run as a page of Markdown. Loaded where one is wanted.

import { renderMarkdown } from "../../core/render/markdown.ts";
import { renderReportPage } from "../../core/render/markdown-report.ts";
import type { Context } from "../context.ts";
import type { Run } from "../session/run.ts";
import type { ShowFlags } from "./color.ts";
import { viewOf } from "./format.ts";

/** What a run ends with: its report, or its plan when nothing was sent. */
export function showMarkdown(context: Context, flags: ShowFlags, run: Run): string {
  const { plan, kind, report, timing, commands, endings } = run;
  const { terminal } = context;
  const view = viewOf(context, flags, run);
  if (!report)
    return renderMarkdown(terminal.redact(plan), kind, {
      ...view,
      endings: terminal.redact(endings),
    });
  const options = { columns: terminal.columns, timing, commands: terminal.redact(commands) };
  return renderReportPage({ kind, ...terminal.redact({ plan, report }) }, options, view);
}
