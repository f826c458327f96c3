// A failure as lines for a person.

import type { Failure, FailureCode } from "../../core/finding/failure.ts";
import { renderIssues } from "../../core/render/issues.ts";
import { layHint } from "../../core/render/command-lines.ts";
import { escapeText, showPlain } from "../../core/text/escape.ts";
import { DEFAULT_WIDTH, wrapText } from "../../core/text/layout.ts";
import type { Line } from "../../core/text/line.ts";

/** Failures that are of the file as a whole: their only issue would say the same again. */
const SAID_ALREADY: ReadonlySet<FailureCode> = new Set(["no_file", "unreadable_file"]);

/** Findings in a file are shown with their lines. `width` in cells. `name`: of the instance, where there are several. */
export function renderFailure(
  failure: Failure,
  width = DEFAULT_WIDTH,
  name?: string,
): readonly Line[] {
  const [first = "", ...others] = failure.message.split("\n").map(showPlain);
  const below = (text: string, start: string): readonly Line[] =>
    wrapText(text, { first: start, hang: 2, width, tone: "danger" });
  return [
    ...(SAID_ALREADY.has(failure.code) ? [] : renderIssues(failure.issues, width)),
    ...below(name === undefined ? first : `${escapeText(name)}: ${first}`, "clerkwork: "),
    ...others.flatMap((text) => below(text, "  ")),
    ...(failure.hint ? layHint(showPlain(failure.hint), width) : []),
  ];
}
