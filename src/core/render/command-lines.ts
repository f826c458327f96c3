// Commands to copy, within the width of a screen: on several lines, a shell joins them again.

import { line, span, type Line } from "../text/line.ts";
import { widthOf, wordsOf, wrap, wrapText } from "../text/layout.ts";

/** A sentence, and the command that ends it, or that stands before `after`. */
export type Next = readonly [says: string, command?: string, after?: string];

/** A word as a shell reads it: quotes hold blanks. */
const WORD = /(?:'[^']*'|\\.|[^\s'])+/gu;

/** Behind a line that goes on. */
const ON = " \\";

/** What stays together: the command's name with what it is given, and each flag with its value. */
function groupsOf(command: string): readonly string[] {
  const groups: string[] = [];
  for (const word of command.match(WORD) ?? []) {
    const last = groups.at(-1);
    if (last === undefined || word.startsWith("-")) groups.push(word);
    else groups.splice(-1, 1, `${last} ${word}`);
  }
  return groups;
}

/**
 * One command, broken before flags where it is wider than `width`. `first` stands before it; what goes on stands
 * below it, two cells further in than `indent`.
 */
function layCommand(
  command: string,
  { width, first = "", indent = first.length }: { width: number; first?: string; indent?: number },
): readonly Line[] {
  if (widthOf(first + command) <= width) return [line(`${first}${command}`)];
  const rows: string[] = [];
  for (const group of groupsOf(command)) {
    const last = rows.at(-1);
    const together = `${last} ${group}`;
    if (last === undefined) rows.push(`${first}${group}`);
    else if (widthOf(together) + ON.length <= width) rows.splice(-1, 1, together);
    else rows.push(`${" ".repeat(indent + 2)}${group}`);
  }
  return rows.map((text, index) => line(index < rows.length - 1 ? `${text}${ON}` : text));
}

/** A command stands on the line of its sentence where there is room, else on lines of its own. */
export function layNext(
  [says, command, after = ""]: Next,
  columns: number,
  start = "",
): readonly Line[] {
  const whole = command === undefined ? says : `${says} ${command}${after}`;
  const hang = start.length + 2;
  if (command === undefined || widthOf(start + whole) <= columns)
    return wrapText(whole, { first: start, hang, width: columns });
  return [
    ...wrapText(says, { first: start, hang, width: columns }),
    ...layCommand(command, { first: `${start}  `, width: columns }),
  ];
}

/** A sentence that may end with a command, as in `run: clerkwork plan`. */
const ENDING = /^(?<says>.*?\S) (?<command>clerkwork [a-z][^;,()]*)$/u;

/** A text with a command at its end is laid out so that the command can be copied. */
export function layHint(text: string, columns: number, start = "  "): readonly Line[] {
  const { says, command } = ENDING.exec(text)?.groups ?? {};
  return says === undefined || command === undefined
    ? wrap(wordsOf(text), { start: [span(start)], hang: start.length, width: columns })
    : layNext([says, command], columns, start);
}
