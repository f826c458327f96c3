// Help as lines of a given width.

import { wrapText } from "../../core/text/layout.ts";
import { line, type Line } from "../../core/text/line.ts";
import { tableLines, type Entry } from "../../core/text/table.ts";
import type { HelpPage } from "./page.ts";

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;
export const widthOfHelp = (columns: number): number => Math.min(columns, WIDEST);

export const tableOf = (entries: readonly Entry[], width: number): readonly Line[] =>
  tableLines(entries, width).map((text) => line(text));

/** A title, what stands under it, and an empty line before. */
export function partLines(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(""), line(`${title}:`, "bold"), ...lines];
}

/** Command lines are not broken: they are there to be copied. */
export function exampleLines(examples: readonly Entry[], width: number): readonly Line[] {
  return examples.flatMap(({ name, says }) => [
    line(`  clerkwork ${name}`),
    ...wrapText(says, { first: " ".repeat(6), width, tone: "dim" }),
  ]);
}

export function renderPage(page: HelpPage, columns: number): readonly Line[] {
  const width = widthOfHelp(columns);
  return [
    ...wrapText(page.says, { width }),
    line(""),
    line(`Usage: clerkwork ${page.usage}`, "bold"),
    ...(page.operands.length > 0 ? [line(""), ...tableOf(page.operands, width)] : []),
    ...page.groups.flatMap(({ title, entries }) => partLines(title, tableOf(entries, width))),
    ...partLines("Examples", exampleLines(page.examples, width)),
    ...partLines("Exit codes", tableOf(page.exits, width)),
    ...partLines("Environment variables", tableOf(page.variables, width)),
    line(""),
    line(`Documentation: ${page.docs}`),
  ];
}
