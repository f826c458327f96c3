// A failure as lines for a person.

import type { Failure, FailureCode } from "../../core/finding/failure.ts";
import { renderIssues } from "../../core/render/issues.ts";
import { showPlain } from "../../core/text/escape.ts";
import { line, type Line } from "../../core/text/line.ts";

/** Failures that are of the file as a whole: their only issue would say the same again. */
const SAID_ALREADY: ReadonlySet<FailureCode> = new Set(["no_file", "unreadable_file"]);

/** With a width, findings in a file are shown with their lines. */
export function renderFailure(failure: Failure, width?: number): readonly Line[] {
  const message = failure.message.split("\n").map(showPlain).join("\n  ");
  return [
    ...(SAID_ALREADY.has(failure.code) ? [] : renderIssues(failure.issues, width)),
    line(`clerkwork: ${message}`, "danger"),
    ...(failure.hint ? [line(`  ${showPlain(failure.hint)}`)] : []),
  ];
}
