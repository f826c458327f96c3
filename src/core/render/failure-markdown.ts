// A failure as a page of Markdown, so that what waits for one does not stay empty.

import { EXIT } from "../finding/failure.ts";
import type { IssueReport } from "../finding/issue.ts";
import type { RecordedError } from "../report/record.ts";
import { cutText } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { code, page } from "./validation.ts";

const SHOWN = 50;

function invalidMarkdown(issues: readonly IssueReport[]): string {
  const items = issues.slice(0, SHOWN).map(({ file, line: row, column, message }) => {
    return `- ${code(`${file}:${row}:${column}`)} ${code(cutText(message, 600))}`;
  });
  const more = issues.length - SHOWN;
  const rest = more > 0 ? [`- ${more} more`] : [];
  return page(`clerkwork: not valid, ${plural(issues.length, "issue")}`, [...items, ...rest]);
}

/** What is wrong with the file; of any other failure what happened, line by line, what is refused, and what can be done. */
export function failureMarkdown(failure: RecordedError): string {
  const { message, hint, refusals = [], issues, exit_code: exitCode } = failure;
  if (failure.code === "invalid_document") return invalidMarkdown(issues);
  const refused = refusals.map(({ address, message: why }) =>
    [...(address === null ? [] : [code(address)]), code(why)].join(": "),
  );
  const items = [...message.split("\n").map(code), ...refused, ...(hint ? [code(hint)] : [])];
  return page(
    `clerkwork: ${exitCode === EXIT.refused ? "REFUSED" : "FAILED"}`,
    items.map((item) => `- ${item}`),
  );
}
