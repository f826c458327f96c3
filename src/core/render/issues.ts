// Everything that is wrong with a file, as lines for a person.

import { breakOrder, cutText, escapeQuoted, escapeText, showPlain } from "../text/escape.ts";
import { sentence, type Issue } from "../finding/issue.ts";
import { cutToWidth, widthOf, wordsOf, wrap } from "../text/layout.ts";
import { line, span, type Line } from "../text/line.ts";

const SHOWN = 50;

/** With a width, each finding has its line of the file below it, cut to that many cells. */
export function renderIssues(issues: readonly Issue[], width?: number): readonly Line[] {
  const lines = issues.slice(0, SHOWN).flatMap((issue) => {
    const { file, line: row, column } = issue.at;
    const said = cutText(escapeText(sentence(issue)), 600);
    const place = `${showPlain(file)}:${row}:${column}: `;
    if (width === undefined) return [line(`${place}${said}`)];
    const start = [span(place, "bold")];
    const head = wrap(wordsOf(said, "danger"), { start, hang: 2, width, tone: "danger" });
    return [...head, ...renderExcerpt(issue, width)];
  });
  const more = issues.length - SHOWN;
  return more > 0 ? [...lines, line(`${more} more`)] : lines;
}

/** Each character as it is shown, so that the place of one in the line is known. */
function escapeCells(written: string): readonly string[] {
  const points = [...written];
  const broken = new Set(
    points.flatMap((point, index) => {
      const next = points[index + 1];
      const order = point === ":" ? next === ":" : point + next + points[index + 2] === "##[";
      return order ? [index + 1] : [];
    }),
  );
  return points.map((point, index) =>
    broken.has(index) ? breakOrder(point) : escapeQuoted(point),
  );
}

/** The line, and a caret under the place. */
function renderExcerpt({ at, line: written }: Issue, width: number): readonly Line[] {
  if (written === undefined) return [];
  const gutter = `${String(at.line).padStart(5)} | `;
  const cells = escapeCells(written);
  const room = Math.max(20, width - gutter.length);
  const start = firstShown(cells, at.column - 1, room);
  const before = cells.slice(start, at.column - 1).join("");
  const mark = start > 0 ? "…" : "";
  const text = cutToWidth(`${mark}${cells.slice(start).join("")}`, room);
  return [
    line(`${gutter}${text}`, "dim"),
    line(`${" ".repeat(gutter.length - 2)}| ${" ".repeat(widthOf(mark + before))}^`, "change"),
  ];
}

/** Where the excerpt begins, so that the place is in it. */
function firstShown(cells: readonly string[], place: number, room: number): number {
  if (widthOf(cells.join("")) <= room || widthOf(cells.slice(0, place).join("")) < room - 10)
    return 0;
  let start = place;
  while (start > 0 && widthOf(cells.slice(start - 1, place).join("")) < room / 2) start -= 1;
  return start;
}
