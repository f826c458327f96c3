// YAML nodes to plain values: aliases resolved, keys checked, everything counted; and where each
// value and each key stands.

import { isAlias, isMap, isScalar } from "yaml";
import type { Alias, Scalar, Document as YamlDocument, Node, Pair, YAMLMap, YAMLSeq } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue, type IssueArgs, type IssueCode } from "../finding/issue.ts";
import { pointerOf } from "./pointer.ts";
import { LIMITS, type Source } from "./text.ts";
import { readScalar } from "./yaml-scalars.ts";

/** Offsets into the text, by JSON pointer. An alias brings its target's; the first place stays. */
export interface Places {
  readonly values: ReadonlyMap<string, number>;
  readonly keys: ReadonlyMap<string, number>;
  /** Values that are absent after their key (`key:`). */
  readonly empty: ReadonlySet<string>;
  /** Lists, maps and aliases as they are written, by JSON pointer. */
  readonly nodes: ReadonlyMap<string, Alias | YAMLMap | YAMLSeq>;
}

export interface Values {
  /** Objects without a prototype; null stands in for what was reported. */
  readonly data: Json;
  readonly places: Places;
  readonly issues: readonly Issue[];
  /** Whether there are more values than are read: what comes after them is missing. */
  readonly tooMany: boolean;
}

const MAX_ISSUES = 200;

/** The values of a composed document, from its root on. */
export function readValues(yaml: YamlDocument, root: Node, source: Source): Values {
  const issues: Issue[] = [];
  const values = new Map<string, number>();
  const keys = new Map<string, number>();
  const empty = new Set<string>();
  const written = new Map<string, Alias | YAMLMap | YAMLSeq>();
  let nodes = 0;
  const report = <Code extends IssueCode>(
    code: Code,
    offset: number,
    pointer: string,
    args: IssueArgs<Code>,
  ): null => {
    if (issues.length < MAX_ISSUES) {
      issues.push(issueAt(source.positionAt(offset), pointer, code, args));
    }
    return null;
  };

  const readAlias = (alias: Alias, pointer: string, parents: readonly Node[]): Json => {
    const target = alias.resolve(yaml);
    const name = alias.source;
    if (!target) return report("unknown_alias", offsetOf(alias), pointer, { name });
    if (parents.includes(target)) {
      return report("circular_alias", offsetOf(alias), pointer, { name });
    }
    return read(target, pointer, parents);
  };

  /** The key of a pair; undefined when it is none that a file may have, which is reported. */
  const readKey = (
    node: Node,
    offset: number,
    parent: string,
    firstLines: ReadonlyMap<string, number>,
  ): string | undefined => {
    // The composer refuses a key that is no text, an alias among them.
    const key = String((node as Scalar).value);
    const pointer = pointerOf(parent, key);
    const first = firstLines.get(key);
    if (key === "") report("empty_key", offset, pointer, {});
    else if (key === "<<") report("merge_key", offset, pointer, {});
    else if (key.length > LIMITS.keyLength) {
      report("long_key", offset, parent, { limit: LIMITS.keyLength });
    } else if (first) report("duplicate_key", offset, pointer, { key, first });
    else return key;
    return undefined;
  };

  const readMap = (map: YAMLMap, parent: string, inside: readonly Node[]): Json => {
    const object = Object.create(null) as Record<string, Json>;
    const firstLines = new Map<string, number>();
    for (const pair of map.items as readonly Pair<Node, Node | null>[]) {
      const offset = offsetOf(pair.key);
      const key = readKey(pair.key, offset, parent, firstLines);
      if (key === undefined) continue;
      const pointer = pointerOf(parent, key);
      firstLines.set(key, source.positionAt(offset).line);
      keys.set(pointer, offset);
      if (pair.value) object[key] = read(pair.value, pointer, inside);
      else {
        empty.add(pointer);
        object[key] = null;
      }
    }
    return object;
  };

  const read = (node: Node, pointer: string, parents: readonly Node[]): Json => {
    const offset = offsetOf(node);
    if (!values.has(pointer)) values.set(pointer, offset);
    if (!isScalar(node) && !written.has(pointer)) written.set(pointer, node);
    if ((nodes += 1) > LIMITS.nodes) {
      return nodes === LIMITS.nodes + 1
        ? report("too_many_nodes", offset, pointer, { limit: LIMITS.nodes })
        : null;
    }
    if (parents.length > LIMITS.depth) {
      return report("too_deep", offset, pointer, { limit: LIMITS.depth });
    }
    if (isAlias(node)) return readAlias(node, pointer, parents);
    if (isScalar(node)) {
      if (node.value === null && !node.source) empty.add(pointer);
      return readScalar(node, (code, args) => report(code, offset, pointer, args));
    }
    const inside = [...parents, node];
    if (isMap(node)) return readMap(node, pointer, inside);
    // There is no other kind of node.
    const { items } = node as YAMLSeq<Node>;
    return items.map((item, index) => read(item, pointerOf(pointer, index), inside));
  };

  const data = read(root, "", []);
  return {
    data,
    places: { values, keys, empty, nodes: written },
    issues,
    tooMany: nodes > LIMITS.nodes,
  };
}

/** A node that was composed from a text has its range. */
const offsetOf = ({ range }: Node): number => Number(range?.[0]);
