// Names in one column, what they mean in another.

import { padTo, tearText, widthOf } from "./layout.ts";

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

/** Parts put together as far as a line goes. */
const joined = (parts: readonly string[], width: number): readonly string[] =>
  parts.reduce<string[]>((pieces, part) => {
    const last = pieces.at(-1);
    if (last !== undefined && widthOf(last + part) <= width) pieces.splice(-1, 1, last + part);
    else pieces.push(part);
    return pieces;
  }, []);

/** What stands behind each dot. */
const behindDots = (word: string): readonly string[] => word.split(/(?<=\.)/);

/** A word that is wider than a line, such as a path to a member, broken behind its dots, and else where it must. */
const piecesOf = (word: string, width: number): readonly string[] =>
  widthOf(word) <= width
    ? [word]
    : joined(
        behindDots(word).flatMap((part) => tearText(part, width, width)),
        width,
      );

/** A name that is wider than a line, broken behind its dots alone: what stands between them is searched for. */
const nameLines = (name: string, width: number): readonly string[] =>
  joined(behindDots(name), width - INDENT - GAP).map(
    (part, index) => " ".repeat(index === 0 ? INDENT : INDENT + GAP) + part,
  );

function entryLines({ name, says }: Entry, column: number, width: number): readonly string[] {
  const label = " ".repeat(INDENT) + name;
  const isBeside = widthOf(label) + GAP <= column;
  const lines = isBeside ? [] : [...(widthOf(label) <= width ? [label] : nameLines(name, width))];
  let current = isBeside ? padTo(label, column) : "";
  let isFresh = true;
  const words = says.split(/\s+/).flatMap((word) => piecesOf(word, width - UNDER));
  for (const word of words.filter(Boolean)) {
    // What is too long for the column gets some of the room on its left.
    const start = Math.max(Math.min(UNDER, column), Math.min(column, width - widthOf(word)));
    const longer = isFresh ? padTo(current, column) + word : `${current} ${word}`;
    if (widthOf(longer) > width && current.trim() !== "") {
      lines.push(current.trimEnd());
      current = " ".repeat(start) + word;
    } else current = widthOf(longer) > width ? " ".repeat(start) + word : longer;
    isFresh = false;
  }
  return [...lines, current.trimEnd()];
}

/** Lines of at most `width` cells, as far as the parts of a name between its dots allow. */
export function tableLines(entries: readonly Entry[], width: number): readonly string[] {
  const widths = entries.map(({ name }) => widthOf(name));
  const longest = Math.max(0, ...widths.filter((one) => one <= NAME_LIMIT));
  const isNarrow = width < NARROW && longest > 14;
  const column = isNarrow || longest === 0 ? UNDER : INDENT + longest + GAP;
  return entries.flatMap((entry) => entryLines(entry, column, width));
}
