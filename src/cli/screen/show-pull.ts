// What a pull did, in the format that was asked for; with --dry-run, the difference that it would make.

import { createTwoFilesPatch } from "diff";
import { renderPull, type PullView } from "../../core/render/pull.ts";
import { documentOfPull, type PullReport } from "../../core/report/pull.ts";
import { EXIT } from "../../core/finding/failure.ts";
import { escapeQuoted, showDocument } from "../../core/text/escape.ts";
import { line, type Line, type Tone } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { PulledFile } from "../session/pull-file.ts";
import type { PullFlags } from "../session/pull-flags.ts";
import { useColor } from "./color.ts";
import { commandText } from "./command-line.ts";
import { paint } from "./terminal.ts";

export function showPull(context: Context, flags: PullFlags, pulled: PulledFile): void {
  const { terminal } = context;
  const report = terminal.redact(pulled.report);
  if (flags.format === "json") {
    const code = report.refused.length > 0 ? EXIT.refused : EXIT.ok;
    terminal.out(showDocument(documentOfPull(report, code)));
    return;
  }
  const dryRun = flags.dryRun === true;
  const lines = [
    ...(dryRun && pulled.before !== pulled.after ? [...diffLines(context, pulled), line("")] : []),
    ...renderPull(report, {
      columns: terminal.columns,
      dryRun,
      declares: pulled.declares,
      next: nextAfter(flags, report),
    }),
  ];
  terminal.out(paint(lines, useColor(context, flags)));
}

function nextAfter(flags: PullFlags, { created }: PullReport): PullView["next"] {
  const { only = [], env, ...rest } = flags;
  // A new file has the environments that were asked for, and no others.
  const given = env === undefined ? rest : created ? { ...rest, all: true } : { ...rest, env };
  const narrowed = only.flatMap((one) => ["--only", one]);
  return {
    plan: commandText("plan", given),
    again: commandText("pull", given, [...(flags.add ? ["--add"] : []), ...narrowed]),
    add: commandText("pull", given, ["--add", ...narrowed]),
  };
}

const TONES: Readonly<Record<string, Tone>> = { "+": "add", "-": "remove", "@": "dim" };

/** What is edited, as a patch of the file. */
export function diffLines(
  { terminal }: Context,
  {
    report,
    before,
    after,
  }: Pick<PulledFile, "before" | "after"> & {
    readonly report: Pick<PullReport, "file">;
  },
): readonly Line[] {
  const [old, now] = [before, after].map((text) => terminal.redact(text));
  const patch = createTwoFilesPatch(report.file, report.file, old ?? "", now ?? "");
  // What stands above is a rule of the library's own.
  return patch
    .slice(patch.indexOf("--- "))
    .trimEnd()
    .split("\n")
    .map((text) => line(escapeQuoted(text.replace(/\r$/, "")), TONES[text.charAt(0)] ?? "plain"));
}
