// Parts of a line, laid out in cells of a terminal: broken between parts, and within one only where it
// is wider than a whole line.

import stringWidth from "fast-string-width";
import { line, lineOf, span, type Line, type Span, type Tone } from "./line.ts";

/** Cells that a line takes where nobody says how many there are. */
export const DEFAULT_WIDTH = 80;

/** Characters that lines are mostly made of, each of one cell. */
const NARROW = /^[ -~→⚠✗…·−│]*$/;

/** How many cells of a terminal a text takes. It holds no escape sequences. */
export const widthOf = (text: string): number =>
  NARROW.test(text) ? text.length : stringWidth(text);

export const padTo = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - widthOf(text)));

/** What lines of our own begin with, and no text may come to begin one with. */
const MARK = /^(?:[⚠✗✓│]|[?~!+\-−]$)/;

/**
 * A sentence as parts to be broken between. A mark that stands alone keeps to the word before it, so that no
 * text can make a line that begins like one of ours.
 */
export function wordsOf(text: string, tone: Tone = "plain"): readonly Span[] {
  const words: string[] = [];
  for (const word of text.split(" ")) {
    const last = words.at(-1);
    if (last !== undefined && (word === "" || last === "" || MARK.test(word)))
      words.splice(-1, 1, `${last} ${word}`);
    else words.push(word);
  }
  return words.map((word) => span(word, tone));
}

export interface Frame {
  /** What stands before the first part. */
  readonly start: readonly Span[];
  /** Cells before a line that goes on. */
  readonly hang: number;
  readonly width: number;
  readonly tone?: Tone;
  /** Whether a part stays in one piece that is wider than a whole line, so that it can be copied. */
  readonly whole?: boolean;
}

/** Addresses and flags: whoever copies one must get all of it. Values stand in quotes. */
const NAME = /^[(]?(?:--allow )?[a-z][\w.=-]{1,130}[).,;:]*$/;

/** Cells without which a part that is too wide is not begun on a line. */
const ROOM = 20;

/** Begins a line that goes on within a part that is too wide for one. */
const WITHIN = "│ ";

/** The parts with blanks between, on as many lines as it takes. */
export function wrap(parts: readonly Span[], frame: Frame): readonly Line[] {
  const { start, hang, width, tone, whole = false } = frame;
  const isWhole = (text: string): boolean => whole || NAME.test(text);
  const neededFor = (text: string): number => {
    const cells = widthOf(text);
    return hang + cells > width && !isWhole(text) ? ROOM : cells;
  };
  const lines: Span[][] = [[...start]];
  let used = start.reduce((sum, { text }) => sum + widthOf(text), 0);
  let isFresh = true;
  for (const part of parts) {
    const needed = neededFor(part.text);
    if (!isFresh && used + 1 + needed > width) {
      lines.push([span(" ".repeat(hang))]);
      used = hang;
      isFresh = true;
    }
    const gap = isFresh ? "" : " ";
    const room = isWhole(part.text) ? Infinity : width - used - gap.length;
    const [first = "", ...rest] = tearText(part.text, room, width - hang - 2);
    lines.at(-1)?.push(span(`${gap}${first}`, part.tone));
    for (const piece of rest)
      lines.push([span(" ".repeat(hang)), span(WITHIN, "dim"), span(piece, part.tone)]);
    const last = rest.at(-1);
    used = last === undefined ? used + gap.length + widthOf(first) : hang + 2 + widthOf(last);
    isFresh = false;
  }
  return lines.map((spans) => lineOf(spans, tone));
}

export interface TextFrame extends Pick<Frame, "width" | "tone" | "whole"> {
  /** What the first line begins with. */
  readonly first?: string;
  /** Cells before the others; by default the text stands below itself. */
  readonly hang?: number;
}

/** A text of one tone, on as many lines as it takes. */
export function wrapText(text: string, frame: TextFrame): readonly Line[] {
  const { first = "", hang = widthOf(first), tone = "plain" } = frame;
  const laid = wrap(wordsOf(text, tone), { ...frame, start: [span(first, tone)], hang });
  return laid.map((one) => line(one.text, tone));
}

/** A text that takes no more cells than this; of a wider one the beginning, with a mark. */
export function cutToWidth(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const [piece = ""] = tearText(text, width - 1, width);
  return `${piece}…`;
}

/** A text in pieces of so many cells, whole where it fits the first. No character is torn. */
export function tearText(text: string, first: number, others: number): readonly string[] {
  if (widthOf(text) <= first) return [text];
  const found: string[] = [];
  let piece = "";
  let room = first;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (piece !== "" && widthOf(piece + segment) > room) {
      found.push(piece);
      piece = "";
      room = others;
    }
    piece += segment;
  }
  return [...found, piece];
}
