// Lists in brackets, edited item by item: on one line by writing its items anew with the blanks between them, on
// several line by line.

import type { Node, YAMLSeq } from "yaml";
import { editRow, isSplit, rowsOf } from "./edit-flow-rows.ts";
import {
  afterComma,
  afterComment,
  contentEnd,
  holdsComments,
  insertLines,
  itemsOf,
  itemStart,
  lineStart,
  nextLine,
  startOf,
  unsafe,
  type Attempt,
  type EditedText,
  type Splice,
} from "./edit-text.ts";

/** What goes and what comes. */
export interface SetChange {
  /** Items of the file that go, by their index. */
  readonly removed: ReadonlySet<number>;
  /** Values that come, as they are written. */
  readonly added: readonly string[];
  /** The same value in the quotes of an item that it takes the place of. */
  readonly addedAs: (index: number, item: Node) => string;
}

export function editFlowSet(file: EditedText, seq: YAMLSeq, change: SetChange): Attempt {
  const { text } = file;
  const [start, end] = [startOf(seq), contentEnd(text, seq)];
  const written = text.slice(start, end);
  const items = itemsOf(seq);
  const isEmptied = change.removed.size === items.length && change.added.length === 0;
  if (isEmptied && !holdsComments(file, seq)) return [{ start, end, text: "[]" }];
  if (items.length === 0)
    return written.includes("\n")
      ? [{ start: start + 1, end: start + 1, text: change.added.join(", ") }]
      : [{ start, end, text: `[${change.added.join(", ")}]` }];
  return written.includes("\n") ? editLines(file, seq, change) : [editLine(file, items, change)];
}

/** One line: kept items with what stands before each, new ones behind. */
function editLine(
  { text }: EditedText,
  items: readonly Node[],
  { removed, added, addedAs }: SetChange,
): Splice {
  const [first, last] = [items[0] as Node, items.at(-1) as Node];
  const endOf = (index: number): number => contentEnd(text, items[index] as Node);
  const gap = (index: number): string =>
    text.slice(endOf(index - 1), itemStart(text, items[index] as Node));
  const usual = items.length > 1 ? gap(items.length - 1) : ", ";
  const kept = items.flatMap((item, index) =>
    removed.has(index)
      ? []
      : [
          {
            before: index === 0 ? usual : gap(index),
            raw: text.slice(itemStart(text, item), endOf(index)),
          },
        ],
  );
  // One out, one in: in its place.
  const [only] = removed;
  if (removed.size === 1 && added.length === 1 && only !== undefined)
    return {
      start: startOf(items[only] as Node),
      end: endOf(only),
      text: addedAs(0, items[only] as Node),
    };
  const all = [...kept, ...added.map((raw) => ({ before: usual, raw }))];
  return {
    start: itemStart(text, first),
    end: contentEnd(text, last),
    text: all.map(({ before, raw }, index) => (index === 0 ? raw : `${before}${raw}`)).join(""),
  };
}

/** Several lines. As many as come take the places of those that go, so that only one of both is left over. */
function editLines(file: EditedText, seq: YAMLSeq, change: SetChange): Attempt {
  const { removed, added, addedAs } = change;
  const items = itemsOf(seq);
  const going = [...removed];
  const swapped = new Map(
    going
      .slice(0, added.length)
      .map((index, position) => [index, addedAs(position, items[index] as Node)] as const),
  );
  const left = new Set(going.slice(added.length));
  const rows = rowsOf(file, items);
  if (left.size > 0 && rows.slice(0, -1).some(({ hasComma }) => !hasComma))
    return unsafe("its commas stand at the start of lines");
  const rest = added.slice(going.length);
  const last = rows.at(-1);
  const takesRest = last !== undefined && isSplit(file, last, { left, swapped });
  const splices = rows.flatMap((row) =>
    editRow(file, items, row, { left, swapped }, row === last ? rest : []),
  );
  if (left.size > 0) return file.isJson ? withoutLastComma(file, items, left, splices) : splices;
  return rest.length > 0 && !takesRest ? [...splices, ...appendItems(file, seq, rest)] : splices;
}

/** JSON has no comma behind the last item. */
function withoutLastComma(
  { text }: EditedText,
  items: readonly Node[],
  left: ReadonlySet<number>,
  splices: readonly Splice[],
): readonly Splice[] {
  const last = items.findLastIndex((_, index) => !left.has(index));
  if (last === -1 || last === items.length - 1) return splices;
  const end = contentEnd(text, items[last] as Node);
  const comma = afterComma(text, end);
  const isRewritten = splices.some((one) => one.start <= end && one.end >= end);
  return comma === undefined || isRewritten
    ? splices
    : [...splices, { start: end, end: comma, text: "" }];
}

/** A line of its own where the last item has one; else behind the last item, before its comment. */
function appendItems(file: EditedText, seq: YAMLSeq, added: readonly string[]): readonly Splice[] {
  const { text } = file;
  const items = itemsOf(seq);
  const last = items.at(-1) as Node;
  const lastEnd = contentEnd(text, last);
  const comma = afterComma(text, lastEnd);
  const start = itemStart(text, last);
  const indent = text.slice(lineStart(text, start), start);
  const row = rowsOf(file, items).at(-1);
  const closes = lineStart(text, contentEnd(text, seq) - 1) > lastEnd;
  if (indent.trim() !== "" || row?.indices.length !== 1 || !closes)
    return [{ start: lastEnd, end: lastEnd, text: added.map((item) => `, ${item}`).join("") }];
  const lines = added.map((item, index) =>
    index < added.length - 1 || comma !== undefined ? `${indent}${item},` : `${indent}${item}`,
  );
  const at = nextLine(text, afterComment(text, comma ?? lastEnd));
  const joint: readonly Splice[] =
    comma === undefined ? [{ start: lastEnd, end: lastEnd, text: "," }] : [];
  return [...joint, insertLines(file, at, lines)];
}
