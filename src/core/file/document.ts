// Text in, plain data with positions out; or everything that is wrong with the text.
// Never throws, whatever the text (law: parsing is total).

import { isAlias } from "yaml";
import type { Alias, Document as YamlDocument, Node, YAMLMap, YAMLSeq } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import type { Issue } from "../finding/issue.ts";
import type { Position } from "../finding/position.ts";
import { composeText } from "./compose.ts";
import { openSource, type Source } from "./text.ts";
import { readValues, type Places } from "./yaml-values.ts";

/** How a list or a map is written, or what stands for one. */
export interface Layout {
  readonly kind: "block" | "flow" | "alias";
  readonly start: Position;
  /** Behind the last bracket; of a block, somewhere behind its last value. */
  readonly end: Position;
  /** The name that aliases use for it; of an alias, the name that it uses. */
  readonly anchor?: string;
}

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
  /** How the list or map at a JSON pointer is written; undefined: there is none. */
  readonly layoutAt: (pointer: string) => Layout | undefined;
  /** A line as it is written, without its end. From 1. */
  readonly textOf: (line: number) => string;
  /** The line of the `...` that ends the document; null: the text ends it. */
  readonly endLine: number | null;
  /** Whether the last line of the text has an end. */
  readonly endsWithBreak: boolean;
}

/** A parsed file, or all that is wrong with it as YAML. */
export type Parsed =
  | { readonly ok: true; readonly document: Document }
  /** `document`: what could be read nevertheless, so that the rest can be checked too. */
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly document?: Document };

const failed = (issues: readonly Issue[]): Parsed => ({ ok: false, issues });

/** Reads one YAML 1.2 document (core schema, string keys, no tags, no merge keys, bounded). */
export function parseDocument(file: string, content: string): Parsed {
  const source = openSource(file, content);
  const composed = composeText(source);
  return composed.ok ? readContents(composed.yaml, composed.root, source) : composed;
}

function readContents(yaml: YamlDocument, root: Node, source: Source): Parsed {
  const { data, places, issues, tooMany } = readValues(yaml, root, source);
  // Beyond the cap values are missing, so nothing more can be said of the rest.
  if (tooMany) return failed(issues.filter(({ code }) => code === "too_many_nodes"));
  const document = placed(data, places, source, endLineOf(source, root));
  return issues.length > 0 ? { ok: false, issues, document } : { ok: true, document };
}

function endLineOf({ text, positionAt }: Source, root: Node): number | null {
  const end = Number(root.range?.[1]);
  const marker = /^\.\.\.(?=\s|$)/m.exec(text.slice(end));
  return marker ? positionAt(end + marker.index).line : null;
}

function textOf({ text }: Source, line: number): string {
  return (text.split("\n", line)[line - 1] ?? "").replace(/\r$/, "");
}

function layoutOf(node: Alias | YAMLMap | YAMLSeq, { positionAt }: Source): Layout {
  const [start, end] = [positionAt(Number(node.range?.[0])), positionAt(Number(node.range?.[1]))];
  if (isAlias(node)) return { kind: "alias", start, end, anchor: node.source };
  const { anchor, flow } = node;
  const kind = flow === true ? "flow" : "block";
  return { kind, start, end, ...(anchor === undefined ? {} : { anchor }) };
}

/** The data with the places of its values; a pointer to nothing stands where its parent stands. */
function placed(data: Json, places: Places, source: Source, endLine: number | null): Document {
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
    layoutAt: (pointer) => {
      const node = places.nodes.get(pointer);
      return node && layoutOf(node, source);
    },
    textOf: (line) => textOf(source, line),
    endLine,
    endsWithBreak: source.text.endsWith("\n"),
    valueAt: (pointer) => find(pointer, [places.values, places.keys]),
    keyAt: (pointer) => find(pointer, [places.keys, places.values]),
  };
}
