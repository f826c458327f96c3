// What a check of a file comes to, for people: as lines, and as Markdown in which everything untrusted is code.

import type { Failure } from "../finding/failure.ts";
import { sentence, type Issue } from "../finding/issue.ts";
import type { Warning } from "../finding/warning.ts";
import { cutText, escapeText, showPlain } from "../text/escape.ts";
import { line, plural, type Line } from "../text/line.ts";

/** One part of a valid file: an environment, or what stands above them. */
export interface CheckedPart {
  readonly environment: string | null;
  readonly declared: number;
  readonly warnings: readonly Warning[];
}

/** A valid file with its parts. */
export interface CheckedFile {
  readonly file: string;
  readonly environments: readonly CheckedPart[];
}

export const renderValid = (files: readonly CheckedFile[]): readonly Line[] =>
  files.flatMap(renderFile);

function renderFile({ file, environments }: CheckedFile): readonly Line[] {
  return environments.flatMap(({ environment, declared, warnings }) => {
    const name = environment === null ? "" : `, ${escapeText(environment)}`;
    return [
      ...warnings.map(({ message }) => line(`  warning: ${escapeText(message)}`, "change")),
      line(`Valid: ${showPlain(file)}${name}: ${plural(declared, "setting")} declared.`, "bold"),
    ];
  });
}

export function validMarkdown(files: readonly CheckedFile[]): string {
  const items = files.flatMap(({ file, environments }) =>
    environments.flatMap(({ environment, declared, warnings }) => {
      const name = environment === null ? "" : `, ${code(environment)}`;
      return [
        `- ${code(file)}${name}: ${plural(declared, "setting")} declared`,
        ...warnings.map(({ message }) => `  - warning: ${code(message)}`),
      ];
    }),
  );
  return page("clerkwork validate: valid", items);
}

const SHOWN = 50;

export function invalidMarkdown(issues: readonly Issue[]): string {
  const items = issues.slice(0, SHOWN).map((issue) => {
    const { file, line: row, column } = issue.at;
    return `- ${code(`${file}:${row}:${column}`)} ${code(cutText(sentence(issue), 600))}`;
  });
  const more = issues.length - SHOWN;
  const rest = more > 0 ? [`- ${more} more`] : [];
  return page(`clerkwork: not valid, ${plural(issues.length, "issue")}`, [...items, ...rest]);
}

/** Any other failure: what happened, line by line, what is refused, and what can be done. */
export function failureMarkdown(
  { message, hint, refusals }: Pick<Failure, "message" | "hint" | "refusals">,
  verdict: string,
): string {
  const refused = refusals.map(({ address, message: why }) =>
    [...(address === null ? [] : [code(address)]), code(why)].join(": "),
  );
  const items = [...message.split("\n").map(code), ...refused, ...(hint ? [code(hint)] : [])];
  return page(
    `clerkwork: ${verdict}`,
    items.map((item) => `- ${item}`),
  );
}

const page = (heading: string, items: readonly string[]): string =>
  `### ${heading}\n\n${items.join("\n")}\n`;

/** A code span that the text can't end. */
function code(text: string): string {
  const shown = showPlain(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  const blank = /^`|`$/.test(shown) ? " " : "";
  return `${marks}${blank}${shown}${blank}${marks}`;
}
