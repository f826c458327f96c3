// One run as a page of Markdown. Loaded where one is wanted.

import { renderMarkdown, type PageView } from "../../core/render/markdown.ts";
import { renderReportPage } from "../../core/render/markdown-report.ts";
import { hideIdentifiers } from "../../core/render/identifiers.ts";
import { warning } from "../../core/finding/warning.ts";
import { plural } from "../../core/text/line.ts";
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
  const { kind, timing, commands, endings } = run;
  const { terminal } = context;
  const { plan, report } = withoutIdentifiers(flags, run);
  const view = { ...viewOf(context, flags, run), ...page };
  if (!report)
    return renderMarkdown(terminal.redact(plan), kind, {
      ...view,
      endings: page.within ? [] : terminal.redact(endings),
    });
  const options = { columns: terminal.columns, timing, commands: terminal.redact(commands) };
  return renderReportPage({ kind, ...terminal.redact({ plan, report }) }, options, view);
}

/** Such a page is read by more people than a log, or a terminal. */
function withoutIdentifiers(
  { showIdentifiers }: ShowFlags,
  { plan, report }: Run,
): Pick<Run, "plan"> & { readonly report: Run["report"] | undefined } {
  if (showIdentifiers) return { plan, report };
  const { value, hidden } = hideIdentifiers({ plan, report });
  if (hidden === 0) return value;
  const note = warning("identifiers_hidden", { count: plural(hidden, "key") });
  return { ...value, plan: { ...value.plan, warnings: [...value.plan.warnings, note] } };
}

/** The same as a part of a larger page. */
export const showPage = (
  context: Context,
  flags: Pick<ShowFlags, "showIdentifiers">,
  run: Run,
  bytes: number,
): string => showMarkdown(context, flags, run, { within: true, bytes });
