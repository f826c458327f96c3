// Everything that is wrong with a file, as lines for a person.

import { cutText, escapeText, showPlain } from "../text/escape.ts";
import { sentence, type Issue } from "../finding/issue.ts";
import { line, type Line } from "../text/line.ts";

const SHOWN = 50;

export function renderIssues(issues: readonly Issue[]): readonly Line[] {
  const lines = issues.slice(0, SHOWN).map((issue) => {
    const { file, line: row, column } = issue.at;
    const pointer = issue.pointer ? ` (at ${escapeText(issue.pointer)})` : "";
    return line(
      `${showPlain(file)}:${row}:${column}: ${cutText(escapeText(sentence(issue)), 600)}${pointer}`,
    );
  });
  const more = issues.length - SHOWN;
  return more > 0 ? [...lines, line(`${more} more`)] : lines;
}
