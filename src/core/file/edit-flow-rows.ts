// Lists in brackets over several lines, line by line: an item that goes takes the comment of its line along, unless
// another item of the line stays.

import type { Node } from "yaml";
import {
  afterComma,
  afterComment,
  contentEnd,
  deleteLines,
  itemStart,
  lineStart,
  nextLine,
  startOf,
  type EditedText,
  type Splice,
} from "./edit-text.ts";

/** Items that stand on one line, from the first's start to behind the last's comma. */
export interface Row {
  readonly indices: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly hasComma: boolean;
}

export function rowsOf({ text }: EditedText, items: readonly Node[]): readonly Row[] {
  const rows: Row[] = [];
  for (const [index, item] of items.entries()) {
    const start = itemStart(text, item);
    const itemEnd = contentEnd(text, item);
    const comma = afterComma(text, itemEnd);
    const end = comma ?? itemEnd;
    const last = rows.at(-1);
    const own = { end, hasComma: comma !== undefined };
    if (last && lineStart(text, start) <= last.end)
      rows[rows.length - 1] = { ...last, ...own, indices: [...last.indices, index] };
    else rows.push({ indices: [index], start, ...own });
  }
  return rows;
}

/** What becomes of the items that go, by their index. */
export interface Going {
  /** Nothing takes their places. */
  readonly left: ReadonlySet<number>;
  /** What takes their places, as it is written. */
  readonly swapped: ReadonlyMap<number, string>;
}

/** Whether the row's comment speaks of items that stay, so that what comes gets a line of its own before it. */
export function isSplit({ text }: EditedText, row: Row, { left, swapped }: Going): boolean {
  const comes = row.indices.some((index) => swapped.has(index));
  const stays = row.indices.some((index) => !left.has(index) && !swapped.has(index));
  return comes && stays && afterComment(text, row.end) > row.end;
}

/** The splices of one row; none where all of it stays. A row that is split takes `more` values in. */
export function editRow(
  file: EditedText,
  items: readonly Node[],
  row: Row,
  going: Going,
  more: readonly string[],
): readonly Splice[] {
  const { left, swapped } = going;
  const { text } = file;
  const kept = row.indices.filter((index) => !left.has(index));
  const stays = kept.filter((index) => !swapped.has(index));
  if (stays.length === row.indices.length) return [];
  if (kept.length === 0) return [removeRow(file, row)];
  const rawOf = (index: number): string => {
    const item = items[index] as Node;
    return swapped.get(index) ?? text.slice(itemStart(text, item), contentEnd(text, item));
  };
  const comes = kept.filter((index) => swapped.has(index));
  const commentEnd = afterComment(text, row.end);
  const splits = isSplit(file, row, going);
  const comment: readonly Splice[] =
    commentEnd > row.end && stays.length === 0
      ? [{ start: row.end, end: commentEnd, text: "" }]
      : [];
  if (kept.length === row.indices.length && !splits)
    return [...comes.map((index) => swap(file, items[index] as Node, rawOf(index))), ...comment];
  const indent = " ".repeat(row.start - lineStart(text, row.start));
  const all = splits
    ? `${[...comes.map(rawOf), ...more].join(", ")},${file.eol}${indent}${stays.map(rawOf).join(", ")}`
    : kept.map(rawOf).join(", ");
  return [{ start: row.start, end: row.end, text: `${all}${row.hasComma ? "," : ""}` }, ...comment];
}

const swap = ({ text }: EditedText, item: Node, by: string): Splice => ({
  start: startOf(item),
  end: contentEnd(text, item),
  text: by,
});

/** The whole line where nothing else stands on it. */
function removeRow(file: EditedText, row: Row): Splice {
  const { text } = file;
  const from = lineStart(text, row.start);
  const to = nextLine(text, row.end);
  const before = text.slice(from, row.start);
  const end = afterComment(text, row.end);
  const isLast = text.slice(end, to).trim() === "";
  if (before.trim() === "" && isLast) return deleteLines(file, from, to);
  return { start: isLast ? from + before.trimEnd().length : row.start, end, text: "" };
}
