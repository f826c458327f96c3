// Pieces of a text that are put in place of others, and where lines and YAML nodes begin and end.

import { isAlias, isMap, isScalar } from "yaml";
import type { Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** What replaces the text between two offsets (UTF-16 units). */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The splices that make a change; or why it can't be made without touching more. */
export type Attempt = readonly Splice[] | Unsafe;

/** Why a change is not made. */
export interface Unsafe {
  readonly unsafe: string;
}

export const unsafe = (why: string): Unsafe => ({ unsafe: why });

export const isUnsafe = (attempt: Attempt): attempt is Unsafe => "unsafe" in attempt;

/** What is edited, and how it is written. */
export interface EditedText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly eol: "\n" | "\r\n";
  /** Whether the text is JSON and must stay so. */
  readonly isJson: boolean;
  /** Blanks that a level of nesting takes. */
  readonly step: number;
}

export type MapPair = Pair<Node, Node | null>;

export const pairsOf = (map: YAMLMap): readonly MapPair[] => map.items as readonly MapPair[];
export const itemsOf = (seq: YAMLSeq): readonly Node[] => seq.items as readonly Node[];

/** A node that was composed from a text has its range. */
export const startOf = ({ range }: Node): number => Number(range?.[0]);
const rangeEnd = ({ range }: Node): number => Number(range?.[1]);

export const isBlockScalar = (node: Node): node is Scalar =>
  isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");

/** Where a node is of one piece: scalars, aliases and flow collections. */
const isOnePiece = (node: Node): boolean => isScalar(node) || isAlias(node) || node.flow === true;

/** The offset behind the last character that belongs to a node; comments and blank lines behind it don't. */
export function contentEnd(text: string, node: Node): number {
  if (isBlockScalar(node)) return blockScalarEnd(text, node);
  if (isOnePiece(node)) return rangeEnd(node);
  const last = isMap(node) ? pairsOf(node).at(-1) : itemsOf(node as YAMLSeq).at(-1);
  if (!last) return rangeEnd(node);
  return "key" in last ? pairEnd(text, last) : contentEnd(text, last);
}

/** The same of a pair. */
export const pairEnd = (text: string, { key, value }: MapPair): number =>
  value ? contentEnd(text, value) : rangeEnd(key);

/** Blank lines behind the body are part of the value only where its header says so. */
function blockScalarEnd(text: string, node: Node): number {
  const written = text.slice(startOf(node), rangeEnd(node));
  const keeps = /^[|>][0-9]?\+|^[|>]\+/.test(written);
  const body = keeps ? written : written.replace(/(\r?\n)(?:[ \t]*\r?\n)*[ \t]*$/, "$1");
  return startOf(node) + body.length;
}

export const lineStart = (text: string, offset: number): number =>
  text.lastIndexOf("\n", offset - 1) + 1;

/** Where the next line starts; the text's end where there is none. An offset at a line's start stays. */
export function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** Where a match of a sticky expression ends; the offset itself where there is none. */
function skip(text: string, offset: number, pattern: RegExp): number {
  const sticky = new RegExp(pattern, "y");
  sticky.lastIndex = offset;
  return sticky.test(text) ? sticky.lastIndex : offset;
}

/** Behind a comment that stands on the same line; the offset itself where there is none. */
export const afterComment = (text: string, offset: number): number =>
  skip(text, offset, /[ \t]+#[^\r\n]*/);

/** Behind the comma on the same line; undefined where there is none. */
export function afterComma(text: string, offset: number): number | undefined {
  const end = skip(text, offset, /[ \t]*,/);
  return end === offset ? undefined : end;
}

/** Behind a key's colon, and behind the anchor that follows; undefined where there is no colon. */
export function valueSlot(text: string, { key }: MapPair): number | undefined {
  const end = rangeEnd(key);
  const colon = skip(text, end, /[ \t]*:/);
  return colon === end ? undefined : skip(text, colon, /[ \t]*&[^\s,[\]{}]+/);
}

/** Where an item of a list starts, its anchor included. */
export function itemStart(text: string, node: Node): number {
  const anchor = node && !isAlias(node) ? (node as Scalar).anchor : undefined;
  if (anchor === undefined) return startOf(node);
  const at = text.lastIndexOf(`&${anchor}`, startOf(node));
  return at === -1 ? startOf(node) : at;
}

/** Whether a comment stands between the brackets of a list, outside its items. */
export function holdsComments({ text }: EditedText, seq: YAMLSeq): boolean {
  let at = startOf(seq);
  const between = itemsOf(seq).map((item) => {
    const gap = text.slice(at, itemStart(text, item));
    at = contentEnd(text, item);
    return gap;
  });
  return [...between, text.slice(at, contentEnd(text, seq))].some((gap) => gap.includes("#"));
}

/** Whole lines, to be put where a line starts. At the end of a text without a last line end they begin with one. */
export function insertLines(
  { text, eol }: EditedText,
  offset: number,
  lines: readonly string[],
): Splice {
  const open = offset === text.length && offset > 0 && !text.endsWith("\n");
  const body = lines.join(eol);
  return { start: offset, end: offset, text: open ? `${eol}${body}` : `${body}${eol}` };
}

/** Takes out whole lines. The last of a text that ends without a line end takes the one before it along. */
export function deleteLines({ text }: EditedText, start: number, end: number): Splice {
  const open = end === text.length && !text.endsWith("\n");
  const before = text.endsWith("\r\n", start) ? 2 : 1;
  return { start: open && start > 0 ? start - before : start, end, text: "" };
}

/** The text with all splices made; undefined when two of them overlap. What is only taken out may overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string | undefined {
  const merged: Splice[] = [];
  for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (!last || splice.start >= last.end) merged.push(splice);
    else if (last.text === "" && splice.text === "")
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, splice.end) };
    else return undefined;
  }
  let result = "";
  let at = 0;
  for (const { start, end, text: piece } of merged) {
    result += text.slice(at, start) + piece;
    at = end;
  }
  return result + text.slice(at);
}
