// What init wrote, and the commands that come next.

import { sayCounted } from "../../core/render/counted.ts";
import { documentOfPull } from "../../core/report/pull.ts";
import { EXIT } from "../../core/finding/failure.ts";
import { renderLeftOut } from "../../core/render/pull.ts";
import { escapeText, showDocument } from "../../core/text/escape.ts";
import { padTo, widthOf, wrapText } from "../../core/text/layout.ts";
import { line, type Line } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { Initiated, InitFlags } from "../session/init-file.ts";
import { useColor } from "./color.ts";
import { commandText } from "./command-line.ts";
import { paint } from "./terminal.ts";

export function showInit(context: Context, flags: InitFlags, done: Initiated): void {
  const { terminal } = context;
  const report = terminal.redact(done.report);
  if (flags.format === "json") {
    terminal.out(showDocument(documentOfPull(report, EXIT.ok)));
    return;
  }
  const said = (text: string): readonly Line[] =>
    wrapText(text, { hang: 2, width: terminal.columns, tone: "bold" });
  const given = { ...flags, all: done.byEnvironment };
  const lines: readonly Line[] = [
    ...renderLeftOut(report, terminal.columns),
    ...done.wrote.flatMap((path) =>
      said(
        `${escapeText(path)} was written${path === report.file ? `: ${sayCounted(report.edits.map(({ address }) => address))}` : ""}.`,
      ),
    ),
    ...done.kept.flatMap((path) =>
      said(`${escapeText(path)} is there already: it was left alone.`),
    ),
    line(""),
    line("Next:"),
    ...nextLines(
      [
        [
          commandText("plan", given),
          done.report.written ? "says that nothing changes" : "says what differs from the instance",
        ],
        [commandText("apply", given), "sends what you change in the file, after asking"],
        [commandText("drift", given), "says what was changed outside the file"],
      ],
      terminal.columns,
    ),
  ];
  terminal.out(paint(lines, useColor(context, flags)));
}

/** A command and what it does, side by side where the terminal has room; a command is never broken. */
function nextLines(
  next: readonly (readonly [command: string, does: string])[],
  columns: number,
): readonly Line[] {
  const width = Math.max(...next.map(([command]) => widthOf(command)));
  const rows = next.map(([command, does]) => `  ${padTo(command, width)}   ${does}`);
  return rows.every((row) => widthOf(row) <= columns)
    ? rows.map((row) => line(row))
    : next.flatMap(([command, does]) => [
        line(`  ${command}`),
        ...wrapText(does, { first: "      ", hang: 6, width: columns }),
      ]);
}
