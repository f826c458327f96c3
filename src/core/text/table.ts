// Names in one column, what they mean in another.

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

/** A word that is wider than a line, such as a path to a member, broken behind its dots. */
const piecesOf = (word: string, width: number): readonly string[] =>
  word.length <= width
    ? [word]
    : word.split(/(?<=\.)/).reduce<string[]>((pieces, part) => {
        const last = pieces.at(-1);
        if (last !== undefined && last.length + part.length <= width)
          pieces.splice(-1, 1, last + part);
        else pieces.push(part);
        return pieces;
      }, []);

function entryLines({ name, says }: Entry, column: number, width: number): readonly string[] {
  const label = " ".repeat(INDENT) + name;
  const isBeside = label.length + GAP <= column;
  const lines = isBeside ? [] : [label];
  let current = isBeside ? label.padEnd(column) : "";
  let isFresh = true;
  const words = says.split(/\s+/).flatMap((word) => piecesOf(word, width - UNDER));
  for (const word of words.filter(Boolean)) {
    // What is too long for the column gets some of the room on its left.
    const start = Math.max(Math.min(UNDER, column), Math.min(column, width - word.length));
    const longer = isFresh ? current.padEnd(column) + word : `${current} ${word}`;
    if (longer.length > width && current.trim() !== "") {
      lines.push(current.trimEnd());
      current = " ".repeat(start) + word;
    } else current = longer.length > width ? " ".repeat(start) + word : longer;
    isFresh = false;
  }
  return [...lines, current.trimEnd()];
}

/** Lines of at most `width` characters, as far as the names allow. */
export function tableLines(entries: readonly Entry[], width: number): readonly string[] {
  const lengths = entries.map(({ name }) => name.length);
  const longest = Math.max(0, ...lengths.filter((length) => length <= NAME_LIMIT));
  const isNarrow = width < NARROW && longest > 14;
  const column = isNarrow || longest === 0 ? UNDER : INDENT + longest + GAP;
  return entries.flatMap((entry) => entryLines(entry, column, width));
}
