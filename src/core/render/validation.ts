// What a check of a file comes to, for people: as lines, and as Markdown in which everything untrusted is code.

import type { Warning } from "../finding/warning.ts";
import { escapeText, showPlain } from "../text/escape.ts";
import { wrapText } from "../text/layout.ts";
import type { Line } from "../text/line.ts";
import { sayCounts } from "./counted.ts";

/** One part of a valid file: an environment, or what stands above them. */
export interface CheckedPart {
  readonly environment: string | null;
  readonly declared: number;
  /** How many of them are items of collections. */
  readonly items: number;
  readonly warnings: readonly Warning[];
}

/** A valid file with its parts. */
export interface CheckedFile {
  readonly file: string;
  readonly environments: readonly CheckedPart[];
}

export const renderValid = (files: readonly CheckedFile[], width: number): readonly Line[] =>
  files.flatMap((file) => renderFile(file, width));

function renderFile({ file, environments }: CheckedFile, width: number): readonly Line[] {
  return environments.flatMap(({ environment, declared, items: count, warnings }) => {
    const name = environment === null ? "" : `, ${escapeText(environment)}`;
    return [
      ...warnings.flatMap(({ message }) =>
        wrapText(`warning: ${escapeText(message)}`, {
          first: "  ",
          hang: 4,
          width,
          tone: "change",
        }),
      ),
      ...wrapText(`Valid: ${showPlain(file)}${name}: ${sayCounts(declared, count)} declared.`, {
        hang: 2,
        width,
        tone: "bold",
      }),
    ];
  });
}

export function validMarkdown(files: readonly CheckedFile[]): string {
  const items = files.flatMap(({ file, environments }) =>
    environments.flatMap(({ environment, declared, items: count, warnings }) => {
      const name = environment === null ? "" : `, ${code(environment)}`;
      return [
        `- ${code(file)}${name}: ${sayCounts(declared, count)} declared`,
        ...warnings.map(({ message }) => `  - warning: ${code(message)}`),
      ];
    }),
  );
  return page("clerkwork validate: valid", items);
}

export const page = (heading: string, items: readonly string[]): string =>
  `### ${heading}\n\n${items.join("\n")}\n`;

/** A code span that the text can't end. */
export function code(text: string): string {
  const shown = showPlain(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  const blank = /^`|`$/.test(shown) ? " " : "";
  return `${marks}${blank}${shown}${blank}${marks}`;
}
