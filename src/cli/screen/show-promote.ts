// What a promotion did, in the format that was asked for; with --dry-run, the difference that it would make.

import { EXIT } from "../../core/finding/failure.ts";
import { renderPromote } from "../../core/render/promote.ts";
import { documentOfPromote } from "../../core/report/promote.ts";
import { showDocument } from "../../core/text/escape.ts";
import { line } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { PromoteFlags } from "../session/compare-flags.ts";
import type { PromotedFile } from "../session/promote-file.ts";
import { useColor } from "./color.ts";
import { commandText } from "./command-line.ts";
import { diffLines } from "./show-pull.ts";
import { paint } from "./terminal.ts";

export function showPromote(
  context: Context,
  flags: PromoteFlags,
  words: readonly [a: string, b: string],
  promoted: PromotedFile,
): void {
  const { terminal } = context;
  const { before, after, environment } = promoted;
  const report = terminal.redact(promoted.report);
  if (flags.format === "json") {
    const code = report.refused.length > 0 ? EXIT.refused : EXIT.ok;
    terminal.out(showDocument(documentOfPromote(report, code)));
    return;
  }
  const { only: _only, ...planned } = flags;
  // A file that is not the one at hand must be named.
  const file = words[1] === environment ? {} : { file: promoted.report.file };
  const isTold = flags.dryRun === true && before !== after;
  const lines = [
    ...(isTold ? [...diffLines(context, promoted), line("")] : []),
    ...renderPromote(report, {
      columns: terminal.columns,
      dryRun: flags.dryRun === true,
      next: {
        plan: commandText("plan", { ...planned, ...file, env: environment }),
        again: commandText("promote", flags, [...words, ...(flags.declared ? ["--declared"] : [])]),
      },
    }),
  ];
  terminal.out(paint(lines, useColor(context, flags)));
}
