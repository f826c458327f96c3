// Pieces of Markdown that nothing untrusted can leave: what comes from outside stands in code, where no mention,
// link or markup is looked for. By GitHub Flavored Markdown 0.29, sections 4.5, 4.10 and 6.3.

/** Escaped text as a code span on one line; `(nothing)` where there is none. */
export function inCode(text: string): string {
  if (text === "") return "(nothing)";
  const marks = "`".repeat(longestRun(text) + 1);
  const isPadded = /^`|`$|^ .*[^ ].* $/.test(text);
  return isPadded ? `${marks} ${text} ${marks}` : `${marks}${text}${marks}`;
}

/** The same for a cell of a table, where a `|` ends the cell in code too unless a single `\` stands before it. */
export const inCell = (text: string): string =>
  inCode(
    text.replace(/(\\*)\|/g, (_, before: string) =>
      before.length % 2 === 0 ? `${before}\\|` : `${before}\\u{7c}`,
    ),
  );

/** A sentence of clerkwork's own as it is: nothing in it is markup. */
export const asProse = (text: string): string => text.replace(/[\\`*_{}[\]<>#!|~$&]/g, "\\$&");

/** Lines of escaped text in a block of their own. */
export function asBlock(language: string, lines: readonly string[]): string {
  const marks = "`".repeat(Math.max(2, longestRun(lines.join("\n"))) + 1);
  return [`${marks}${language}`, ...lines, marks].join("\n");
}

/** Text in an element of HTML, in which Markdown is not read. */
export const inElement = (text: string): string =>
  `<code>${text.replace(/[^\w .()+−-]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
