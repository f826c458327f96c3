// Values of a change on a line: cut where they are long, and told apart where an eye can't.

import { createHash } from "node:crypto";
import type { Json } from "../../catalog/setting.ts";
import { showValue } from "../text/escape.ts";
import { secretKind } from "../text/secret.ts";

/** How long a value may get before it is cut; the whole value is in JSON. Code points. */
const LONGEST_VALUE = 200;
/** The same for what only says again how two values differ. */
const LONGEST_DIFFERENCE = 80;

/**
 * A value on one line. Where it is cut, its length and a short hash stand for the rest, so that two values
 * never look the same; what may hold a credential gets no hash.
 */
export const showCut = (value: Json): string => cut(showValue(value), LONGEST_VALUE);

/** Two values that differ, and in ASCII how: `"а" → "a" (in ASCII: \u{430} → a)`. */
export function showPair(from: Json, to: Json): string {
  const [before, after] = differing([...showValue(from)], [...showValue(to)]);
  const pair = `${showCut(from)} → ${showCut(to)}`;
  if (isAscii(before + after)) return pair;
  const [spelt, other] = [before, after].map((text) => cut(spell(text), LONGEST_DIFFERENCE));
  return `${pair} (in ASCII: ${spelt || "nothing"} → ${other || "nothing"})`;
}

/** A value with nothing beside it to compare it with, spelt in ASCII too where it holds more. */
export function showAlone(value: Json): string {
  const text = showValue(value);
  const shown = showCut(value);
  return isAscii(text) ? shown : `${shown} (in ASCII: ${cut(spell(text), LONGEST_DIFFERENCE)})`;
}

function cut(text: string, limit: number): string {
  const points = [...text];
  if (points.length <= limit) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const proof = secretKind(text) ? "" : `, sha256 ${hash}`;
  return `${points.slice(0, limit).join("")}… (${points.length} characters${proof})`;
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
