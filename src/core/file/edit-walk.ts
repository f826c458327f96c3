// The way from edits to splices: down the file along each edit's keys, to the value that changes or the place where a
// key is missing.

import { isAlias, isMap, isScalar, visit } from "yaml";
import type { Alias, Document as YamlDocument, Node, Scalar, YAMLMap } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { addKeys, fillEmpty, keyOf, type NewKey } from "./edit-keys.ts";
import { writeInline } from "./edit-scalar.ts";
import {
  afterComment,
  contentEnd,
  deleteLines,
  isUnsafe,
  lineStart,
  nextLine,
  pairEnd,
  pairsOf,
  startOf,
  unsafe,
  valueSlot,
  type Attempt,
  type EditedText,
  type MapPair,
  type Splice,
  type Unsafe,
} from "./edit-text.ts";
import { replaceValue, type NewValue } from "./edit-value.ts";
import { stepsOf } from "./pointer.ts";

/** A value that is to stand at a place of the file. */
export interface Edit extends NewValue {
  /** JSON pointer; keys that are missing on the way are made. */
  readonly pointer: string;
  /** The key is taken out, with what it holds. */
  readonly removes?: true;
}

export interface RefusedEdit {
  readonly edit: Edit;
  /** For people: why the place can't be edited. */
  readonly why: string;
}

/** The splices that make the edits, and the edits that have none. */
export interface Walked {
  readonly splices: readonly Splice[];
  readonly refused: readonly RefusedEdit[];
}

export function walkEdits(
  file: EditedText,
  yaml: YamlDocument,
  root: YAMLMap,
  edits: readonly Edit[],
  order: readonly string[],
): Walked {
  const walk = newWalk(file, yaml, order);
  const pending = edits.map((edit) => ({ edit, steps: stepsOf(edit.pointer) }));
  walk.into(root, pending, []);
  return { refused: walk.refused, splices: [...walk.splices, ...writtenOut(file, yaml, walk)] };
}

interface Pending {
  readonly edit: Edit;
  /** The keys that are left on the way. */
  readonly steps: readonly string[];
}

interface Walk {
  readonly splices: Splice[];
  readonly refused: RefusedEdit[];
  /** Nodes whose content changes, or that go. */
  readonly touched: Set<Node>;
  readonly into: (map: YAMLMap, pending: readonly Pending[], path: readonly string[]) => void;
}

/** Goes down the file along the edits and collects the splices of each. */
function newWalk(file: EditedText, yaml: YamlDocument, order: readonly string[]): Walk {
  const splices: Splice[] = [];
  const refused: RefusedEdit[] = [];
  const touched = new Set<Node>();
  const lineOf = (node: Node): number => file.text.slice(0, startOf(node)).split("\n").length;

  const take = (pending: readonly Pending[], attempt: Attempt): void => {
    if (isUnsafe(attempt))
      for (const { edit } of pending) refused.push({ edit, why: attempt.unsafe });
    else splices.push(...attempt);
  };
  const touch = (node: Node): void => {
    touched.add(node);
    visit(node, { Node: (_, inner) => void touched.add(inner) });
  };

  const below = (pair: MapPair, pending: readonly Pending[], path: readonly string[]): void => {
    const { value } = pair;
    if (isMap(value)) into(value, pending, path);
    else take(pending, fill(pair, pending, path));
  };
  const fill = (pair: MapPair, pending: readonly Pending[], path: readonly string[]): Attempt => {
    const { key, value } = pair;
    if (isAlias(value)) return aliasOf(value, path);
    const slot = valueSlot(file.text, pair);
    if (slot === undefined || (value && !(isScalar(value) && !value.source)))
      return unsafe(`${path.join(".")} holds no settings`);
    if (value) touched.add(value);
    const column = startOf(key) - lineStart(file.text, startOf(key));
    return fillEmpty(file, slot, column, newKeys(pending));
  };
  const aliasOf = (alias: Alias, path: readonly string[]): Unsafe => {
    const target = alias.resolve(yaml);
    const place = target ? ` of line ${lineOf(target)}` : "";
    return unsafe(`${path.join(".")} is an alias${place}; write it out, so that it can be changed`);
  };
  const leaf = (pair: MapPair, map: YAMLMap, one: Pending): void => {
    if (one.edit.removes) {
      take([one], removePair(file, map, pair));
      if (pair.value) touch(pair.value);
      return;
    }
    const { attempt, gone } = replaceValue(file, yaml, pair, map.flow === true, one.edit);
    take([one], attempt);
    if (isUnsafe(attempt)) return;
    if (pair.value) touched.add(pair.value);
    for (const node of gone) touch(node);
  };

  const into = (map: YAMLMap, pending: readonly Pending[], path: readonly string[]): void => {
    touched.add(map);
    const groups = byFirstStep(pending);
    const missing: Pending[] = [];
    for (const [key, group] of groups) {
      const pair = pairsOf(map).find((one) => keyOf(one) === key);
      const inner = group.map(({ edit, steps }) => ({ edit, steps: steps.slice(1) }));
      const [only] = inner;
      if (!pair) missing.push(...group.filter(({ edit }) => !edit.removes));
      else if (only && only.steps.length === 0) leaf(pair, map, only);
      else below(pair, inner, [...path, key]);
    }
    if (missing.length > 0) take(missing, addKeys(file, map, newKeys(missing), order));
  };
  return { splices, refused, touched, into };
}

/** The lines of a key, where another one stays beside it. */
function removePair(file: EditedText, map: YAMLMap, pair: MapPair): Attempt {
  const { text } = file;
  if (map.flow === true) return unsafe("it stands between braces");
  if (pairsOf(map).length === 1) return unsafe("it is the last one there");
  const start = lineStart(text, startOf(pair.key));
  const end = nextLine(text, afterComment(text, pairEnd(text, pair)));
  return [deleteLines(file, start, end)];
}

function byFirstStep(pending: readonly Pending[]): ReadonlyMap<string, readonly Pending[]> {
  const groups = new Map<string, Pending[]>();
  for (const one of pending) {
    const step = one.steps[0] ?? "";
    groups.set(step, [...(groups.get(step) ?? []), one]);
  }
  return groups;
}

/** What is missing, as keys with values: edits below one new key make one value. */
function newKeys(pending: readonly Pending[]): readonly NewKey[] {
  const groups = byFirstStep(pending);
  return [...groups].map(([key, group]) => {
    const inner = group.map(({ edit, steps }) => ({ edit, steps: steps.slice(1) }));
    const [only] = inner;
    const value =
      only && only.steps.length === 0
        ? only.edit.value
        : Object.fromEntries(newKeys(inner).map((one) => [one.key, one.value]));
    return { key, value };
  });
}

/** Aliases elsewhere that would move with what is edited, each written out as it was. */
function writtenOut(
  file: EditedText,
  yaml: YamlDocument,
  { splices, touched }: Walk,
): readonly Splice[] {
  const out: Splice[] = [];
  visit(yaml, {
    Alias: (key, alias, path) => {
      const target = alias.resolve(yaml);
      const start = startOf(alias);
      const end = contentEnd(file.text, alias);
      const isInside = splices.some((one) => one.start <= start && end <= one.end);
      if (!target || !touched.has(target) || isInside || key === "key") return;
      const inFlow = path.some((node) => "flow" in node && node.flow);
      const style = { inFlow, isJson: file.isJson, quotes: "plain" } as const;
      const value = (target as Scalar).toJS(yaml) as Json;
      out.push({ start, end, text: writeInline(value, style) });
    },
  });
  return out;
}
