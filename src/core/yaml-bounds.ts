// YAML tokens before they are composed: the lexer and the parser are iterative and cope with
// anything, the composer recurses. So depth and what we don't support are settled here.

import { CST, Lexer, Parser } from "yaml";
import type { Issue, IssueCode } from "./issue.ts";
import { LIMITS, type Source } from "./source.ts";

type Args = Issue["args"];

export interface Tokens {
  /** What the tokens alone forbid; empty when composing is safe. */
  readonly issues: readonly Issue[];
  /** For the composer; incomplete when there are issues. */
  readonly tokens: readonly CST.Token[];
}

/** Lexes and parses once, without composing. */
export function readTokens(source: Source): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const issues: Issue[] = [];
  const report = (code: IssueCode, offset: number, args: Args = {}): void => {
    issues.push({ code, args, at: source.positionAt(offset), pointer: "" });
  };
  let offset = 0;
  let flowDepth = 0;
  let aliases = 0;
  for (const token of new Lexer().lex(source.text)) {
    const type = CST.tokenType(token);
    tokens.push(...parser.next(token));
    if (type === "flow-seq-start" || type === "flow-map-start") flowDepth += 1;
    if (type === "flow-seq-end" || type === "flow-map-end") flowDepth -= 1;
    if (flowDepth > LIMITS.depth) {
      report("too_deep", offset, { limit: LIMITS.depth });
      break;
    }
    if (type === "explicit-key-ind") report("explicit_key", offset);
    if (type === "directive-line") report("directive", offset, { directive: token.trim() });
    if (type === "tag") report("tag", offset, { tag: token });
    if (type === "alias" && (aliases += 1) > LIMITS.aliases) {
      report("too_many_aliases", offset, { limit: LIMITS.aliases });
    }
    // The lexer's marks for a document and a scalar have no place in the text.
    if (token !== CST.DOCUMENT && token !== CST.SCALAR && token !== CST.FLOW_END)
      offset += token.length;
    if (issues.length >= 50) return { issues, tokens };
  }
  tokens.push(...parser.end());
  return { issues: issues.length > 0 ? issues : findDeepBlocks(source, tokens), tokens };
}

function findDeepBlocks(source: Source, tokens: readonly CST.Token[]): readonly Issue[] {
  let nodes = 0;
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of tokens) pending.push({ token, depth: 0 });
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if ((nodes += 1) > LIMITS.nodes * 4) {
      return [
        {
          code: "too_many_nodes",
          args: { limit: LIMITS.nodes },
          at: source.positionAt(token.offset),
          pointer: "",
        },
      ];
    }
    if (depth > LIMITS.depth) {
      return [
        {
          code: "too_deep",
          args: { limit: LIMITS.depth },
          at: source.positionAt(token.offset),
          pointer: "",
        },
      ];
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
