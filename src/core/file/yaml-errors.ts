// What the YAML parser finds wrong, in words for whoever wrote the file: once for each line, where the mistake was
// made and not where the parser noticed.

import type { CST, YAMLParseError } from "yaml";
import { issueAt, type Issue } from "../finding/issue.ts";
import type { Source } from "./text.ts";
import { openedBefore, type Opened } from "./yaml-opened.ts";

type Finding = Pick<YAMLParseError, "code" | "message"> & { readonly pos: readonly number[] };

/** One finding, and what may explain it. */
interface Found extends Finding {
  readonly source: Source;
  readonly offset: number;
  /** Where the text ends that was taken for one thing. */
  readonly end: number;
  /** The line in which it was noticed, from 1. */
  readonly line: number;
  readonly tokens: readonly CST.Token[];
}

const MAX_ISSUES = 50;

/** At most 50. */
export function explainYaml(
  findings: readonly Finding[],
  tokens: readonly CST.Token[],
  source: Source,
): readonly Issue[] {
  const told = new Map<number, Issue>();
  for (const finding of findings) {
    const offset = Number(finding.pos[0]);
    const { line } = source.positionAt(offset);
    // After the first mistake of a line the parser guesses.
    const same = findings.filter(({ pos }) => pos[0] === offset);
    const end = Math.max(...same.map(({ pos }) => Number(pos[1])));
    if (!told.has(line)) told.set(line, explain({ ...finding, source, offset, end, line, tokens }));
    if (told.size >= MAX_ISSUES) break;
  }
  return [...told.values()];
}

const TEXT_KEY = "a key must be plain text; put a template such as {{ name }} in quotes";

const IMPLICIT_KEY: ReadonlySet<string> = new Set([
  "BLOCK_AS_IMPLICIT_KEY",
  "MULTILINE_IMPLICIT_KEY",
]);

function explain(found: Found): Issue {
  if (IMPLICIT_KEY.has(found.code)) return explainKey(found);
  if (found.code === "BAD_INDENT") return explainIndent(found);
  const quote = found.code === "MISSING_CHAR" && found.message.includes("quote");
  const opened = quote ? openedBefore(found.tokens, found.offset, "quote") : undefined;
  if (opened) return syntax(found, opened.offset, "a quote opens here and is not closed");
  const why = found.code === "NON_STRING_KEY" ? TEXT_KEY : firstLine(found.message);
  return syntax(found, found.offset, `${why}${hintOf(found)}`);
}

const firstLine = (message: string): string => message.replace(/\n.*/s, "");

const syntax = ({ source }: Found, offset: number, why: string): Issue =>
  issueAt(source.positionAt(offset), "", "yaml_syntax", { why });

function hintOf({ code, source, offset }: Found): string {
  if (code === "BAD_SCALAR_START") return "; put the value in quotes";
  if (code === "TAB_AS_INDENT") return "; indent with spaces";
  const before = code === "UNEXPECTED_TOKEN" ? source.text[offset - 1] : undefined;
  if (before === "'") return "; inside single quotes a quote is written twice: ''";
  return before === '"' ? '; inside double quotes a quote is written \\"' : "";
}

/** Text where a key must stand: a line that is indented deeper than its value may be, or a value with a colon. */
function explainKey(found: Found): Issue {
  const { source, offset, end, line, message } = found;
  if (message.includes("block sequence")) return uneven(found, "items");
  const start = startOf(source, line);
  const next = nextLine(source, line);
  const isFirst = source.text.slice(start, offset).trim() === "";
  const spans = next !== undefined && end > next.at;
  if (spans && !isFirst && next.indent > indentOf(source, line)) {
    return issueAt(source.positionAt(next.at), "", "deeper_indent", { line });
  }
  if (spans && isFirst) {
    return next.indent >= indentOf(source, line)
      ? syntax(found, offset, "this line has no colon: write key: value")
      : issueAt(source.positionAt(next.at), "", "uneven_indent", { what: "keys" });
  }
  return syntax(found, offset, 'a value that contains ": " needs quotes');
}

function explainIndent(found: Found): Issue {
  const { message, tokens, offset, source } = found;
  if (!message.startsWith("Flow")) return uneven(found, "keys");
  const opened: Opened | undefined = openedBefore(tokens, offset, "flow");
  if (!opened) return syntax(found, offset, firstLine(message));
  const { line, column } = source.positionAt(opened.offset);
  return syntax(
    found,
    offset,
    `the ${opened.what} of line ${line}, column ${column} is not closed before this line; lines inside it are indented deeper than line ${line}`,
  );
}

/** A line that starts in no column that it may start in; where a comment came between, the line after it. */
function uneven({ source, line }: Found, what: string): Issue {
  const { at, indent } = contentFrom(source, line);
  const above = contentBefore(source, line);
  const place = source.positionAt(at);
  return above !== undefined && indent > indentOf(source, above)
    ? issueAt(place, "", "deeper_indent", { line: above })
    : issueAt(place, "", "uneven_indent", { what });
}

interface Content {
  readonly at: number;
  readonly indent: number;
}

/** The first line from this one on that holds more than blanks and a comment; this one where none does. */
function contentFrom(source: Source, line: number): Content {
  return isContent(source, line)
    ? contentAt(source, line)
    : (nextLine(source, line) ?? contentAt(source, line));
}

function contentBefore(source: Source, line: number): number | undefined {
  let above = line - 1;
  while (above > 0 && !isContent(source, above)) above -= 1;
  return above > 0 ? above : undefined;
}

const contentAt = (source: Source, line: number): Content => {
  const indent = indentOf(source, line);
  return { at: startOf(source, line) + indent, indent };
};

const isContent = (source: Source, line: number): boolean =>
  /^\s*[^\s#]/.test(source.text.slice(startOf(source, line), endOfLine(source, line)));

const startOf = ({ text }: Source, line: number): number => {
  let start = 0;
  for (let count = 1; count < line; count += 1) start = text.indexOf("\n", start) + 1;
  return start;
};

const endOfLine = (source: Source, line: number): number => {
  const end = source.text.indexOf("\n", startOf(source, line));
  return end === -1 ? source.text.length : end;
};

const indentOf = (source: Source, line: number): number =>
  (/^ */.exec(source.text.slice(startOf(source, line), endOfLine(source, line)))?.[0] ?? "").length;

/** The next line that holds more than blanks or a comment. */
function nextLine(source: Source, line: number): Content | undefined {
  const rest = /^(?:[ \t\r]*(?:#[^\n]*)?\n)*( *)(?=[^\s#])/.exec(
    source.text.slice(endOfLine(source, line) + 1),
  );
  if (!rest) return undefined;
  return {
    at: endOfLine(source, line) + 1 + rest[0].length,
    indent: (rest[1] ?? "").length,
  };
}
