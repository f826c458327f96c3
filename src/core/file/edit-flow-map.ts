// Keys that a map in braces doesn't have yet. A map on one line stays on it while there is room; then each of its
// keys gets a line.

import type { YAMLMap } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { widthOf } from "../text/layout.ts";
import { sideBySide, writeInline, type Style } from "./edit-scalar.ts";
import {
  afterComma,
  afterComment,
  contentEnd,
  insertLines,
  lineStart,
  nextLine,
  pairEnd,
  pairsOf,
  startOf,
  type EditedText,
  type Splice,
} from "./edit-text.ts";

/** A key as it is written, and its value. */
export interface FlowKey {
  readonly written: string;
  readonly value: Json;
}

/** Cells that a line of keys may take. */
const ROOM = 100;

export function addToFlow(
  file: EditedText,
  map: YAMLMap,
  added: readonly FlowKey[],
  style: Style,
): readonly Splice[] {
  const { text } = file;
  const pairs = added.map(({ written, value }) => `${written}: ${writeInline(value, style)}`);
  const last = pairsOf(map).at(-1);
  if (last) {
    const end = pairEnd(text, last);
    const start = startOf(last.key);
    const indent = text.slice(lineStart(text, start), start);
    const closes = lineStart(text, contentEnd(text, map) - 1) > end;
    if (indent.trim() === "" && closes) return addLines(file, end, indent, pairs);
  }
  const oneLine = last
    ? insertAt(pairEnd(text, last), pairs.map((pair) => `, ${pair}`).join(""))
    : fillBraces(text, map, pairs);
  return breakLine(file, map, added, style, oneLine) ?? [oneLine];
}

const insertAt = (at: number, text: string): Splice => ({ start: at, end: at, text });

/** Lines of their own, as the last key has one. */
function addLines(
  file: EditedText,
  end: number,
  indent: string,
  pairs: readonly string[],
): readonly Splice[] {
  const { text } = file;
  const comma = afterComma(text, end);
  const lines = pairs.map((pair, index) =>
    index < pairs.length - 1 || comma !== undefined ? `${indent}${pair},` : `${indent}${pair}`,
  );
  const joint = comma === undefined ? [insertAt(end, ",")] : [];
  return [...joint, insertLines(file, nextLine(text, afterComment(text, comma ?? end)), lines)];
}

function fillBraces(text: string, map: YAMLMap, written: readonly string[]): Splice {
  const start = startOf(map);
  const end = contentEnd(text, map);
  const isBlank = text.slice(start + 1, end - 1).trim() === "";
  return isBlank
    ? { start, end, text: `{ ${written.join(", ")} }` }
    : { start: start + 1, end: start + 1, text: ` ${written.join(", ")}` };
}

/** What stands before the braces of a value of a block: its key, and maybe an anchor. */
const KEY = /^( *)[^\s#&*!|>[\]{},-][^#[\]{},]*:(?:[ \t]+&\S+)?[ \t]+$/;

/**
 * The braces on lines of their own and each key on one between them. Undefined: there is room on the line, or it
 * can't be broken, because it holds more than the key and its map.
 */
function breakLine(
  file: EditedText,
  map: YAMLMap,
  added: readonly FlowKey[],
  style: Style,
  oneLine: Splice,
): readonly Splice[] | undefined {
  const { text, eol } = file;
  const [open, close] = [startOf(map), contentEnd(text, map) - 1];
  const from = lineStart(text, open);
  const before = text.slice(from, open);
  const margin = KEY.exec(before)?.[1];
  const line = `${text.slice(from, oneLine.start)}${oneLine.text}${text.slice(oneLine.end, close + 1)}`;
  if (margin === undefined || text.slice(open, close).includes("\n") || widthOf(line) <= ROOM)
    return undefined;
  const outer = margin + " ".repeat(file.step);
  const inner = outer + " ".repeat(file.step);
  const pairs = pairsOf(map);
  const lines = added.flatMap((one) => linesOf(one, inner, style));
  const blanks = before.length - before.trimEnd().length;
  const gaps = pairs.slice(1).map((pair, index): Splice => {
    const previous = pairEnd(text, pairs[index] ?? pair);
    return { start: previous, end: startOf(pair.key), text: `,${eol}${inner}` };
  });
  const last = pairs.at(-1);
  const [first] = pairs;
  const tail = [...lines, outer].join(eol);
  return [
    { start: open - blanks, end: open, text: `${eol}${outer}` },
    ...(first ? [{ start: open + 1, end: startOf(first.key), text: `${eol}${inner}` }] : []),
    ...gaps,
    {
      start: last ? pairEnd(text, last) : open + 1,
      end: close,
      text: `${last ? "," : ""}${eol}${tail}`,
    },
  ];
}

/** A list that has no room beside its key stands between brackets on lines of their own. */
function linesOf({ written, value }: FlowKey, indent: string, style: Style): readonly string[] {
  const line = `${indent}${written}: ${writeInline(value, style)},`;
  if (!Array.isArray(value) || widthOf(line) <= ROOM) return [line];
  const items = (value as readonly Json[]).map((item) => writeInline(item, style));
  return [`${indent}${written}: [`, ...sideBySide(items, `${indent}  `), `${indent}],`];
}
