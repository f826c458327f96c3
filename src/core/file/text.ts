// The text of a file before it is parsed: positions, and what may not stand in it.

import { issueAt, type Issue } from "../finding/issue.ts";
import type { Position } from "../finding/position.ts";

/** Bounds on what is read. Bytes, levels, values, aliases, characters. */
export const LIMITS = {
  fileBytes: 512 * 1024,
  depth: 32,
  nodes: 12_000,
  aliases: 100,
  keyLength: 200,
  stringBytes: 10 * 1024,
} as const;

export interface Source {
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Offset (UTF-16 units) → line and column. */
  readonly positionAt: (offset: number) => Position;
}

/** The text with its positions. Lines end at LF. */
export function openSource(file: string, content: string): Source {
  const text = content.startsWith("\uFEFF") ? content.slice(1) : content;
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  // Counting code points is only needed where some take two units.
  const pairs = /[\uD800-\uDFFF]/.test(text);
  const columnOf = (start: number, offset: number): number =>
    pairs ? Array.from(text.slice(start, offset)).length + 1 : offset - start + 1;
  const positionAt = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (Number(starts[middle]) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: columnOf(Number(starts[low]), offset) };
  };
  return { file, text, positionAt };
}

/** What a file must not hold raw: controls, a lone CR, other line ends, a BOM inside, halves of surrogate pairs. */
// oxlint-disable-next-line no-control-regex -- the point of the expression
const FORBIDDEN = /[\0-\x08\v\f\x0E-\x1F\x7F-\x9F\u2028\u2029\uFEFF]|\r(?!\n)|\p{Cs}/gu;

/** Raw characters that are refused, at most 50 findings. */
export function findBadCharacters(source: Source): readonly Issue[] {
  const issues: Issue[] = [];
  for (const match of source.text.matchAll(FORBIDDEN)) {
    const at = source.positionAt(match.index);
    issues.push(
      match[0] === "\r"
        ? issueAt(at, "", "lone_carriage_return", {})
        : issueAt(at, "", "bad_character", { character: codePointOf(match[0]) }),
    );
    if (issues.length === 50) break;
  }
  return issues;
}

/** As Unicode writes it: `U+001B`. */
export function codePointOf(character: string): string {
  return `U+${Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}`;
}
