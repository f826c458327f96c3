// Text in, plain data with positions out; or everything that is wrong with the text.
// Never throws, whatever the text (law: parsing is total).

import { Composer, isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Alias, Document as YamlDocument, Node, Scalar } from "yaml";
import type { Json } from "../catalog/setting.ts";
import type { Issue, IssueCode, Position } from "./issue.ts";
import { findBadCharacters, LIMITS, openSource, type Source } from "./source.ts";
import { readTokens } from "./yaml-bounds.ts";

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

export function pointerOf(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

const failed = (issues: readonly Issue[]): Parsed => ({ ok: false, issues });

/** Reads one YAML 1.2 document (core schema, string keys, no tags, no merge keys, bounded). */
export function parseDocument(file: string, content: string): Parsed {
  const source = openSource(file, content);
  const place = (code: IssueCode, offset: number, args: Issue["args"] = {}): Issue => ({
    code,
    args,
    at: source.positionAt(offset),
    pointer: "",
  });
  if (source.text.trim() === "") return failed([place("empty_file", 0)]);
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
  if (second) return failed([place("several_documents", second.range[0])]);
  if (!first?.contents) return failed([place("empty_file", 0)]);
  return readContents(first, source);
}

function explainYaml(code: string, message: string): string {
  const text = message.split("\n")[0] ?? message;
  if (code === "NON_STRING_KEY")
    return "a key must be plain text; put a template such as {{ name }} in quotes";
  if (code === "BAD_SCALAR_START") return `${text}; put the value in quotes`;
  if (code === "TAB_AS_INDENT") return `${text}; indent with spaces`;
  if (code === "BLOCK_AS_IMPLICIT_KEY" || code === "MULTILINE_IMPLICIT_KEY") {
    return `${text}; a value that contains ": " needs quotes`;
  }
  return text;
}

interface Places {
  readonly values: Map<string, number>;
  readonly keys: Map<string, number>;
  readonly empty: Set<string>;
}

function readContents(yaml: YamlDocument, source: Source): Parsed {
  const issues: Issue[] = [];
  const places: Places = { values: new Map(), keys: new Map(), empty: new Set() };
  let nodes = 0;
  const report = (
    code: IssueCode,
    offset: number,
    pointer: string,
    args: Issue["args"] = {},
  ): null => {
    if (issues.length < 200) issues.push({ code, args, at: source.positionAt(offset), pointer });
    return null;
  };

  const readAlias = (alias: Alias, pointer: string, parents: readonly Node[]): Json => {
    const offset = alias.range?.[0] ?? 0;
    const target = alias.resolve(yaml);
    if (!target) return report("unknown_alias", offset, pointer, { name: alias.source });
    if (parents.includes(target))
      return report("circular_alias", offset, pointer, { name: alias.source });
    return read(target, pointer, parents);
  };

  const readScalar = (scalar: Scalar, pointer: string): Json => {
    const offset = scalar.range?.[0] ?? 0;
    const { value, source: written = "" } = scalar;
    if (value === null) {
      if (written === "") places.empty.add(pointer);
      return null;
    }
    if (typeof value === "number") {
      if (/^-?(?:0|[1-9]\d*)$/.test(written)) {
        return Number.isSafeInteger(value) && written !== "-0"
          ? value
          : report("inexact_number", offset, pointer, { source: written });
      }
      if (!Number.isFinite(value))
        return report("inexact_number", offset, pointer, { source: written });
      return /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/.test(written)
        ? value
        : report("unclear_number", offset, pointer, { source: written, plain: String(value) });
    }
    if (typeof value === "boolean") return value;
    if (typeof value !== "string")
      return report("yaml_syntax", offset, pointer, { why: "an unusual value" });
    if (Buffer.byteLength(value) > LIMITS.stringBytes) {
      return report("long_string", offset, pointer, { limit: LIMITS.stringBytes });
    }
    // An escape can bring in what the raw text may not hold.
    const control = /(?![\n\t])\p{Cc}/u.exec(value)?.[0];
    if (control !== undefined) {
      const character = `U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      return report("bad_character", offset, pointer, { character });
    }
    if (!value.isWellFormed())
      return report("bad_character", offset, pointer, { character: "half of a surrogate pair" });
    return value;
  };

  const read = (node: Node, pointer: string, parents: readonly Node[]): Json => {
    const offset = node.range?.[0] ?? 0;
    if (!places.values.has(pointer)) places.values.set(pointer, offset);
    if ((nodes += 1) > LIMITS.nodes) {
      return nodes === LIMITS.nodes + 1
        ? report("too_many_nodes", offset, pointer, { limit: LIMITS.nodes })
        : null;
    }
    if (parents.length > LIMITS.depth)
      return report("too_deep", offset, pointer, { limit: LIMITS.depth });
    if (isAlias(node)) return readAlias(node, pointer, parents);
    if (isScalar(node)) return readScalar(node, pointer);
    const inside = [...parents, node];
    if (isSeq(node)) {
      return node.items.map((item, index) => read(item as Node, pointerOf(pointer, index), inside));
    }
    if (!isMap(node)) return report("yaml_syntax", offset, pointer, { why: "an unusual value" });
    const object = Object.create(null) as Record<string, Json>;
    const firstLine = new Map<string, number>();
    for (const pair of node.items) {
      const keyNode = pair.key as Node;
      const keyOffset = keyNode.range?.[0] ?? offset;
      if (isAlias(keyNode)) {
        report("alias_key", keyOffset, pointer);
        continue;
      }
      const key = isScalar(keyNode) ? String(keyNode.value) : "";
      const at = pointerOf(pointer, key);
      if (key === "") {
        report("empty_key", keyOffset, at);
        continue;
      }
      if (key === "<<") {
        report("merge_key", keyOffset, at);
        continue;
      }
      if (key.length > LIMITS.keyLength) {
        report("long_key", keyOffset, pointer, { limit: LIMITS.keyLength });
        continue;
      }
      const first = firstLine.get(key);
      if (first) {
        report("duplicate_key", keyOffset, at, { key, first });
        continue;
      }
      firstLine.set(key, source.positionAt(keyOffset).line);
      if (!places.keys.has(at)) places.keys.set(at, keyOffset);
      if (pair.value) object[key] = read(pair.value as Node, at, inside);
      else {
        places.empty.add(at);
        object[key] = null;
      }
    }
    return object;
  };

  const contents = yaml.contents;
  if (!contents)
    return failed([{ code: "empty_file", args: {}, at: source.positionAt(0), pointer: "" }]);
  const data = read(contents, "", []);
  const find = (pointer: string, maps: readonly ReadonlyMap<string, number>[]): Position => {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
      for (const map of maps) {
        const offset = map.get(at);
        if (offset !== undefined) return source.positionAt(offset);
      }
      if (at === "") return source.positionAt(0);
    }
  };
  const document: Document = {
    file: source.file,
    data,
    empty: places.empty,
    valueAt: (pointer) => find(pointer, [places.values, places.keys]),
    keyAt: (pointer) => find(pointer, [places.keys, places.values]),
  };
  // Beyond the cap values are missing, so nothing more can be said of the rest.
  if (nodes > LIMITS.nodes) return failed(issues.filter(({ code }) => code === "too_many_nodes"));
  return issues.length > 0 ? { ok: false, issues, document } : { ok: true, document };
}
