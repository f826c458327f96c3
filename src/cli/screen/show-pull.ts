// What a pull did, in the format that was asked for; with --dry-run, the difference that it would make.

import { createTwoFilesPatch } from "diff";
import { renderPull } from "../../core/render/pull.ts";
import { documentOfPull, type PullReport } from "../../core/report/pull.ts";
import { EXIT } from "../../core/finding/failure.ts";
import { escapeQuoted, escapeText, showDocument } from "../../core/text/escape.ts";
import { line, type Line, type Tone } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { PulledFile } from "../session/pull-file.ts";
import type { PullFlags } from "../session/pull-flags.ts";
import { useColor } from "./color.ts";
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
      again: againOf(flags, report),
    }),
  ];
  terminal.out(paint(lines, useColor(context, flags)));
}

/** The file and the environments, as flags of the next command. */
function againOf({ file, env, all, base }: PullFlags, { created }: PullReport): string {
  const named = (env ?? []).map((name) => ` --env ${escapeText(name)}`).join("");
  const part = created && env ? " --all" : `${named}${all ? " --all" : ""}${base ? " --base" : ""}`;
  return `${file === undefined ? "" : ` -f ${escapeText(file)}`}${part}`;
}

const TONES: Readonly<Record<string, Tone>> = { "+": "add", "-": "remove", "@": "dim" };

function diffLines({ terminal }: Context, { report, before, after }: PulledFile): readonly Line[] {
  const [old, now] = [before, after].map((text) => terminal.redact(text));
  const patch = createTwoFilesPatch(report.file, report.file, old ?? "", now ?? "");
  // What stands above is a rule of the library's own.
  return patch
    .slice(patch.indexOf("--- "))
    .trimEnd()
    .split("\n")
    .map((text) => line(escapeQuoted(text.replace(/\r$/, "")), TONES[text.charAt(0)] ?? "plain"));
}
