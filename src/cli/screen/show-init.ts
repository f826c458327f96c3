// What init wrote, and the commands that come next.

import { documentOfPull } from "../../core/report/pull.ts";
import { EXIT } from "../../core/finding/failure.ts";
import { renderLeftOut } from "../../core/render/pull.ts";
import { escapeText, showDocument } from "../../core/text/escape.ts";
import { line, plural, type Line } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { Initiated, InitFlags } from "../session/init-file.ts";
import { useColor } from "./color.ts";
import { paint } from "./terminal.ts";

export function showInit(context: Context, flags: InitFlags, done: Initiated): void {
  const { terminal } = context;
  const report = terminal.redact(done.report);
  if (flags.format === "json") {
    terminal.out(showDocument(documentOfPull(report, EXIT.ok)));
    return;
  }
  const file = flags.file === undefined ? "" : ` -f ${escapeText(flags.file)}`;
  const again = `${file}${done.byEnvironment ? " --all" : ""}`;
  const lines: readonly Line[] = [
    ...renderLeftOut(report, terminal.columns),
    ...done.wrote.map((path) =>
      line(
        `${escapeText(path)} was written${path === report.file ? `: ${plural(report.edits.length, "setting")}` : ""}.`,
        "bold",
      ),
    ),
    ...done.kept.map((path) =>
      line(`${escapeText(path)} is there already: it was left alone.`, "bold"),
    ),
    line(""),
    line("Next:"),
    line(`  clerkwork plan${again}    says that nothing changes`),
    line(`  clerkwork apply${again}   sends what you change in the file, after asking`),
    line(`  clerkwork drift${again}   says what was changed outside the file`),
  ];
  terminal.out(paint(lines, useColor(context, flags)));
}
