// An explanation for a terminal, and as Markdown.

import { wrapText } from "../text/layout.ts";
import { line, type Line } from "../text/line.ts";
import { tableLines } from "../text/table.ts";
import type { Explanation } from "./explain.ts";

const plain = (texts: readonly string[]): readonly Line[] => texts.map((text) => line(text));

/** Lines of at most `width` characters; what is to be copied is not broken. */
export function renderExplanation(
  { title, says, yaml, facts, lists }: Explanation,
  width: number,
): readonly Line[] {
  return [
    line(title, "bold"),
    ...wrapText(says, { first: "  ", width }),
    ...(yaml === undefined
      ? []
      : [line(""), ...plain(yaml.split("\n").map((text) => `    ${text}`))]),
    ...(facts.length > 0 ? [line(""), ...plain(tableLines(facts, width))] : []),
    ...lists
      .filter(({ entries }) => entries.length > 0)
      .flatMap(({ title, entries }) => [
        line(""),
        line(`  ${title}:`, "bold"),
        ...plain(tableLines(entries, width - 2).map((text) => `  ${text}`)),
      ]),
  ];
}

/** Characters that Markdown gives a meaning inside a line. */
const escapeInline = (text: string): string => text.replace(/[\\`*_[\]<>|]/g, "\\$&");

export function explanationMarkdown({ title, says, yaml, facts, lists }: Explanation): string {
  const parts = [
    `## \`${title}\``,
    escapeInline(says),
    ...(yaml === undefined ? [] : [`\`\`\`yaml\n${yaml}\n\`\`\``]),
    facts.map(({ name, says }) => `- **${name}:** ${escapeInline(says)}`).join("\n"),
    ...lists
      .filter(({ entries }) => entries.length > 0)
      .map(
        ({ title, entries }) =>
          `### ${escapeInline(title)}\n\n${entries.map(({ name, says }) => `- \`${name}\`: ${escapeInline(says)}`).join("\n")}`,
      ),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}
