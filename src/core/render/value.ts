// Values of a change on a line: cut where they are long, and told apart where an eye can't.

import { createHash } from "node:crypto";
import type { Json } from "../../catalog/setting.ts";
import { showValue } from "../text/escape.ts";
import { secretKind } from "../text/secret.ts";

/** How long a value may get before it is cut; the whole value is in JSON. Code points. */
const LONGEST_VALUE = 200;
/** The same for what only says again how two values differ. */
const LONGEST_DIFFERENCE = 80;
/** The same for a list that is shown as it is written. */
const LONGEST_LIST = 60;

/**
 * A value on one line. Where it is cut, its length and a short hash stand for the rest, so that two values
 * never look the same; what may hold a credential gets no hash.
 */
export const showCut = (value: Json): string => cut(showValue(value), LONGEST_VALUE);

/** Two values that differ. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  /** How they differ, where an eye can't tell; empty: it can. */
  readonly note: string;
}

/** With a note in ASCII where they differ beyond it: `(in ASCII: \u{430} → a)`. */
export function pairOf(from: Json, to: Json): Pair {
  const [before, after] = differing([...showValue(from)], [...showValue(to)]);
  const shown = { from: showCut(from), to: showCut(to) };
  if (isAscii(before + after)) return { ...shown, note: "" };
  const [spelt, other] = [before, after].map((text) => cut(spell(text), LONGEST_DIFFERENCE));
  return { ...shown, note: `(in ASCII: ${spelt || "nothing"} → ${other || "nothing"})` };
}

/** The same on one line. */
export function showPair(one: Json, other: Json): string {
  const { from, to, note } = pairOf(one, other);
  return `${from} → ${to}${note && ` ${note}`}`;
}

/** A value with nothing beside it to compare it with, spelt in ASCII too where it holds more. */
export const showAlone = (value: Json): string => spelt(showValue(value), showCut(value));

/** What a value says beyond ASCII, said again in it. */
function spelt(text: string, shown: string): string {
  return isAscii(text) ? shown : `${shown} (in ASCII: ${cut(spell(text), LONGEST_DIFFERENCE)})`;
}

/** Texts that nobody takes for a number, a word of JSON's or two items. */
const BARE = /^(?!(?:true|false|null)$)[A-Za-z][\w.:/@*-]{0,38}$/;

/** An item of a list: without quotes where it is a plain word. */
export const showItem = (item: Json): string =>
  typeof item === "string" && BARE.test(item) && !showValue(item).includes("\\")
    ? item
    : showAlone(item);

/** A short list as it is written; undefined: it is too long for that, or must be spelt. */
export function showList(items: readonly Json[]): string | undefined {
  const text = `[${items.map(showItem).join(", ")}]`;
  return text.length <= LONGEST_LIST && isAscii(text) ? text : undefined;
}

/** A few hexadecimal digits that stand for a text which is not shown; empty where it may hold a credential. */
export const proofOf = (text: string): string =>
  secretKind(text) ? "" : `sha256 ${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;

function cut(text: string, limit: number): string {
  const points = [...text];
  if (points.length <= limit) return text;
  const proof = proofOf(text);
  return `${points.slice(0, limit).join("")}… (${points.length} characters${proof && `, ${proof}`})`;
}

/** What is left of two texts without what they begin and end with alike. */
function differing(
  one: readonly string[],
  other: readonly string[],
): readonly [before: string, after: string] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [
    one.slice(start, one.length - end).join(""),
    other.slice(start, other.length - end).join(""),
  ];
}

// oxlint-disable-next-line no-control-regex -- everything outside ASCII
const OUTSIDE_ASCII = /[^\0-\x7f]/gu;

const isAscii = (text: string): boolean => text.search(OUTSIDE_ASCII) === -1;

const spell = (text: string): string =>
  text.replace(
    OUTSIDE_ASCII,
    (character) => `\\u{${Number(character.codePointAt(0)).toString(16)}}`,
  );
