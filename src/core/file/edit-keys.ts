// Keys that a file doesn't have yet: after the last of their kind, written as those beside them are.

import { isScalar } from "yaml";
import type { Node, YAMLMap } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { addToFlow } from "./edit-flow-map.ts";
import { writeKey, writeLines, type Style } from "./edit-scalar.ts";
import {
  insertLines,
  lineStart,
  nextLine,
  pairEnd,
  pairsOf,
  startOf,
  unsafe,
  type Attempt,
  type EditedText,
  type MapPair,
} from "./edit-text.ts";

/** A key with its value; what it is called after, where an order is given, decides its place. */
export interface NewKey {
  readonly key: string;
  readonly value: Json;
}

export const keyOf = ({ key }: MapPair): string => String(isScalar(key) ? key.value : "");

/** Adds keys to a map. `order` places those that stand in it; without, each goes behind the last. */
export function addKeys(
  file: EditedText,
  map: YAMLMap,
  added: readonly NewKey[],
  order: readonly string[],
): Attempt {
  return map.flow === true ? addToBraces(file, map, added) : addToBlock(file, map, added, order);
}

function addToBraces(file: EditedText, map: YAMLMap, added: readonly NewKey[]): Attempt {
  const style = styleOf(file, true);
  const keyStyle: Style = isQuoted(pairsOf(map)[0]?.key) ? { ...style, quotes: "double" } : style;
  const keys = added.map(({ key, value }) => ({ written: writeKey(key, keyStyle), value }));
  return addToFlow(file, map, keys, style);
}

/** The keys below a key that has no value yet. `column` is that key's own. */
export function fillEmpty(
  file: EditedText,
  slot: number,
  column: number,
  added: readonly NewKey[],
): Attempt {
  const indent = " ".repeat(column + file.step);
  const lines = added.flatMap(({ key, value }) => linesOf(file, key, value, indent, null));
  return [insertLines(file, nextLine(file.text, slot), lines)];
}

function styleOf({ isJson }: Pick<EditedText, "isJson">, inFlow: boolean): Style {
  return { isJson, inFlow, quotes: "plain" };
}

function isQuoted(key: Node | null | undefined): boolean {
  return isScalar(key) && key.type === "QUOTE_DOUBLE";
}

/** `key: value` as lines, with what is below it a step deeper. */
export function linesOf(
  file: Pick<EditedText, "isJson" | "step">,
  key: string,
  value: Json,
  indent: string,
  beside: Node | null,
): readonly string[] {
  const style = styleOf(file, false);
  const written = writeKey(key, isQuoted(beside) ? { ...style, quotes: "double" } : style);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const [head = "", ...rest] = writeLines(key, value, indent, style);
    return [
      `${indent}${written}${head.slice(indent.length + writeKey(key, style).length)}`,
      ...rest,
    ];
  }
  const inside = indent + " ".repeat(file.step);
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  return members.length === 0
    ? [`${indent}${written}: {}`]
    : [
        `${indent}${written}:`,
        ...members.flatMap(([name, member]) => linesOf(file, name, member, inside, beside)),
      ];
}

function addToBlock(
  file: EditedText,
  map: YAMLMap,
  added: readonly NewKey[],
  order: readonly string[],
): Attempt {
  const { text } = file;
  const pairs = pairsOf(map);
  const first = pairs[0];
  if (!first) return unsafe("it can't be told where a key would stand");
  const start = startOf(first.key);
  const indent = text.slice(lineStart(text, start), start);
  if (indent.trim() !== "") return unsafe("its first key shares a line with something else");
  const gap = hasBlankLines(text, pairs) ? [""] : [];
  return added
    .toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
    .map(({ key, value }) => {
      const before = predecessorOf(pairs, key, order);
      const lines = linesOf(file, key, value, indent, first.key);
      return insertLines(file, nextLine(text, pairEnd(text, before)), [...gap, ...lines]);
    });
}

/** The pair behind which a key stands: of those that come before it in the order, the last in the file. */
function predecessorOf(pairs: readonly MapPair[], key: string, order: readonly string[]): MapPair {
  const place = order.indexOf(key);
  const last = pairs.at(-1) as MapPair;
  if (place === -1) return last;
  const earlier = pairs.filter((pair) => {
    const own = order.indexOf(keyOf(pair));
    return own !== -1 && own < place;
  });
  const nearest = Math.max(...earlier.map((pair) => order.indexOf(keyOf(pair))));
  return earlier.find((pair) => order.indexOf(keyOf(pair)) === nearest) ?? last;
}

/** Whether a blank line stands between two of the maps in a map. */
function hasBlankLines(text: string, pairs: readonly MapPair[]): boolean {
  return pairs.some((pair, index) => {
    const before = pairs[index - 1];
    if (!before) return false;
    const end = pairEnd(text, before);
    return /\n[ \t]*\r?\n/.test(
      `${text[end - 1] === "\n" ? "\n" : ""}${text.slice(end, startOf(pair.key))}`,
    );
  });
}
