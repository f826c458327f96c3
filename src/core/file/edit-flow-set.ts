// Lists in brackets, edited item by item: on one line by writing its items anew with the blanks between them, on
// several line by line.

import type { Node, YAMLSeq } from "yaml";
import {
  afterComma,
  afterComment,
  contentEnd,
  deleteLines,
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
  if (left.size > 0) return removeItems(file, items, left, swapped);
  const swaps = [...swapped].map(([index, by]) => swap(file, items[index] as Node, by));
  const rest = added.slice(going.length);
  return rest.length > 0 ? [...swaps, ...appendItems(file, seq, rest)] : swaps;
}

const swap = ({ text }: EditedText, item: Node, by: string): Splice => ({
  start: startOf(item),
  end: contentEnd(text, item),
  text: by,
});

/** Items that stand on one line, from the first's start to behind the last's comma. */
interface Row {
  readonly indices: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly hasComma: boolean;
}

function rowsOf({ text }: EditedText, items: readonly Node[]): readonly Row[] {
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

function removeItems(
  file: EditedText,
  items: readonly Node[],
  removed: ReadonlySet<number>,
  swapped: ReadonlyMap<number, string>,
): Attempt {
  const { text, isJson } = file;
  const rows = rowsOf(file, items);
  if (rows.slice(0, -1).some(({ hasComma }) => !hasComma))
    return unsafe("its commas stand at the start of lines");
  const splices = rows.flatMap((row): readonly Splice[] => {
    const kept = row.indices.filter((index) => !removed.has(index));
    if (kept.length === row.indices.length)
      return kept.flatMap((index) => {
        const by = swapped.get(index);
        return by === undefined ? [] : [swap(file, items[index] as Node, by)];
      });
    const from = lineStart(text, row.start);
    const to = nextLine(text, row.end);
    const isAlone =
      text.slice(from, row.start).trim() === "" &&
      /^[ \t]*(?:#.*)?$/.test(text.slice(row.end, to).trimEnd());
    if (kept.length === 0 && isAlone) return [deleteLines(file, from, to)];
    const raw = kept.map((index) => {
      const item = items[index] as Node;
      return swapped.get(index) ?? text.slice(itemStart(text, item), contentEnd(text, item));
    });
    const comma = raw.length > 0 && row.hasComma ? "," : "";
    return [{ start: row.start, end: row.end, text: `${raw.join(", ")}${comma}` }];
  });
  // JSON has no comma behind the last item.
  const last = items.findLastIndex((_, index) => !removed.has(index));
  if (!isJson || last === -1 || last === items.length - 1) return splices;
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
