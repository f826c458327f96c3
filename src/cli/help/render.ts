// Help as lines of a given width.

import { line, type Line } from "../../core/text/line.ts";
import { indentText, wrapText } from "../../core/text/wrap.ts";
import type { Entry, HelpPage } from "./page.ts";

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;
/** A longer name stands on a line of its own. */
const NAME_LIMIT = 28;
/** Below this width, every text stands under its name. */
const NARROW = 66;

const NAME_INDENT = 2;
const GAP = 2;

export const widthOfHelp = (columns: number): number => Math.min(columns, WIDEST);

function entryLines({ name, says }: Entry, column: number, width: number): readonly Line[] {
  const label = " ".repeat(NAME_INDENT) + name;
  const texts = wrapText(says, width - column);
  if (label.length + GAP > column)
    return [label, ...texts.map((text) => " ".repeat(column) + text)].map((text) => line(text));
  return texts.map((text, index) => line((index === 0 ? label : "").padEnd(column) + text));
}

/** Names in one column, texts in another. */
export function tableLines(entries: readonly Entry[], width: number): readonly Line[] {
  const longest = Math.max(
    0,
    ...entries.map(({ name }) => name.length).filter((length) => length <= NAME_LIMIT),
  );
  const column = width < NARROW && longest > 14 ? 6 : NAME_INDENT + longest + GAP;
  return entries.flatMap((entry) => entryLines(entry, column, width));
}

/** A title, what stands under it, and an empty line before. */
export function partLines(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(""), line(`${title}:`, "bold"), ...lines];
}

/** Command lines are not broken: they are there to be copied. */
export function exampleLines(examples: readonly Entry[], width: number): readonly Line[] {
  return examples.flatMap(({ name, says }) => [
    line(`  clerkwork ${name}`),
    ...indentText(says, 6, width).map((text) => line(text, "dim")),
  ]);
}

export function renderPage(page: HelpPage, columns: number): readonly Line[] {
  const width = widthOfHelp(columns);
  return [
    ...wrapText(page.says, width).map((text) => line(text)),
    line(""),
    line(`Usage: clerkwork ${page.usage}`, "bold"),
    ...(page.operands.length > 0 ? [line(""), ...tableLines(page.operands, width)] : []),
    ...page.groups.flatMap(({ title, entries }) => partLines(title, tableLines(entries, width))),
    ...partLines("Examples", exampleLines(page.examples, width)),
    ...partLines("Exit codes", tableLines(page.exits, width)),
    ...partLines("Environment variables", tableLines(page.variables, width)),
    line(""),
    line(`Documentation: ${page.docs}`),
  ];
}
