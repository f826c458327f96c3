// YAML tokens before they are composed: the lexer and the parser are iterative and cope with
// anything, the composer recurses. So depth and what we don't support are settled here.

import { CST, Lexer, Parser } from "yaml";
import { issueAt, type Issue } from "../finding/issue.ts";
import type { Position } from "../finding/position.ts";
import { LIMITS, type Source } from "./text.ts";

export interface Tokens {
  /** What the tokens alone forbid; empty when composing is safe. */
  readonly issues: readonly Issue[];
  /** For the composer; incomplete when there are issues. */
  readonly tokens: readonly CST.Token[];
}

const MAX_ISSUES = 50;
/** A value takes no more than its key, a colon, and a bracket each way, or a comma. */
const MAX_TOKENS = LIMITS.nodes * 4;

/** Token type → what is wrong with every token of that type. */
const UNSUPPORTED: Readonly<Record<string, (at: Position, token: string) => Issue>> = {
  "explicit-key-ind": (at) => issueAt(at, "", "explicit_key", {}),
  "directive-line": (at, token) =>
    at.column === 1
      ? issueAt(at, "", "directive", { directive: token.trim() })
      : issueAt(at, "", "yaml_syntax", {
          why: "a value can't begin with %; put the value in quotes",
        }),
  tag: (at, token) => issueAt(at, "", "tag", { tag: token }),
};

/** Token type → how much deeper in flow collections the text is after it. */
const FLOW_STEPS: Readonly<Record<string, number>> = {
  "flow-seq-start": 1,
  "flow-map-start": 1,
  "flow-seq-end": -1,
  "flow-map-end": -1,
};

/** The lexer's marks for a document and a scalar have no place in the text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.SCALAR, CST.FLOW_END]);

/** Tokens that make no value, however many there are. */
const BLANKS: ReadonlySet<string> = new Set(["space", "newline", "comment"]);

/** What the text has come to so far. */
interface Counts {
  flowDepth: number;
  aliases: number;
  tokens: number;
}

function countToken(counts: Counts, token: string, type: string): void {
  counts.flowDepth += FLOW_STEPS[type] ?? 0;
  if (type === "alias") counts.aliases += 1;
  if (!BLANKS.has(type) && !MARKS.has(token)) counts.tokens += 1;
}

/** The bound that the last token broke; undefined: none. */
function findBroken(counts: Counts, type: string): keyof typeof BOUNDS | undefined {
  if (counts.flowDepth > LIMITS.depth) return "too_deep";
  if (counts.tokens > MAX_TOKENS) return "too_many_nodes";
  return type === "alias" && counts.aliases > LIMITS.aliases ? "too_many_aliases" : undefined;
}

/** The limit that is told for each bound. */
const BOUNDS = {
  too_deep: LIMITS.depth,
  too_many_nodes: LIMITS.nodes,
  too_many_aliases: LIMITS.aliases,
} as const;

/** Lexes and parses once, without composing. */
export function readTokens(source: Source): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const issues: Issue[] = [];
  let offset = 0;
  const counts: Counts = { flowDepth: 0, aliases: 0, tokens: 0 };
  for (const token of new Lexer().lex(source.text)) {
    const type = CST.tokenType(token) ?? "";
    tokens.push(...parser.next(token));
    countToken(counts, token, type);
    const broken = findBroken(counts, type);
    if (broken) {
      issues.push(issueAt(source.positionAt(offset), "", broken, { limit: BOUNDS[broken] }));
      // Deeper or longer, the rest is not worth its tokens.
      if (broken !== "too_many_aliases") break;
    }
    const explain = UNSUPPORTED[type];
    if (explain) issues.push(explain(source.positionAt(offset), token));
    if (!MARKS.has(token)) offset += token.length;
    if (issues.length >= MAX_ISSUES) return { issues, tokens };
  }
  tokens.push(...parser.end());
  return { issues: issues.length > 0 ? issues : findDeepBlocks(source, tokens), tokens };
}

function findDeepBlocks(source: Source, tokens: readonly CST.Token[]): readonly Issue[] {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of tokens) pending.push({ token, depth: 0 });
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > LIMITS.depth) {
      return [issueAt(source.positionAt(token.offset), "", "too_deep", { limit: LIMITS.depth })];
    }
    if (token.type === "document" && token.value) pending.push({ token: token.value, depth });
    if ("items" in token) {
      for (const item of token.items) {
        if (item.key) pending.push({ token: item.key, depth: depth + 1 });
        if (item.value) pending.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return [];
}
