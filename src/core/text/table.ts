// Names in one column, what they mean in another.

import { wrapText } from "./wrap.ts";

/** A name in the left column and what it means. */
export interface Entry {
  readonly name: string;
  readonly says: string;
}

/** A longer name stands on a line of its own. */
const NAME_LIMIT = 28;
/** Below this width, every text stands under its name. */
const NARROW = 66;
const INDENT = 2;
const GAP = 2;
/** Where texts begin that stand under their names. */
const UNDER = 6;

function entryLines({ name, says }: Entry, column: number, width: number): readonly string[] {
  const label = " ".repeat(INDENT) + name;
  const longest = Math.max(0, ...says.split(/\s+/).map((word) => word.length));
  // A name that is not broken gets the room of the left column, too.
  const start = longest > width - column ? Math.min(column, UNDER) : column;
  const texts = wrapText(says, width - start);
  if (label.length + GAP > start) return [label, ...texts.map((text) => " ".repeat(start) + text)];
  return texts.map((text, index) => (index === 0 ? label : "").padEnd(start) + text);
}

/** Lines of at most `width` characters, as far as the names allow. */
export function tableLines(entries: readonly Entry[], width: number): readonly string[] {
  const lengths = entries.map(({ name }) => name.length);
  const longest = Math.max(0, ...lengths.filter((length) => length <= NAME_LIMIT));
  const isNarrow = width < NARROW && longest > 14;
  const column = isNarrow || longest === 0 ? UNDER : INDENT + longest + GAP;
  return entries.flatMap((entry) => entryLines(entry, column, width));
}
