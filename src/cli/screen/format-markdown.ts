// One run as a page of Markdown. Loaded where one is wanted.

import { renderMarkdown, type PageView } from "../../core/render/markdown.ts";
import { renderReportPage } from "../../core/render/markdown-report.ts";
import type { Context } from "../context.ts";
import type { Run } from "../session/run.ts";
import type { ShowFlags } from "./color.ts";
import { viewOf } from "./format.ts";

/** What a run ends with: its report, or its plan when nothing was sent. */
export function showMarkdown(
  context: Context,
  flags: ShowFlags,
  run: Run,
  page: Pick<PageView, "bytes" | "within"> = {},
): string {
  const { plan, kind, report, timing, commands, endings } = run;
  const { terminal } = context;
  const view = { ...viewOf(context, flags, run), ...page };
  if (!report)
    return renderMarkdown(terminal.redact(plan), kind, {
      ...view,
      endings: page.within ? [] : terminal.redact(endings),
    });
  const options = { columns: terminal.columns, timing, commands: terminal.redact(commands) };
  return renderReportPage({ kind, ...terminal.redact({ plan, report }) }, options, view);
}

/** The same as a part of a larger page. */
export const showPage = (context: Context, run: Run, bytes: number): string =>
  showMarkdown(context, {}, run, { within: true, bytes });
