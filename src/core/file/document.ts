// Text in, plain data with positions out; or everything that is wrong with the text.
// Never throws, whatever the text (law: parsing is total).

import type { Document as YamlDocument, Node } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import type { Issue } from "../finding/issue.ts";
import type { Position } from "../finding/position.ts";
import { composeText } from "./compose.ts";
import { openSource, type Source } from "./text.ts";
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
