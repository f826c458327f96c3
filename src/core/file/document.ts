// Text in, plain data with positions out; or everything that is wrong with the text.
// Never throws, whatever the text (law: parsing is total).

import { Composer } from "yaml";
import type { Document as YamlDocument, Node } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue, type IssueArgs, type IssueCode } from "../finding/issue.ts";
import type { Position } from "../finding/position.ts";
import { findBadCharacters, openSource, type Source } from "./text.ts";
import { readTokens } from "./yaml-tokens.ts";
import { readValues, type Places } from "./yaml-values.ts";

/** A parsed file: its data, and where everything stands. */
export interface Document {
  readonly file: string;
  /** Objects without a prototype. */
  readonly data: Json;
  /** Where the value at a JSON pointer starts; the nearest parent's place when it has none. */
  readonly valueAt: (pointer: string) => Position;
  /** Where the key at the end of a JSON pointer starts. */
  readonly keyAt: (pointer: string) => Position;
  /** Pointers of values that are absent after their key (`key:`), as opposed to `null`. */
  readonly empty: ReadonlySet<string>;
}

export type Parsed =
  | { readonly ok: true; readonly document: Document }
  /** `document`: what could be read nevertheless, so that the rest can be checked too. */
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly document?: Document };

const failed = (issues: readonly Issue[]): Parsed => ({ ok: false, issues });

/** Reads one YAML 1.2 document (core schema, string keys, no tags, no merge keys, bounded). */
export function parseDocument(file: string, content: string): Parsed {
  const source = openSource(file, content);
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
  if (findings.length > 0) {
    return failed(
      findings
        .slice(0, 50)
        .map((finding) =>
          place("yaml_syntax", finding.pos[0], { why: explainYaml(finding.code, finding.message) }),
        ),
    );
  }
  if (second) return failed([place("several_documents", second.range[0], {})]);
  if (!first?.contents) return failed([place("empty_file", 0, {})]);
  return readContents(first, first.contents, source);
}

function explainYaml(code: string, message: string): string {
  const text = message.replace(/\n.*/s, "");
  if (code === "NON_STRING_KEY")
    return "a key must be plain text; put a template such as {{ name }} in quotes";
  if (code === "BAD_SCALAR_START") return `${text}; put the value in quotes`;
  if (code === "TAB_AS_INDENT") return `${text}; indent with spaces`;
  if (code === "BLOCK_AS_IMPLICIT_KEY" || code === "MULTILINE_IMPLICIT_KEY") {
    return `${text}; a value that contains ": " needs quotes`;
  }
  return text;
}

function readContents(yaml: YamlDocument, root: Node, source: Source): Parsed {
  const { data, places, issues, tooMany } = readValues(yaml, root, source);
  // Beyond the cap values are missing, so nothing more can be said of the rest.
  if (tooMany) return failed(issues.filter(({ code }) => code === "too_many_nodes"));
  const document = placed(data, places, source);
  return issues.length > 0 ? { ok: false, issues, document } : { ok: true, document };
}

/** The data with the places of its values; a pointer to nothing stands where its parent stands. */
function placed(data: Json, places: Places, source: Source): Document {
  // It ends: the root has a place.
  const find = (pointer: string, maps: readonly ReadonlyMap<string, number>[]): Position => {
    const offset = maps.map((map) => map.get(pointer)).find((one) => one !== undefined);
    return offset === undefined
      ? find(pointer.slice(0, pointer.lastIndexOf("/")), maps)
      : source.positionAt(offset);
  };
  return {
    file: source.file,
    data,
    empty: places.empty,
    valueAt: (pointer) => find(pointer, [places.values, places.keys]),
    keyAt: (pointer) => find(pointer, [places.keys, places.values]),
  };
}
