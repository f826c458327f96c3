// Text to one YAML document: the settings of the parser, and every text that is none or not one that is taken.

import { Composer } from "yaml";
import type { Document as YamlDocument, Node } from "yaml";
import { issueAt, type Issue, type IssueArgs, type IssueCode } from "../finding/issue.ts";
import { findBadCharacters, type Source } from "./text.ts";
import { explainYaml } from "./yaml-errors.ts";
import { readTokens } from "./yaml-tokens.ts";

/** The one document of a text; its nodes have their ranges. */
export type Composed =
  | { readonly ok: true; readonly yaml: YamlDocument; readonly root: Node }
  | { readonly ok: false; readonly issues: readonly Issue[] };

const failed = (issues: readonly Issue[]): Composed => ({ ok: false, issues });

/** Composes; never throws, whatever the text. */
export function composeText(source: Source): Composed {
  const place = <Code extends IssueCode>(
    code: Code,
    offset: number,
    args: IssueArgs<Code>,
  ): Issue => issueAt(source.positionAt(offset), "", code, args);
  if (source.text.trim() === "") return failed([place("empty_file", 0, {})]);
  const unsafe = findBadCharacters(source);
  if (unsafe.length > 0) return failed(unsafe);
  const { issues: unsupported, tokens } = readTokens(source);
  if (unsupported.length > 0) return failed(unsupported);

  const composer = new Composer({
    schema: "core",
    merge: false,
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    strict: true,
  });
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const [first, second] = documents;
  const findings = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  if (findings.length > 0) return failed(explainYaml(findings, tokens, source));
  if (second) return failed([place("several_documents", second.range[0], {})]);
  if (!first?.contents) return failed([place("empty_file", 0, {})]);
  return { ok: true, yaml: first, root: first.contents };
}
