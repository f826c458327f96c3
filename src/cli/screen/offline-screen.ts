// Offline plans on stdout, in the format that was asked for.

import type { OfflinePlan } from "../../core/plan/offline.ts";
import { renderOffline } from "../../core/render/offline.ts";
import { offlineMarkdown } from "../../core/render/offline-markdown.ts";
import { showDocument } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import type { RunParts } from "../session/take-part.ts";
import { useColor, type ShowFlags } from "./color.ts";
import { openPages } from "./pages.ts";
import { linesTo, type OfflinePage, type Sink } from "./record-lines.ts";
import { resultsTo } from "./sinks.ts";
import { paint } from "./terminal.ts";

/** One document or page, or one of each environment with what they come to. */
export function openOfflineScreen(
  context: Context,
  flags: ShowFlags,
  { byEnvironment, files }: RunParts,
): Sink {
  const { terminal } = context;
  if (byEnvironment) return resultsTo(context, flags, files.length > 1, openPages(terminal));
  if (flags.format === "jsonl") return linesTo(terminal.out);
  if (flags.format !== "json") return { each: (_, _run, page) => terminal.out(page?.text() ?? "") };
  return {
    each: (record) => {
      if ("document" in record) terminal.out(showDocument(record.document));
    },
  };
}

export function offlinePage(
  context: Context,
  flags: ShowFlags,
  plan: OfflinePlan,
  file: string,
): OfflinePage {
  const { terminal } = context;
  const source = { file };
  const view = { width: terminal.columns, full: flags.full, source };
  return {
    markdown: (bytes) => offlineMarkdown(plan, { source, bytes, within: true }),
    text: () =>
      flags.format === "markdown"
        ? offlineMarkdown(plan, { source })
        : paint(renderOffline(plan, view), useColor(context, flags)),
  };
}
