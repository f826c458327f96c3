// Comments that go away with what they spoke of.

import { CST, Lexer } from "yaml";
import type { EditedText, Splice } from "./edit-text.ts";

/** A comment that an edit takes away. */
export interface LostComment {
  /** Of the text before the edit. */
  readonly line: number;
  /** From its `#` on. */
  readonly text: string;
}

/** The lexer's marks have no place in the text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.SCALAR, CST.FLOW_END]);

/** The comments of the text that splices take out and don't put back, in the order of the text. */
export function lostComments(
  { text }: EditedText,
  splices: readonly Splice[],
): readonly LostComment[] {
  const lost: LostComment[] = [];
  let at = 0;
  let before = "";
  for (const token of new Lexer().lex(text)) {
    const isComment = token.startsWith("#") && before !== CST.SCALAR;
    if (isComment && isTakenOut(token, at, splices))
      lost.push({ line: text.slice(0, at).split("\n").length, text: token.trimEnd() });
    before = token;
    if (!MARKS.has(token)) at += token.length;
  }
  return lost;
}

const isTakenOut = (comment: string, at: number, splices: readonly Splice[]): boolean =>
  splices.some(({ start, end, text }) => start <= at && at < end && !text.includes(comment.trim()));
