// What layers of a file say of a collection: which items must be there, which must not, and what becomes of others.

import { itemRow, LISTS, type Collection } from "../../catalog/item-row.ts";
import { UNLISTED, type Unlisted } from "../../catalog/items.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Position } from "../finding/position.ts";
import type { Declaration, Layer } from "./declarations.ts";
import type { Document } from "./document.ts";
import { pointerOf } from "./pointer.ts";

/** What the file says of a collection as a whole. */
export interface Policy {
  readonly collection: Collection;
  readonly unlisted: Unlisted;
  /** Of the word; where it is left out, of the collection. */
  readonly at: Position;
}

/** One mention of an item. */
export interface Named extends Declaration {
  readonly list: (typeof LISTS)[number];
  /** Which of the layers says so; 0 is the lowest. */
  readonly layer: number;
}

/** Every item that counts, each as often as it is written. Of each list only the uppermost layer that has it counts. */
export function namedItems(
  collection: Collection,
  layers: readonly Layer[],
  document: Document,
): readonly Named[] {
  return LISTS.flatMap((list) => {
    const layer = layers.findLastIndex(({ members }) => Object.hasOwn(members, list));
    const found = layers[layer];
    const keys: Json | undefined = found?.members[list];
    if (!found || !Array.isArray(keys)) return [];
    return (keys as readonly Json[]).flatMap((key, index): readonly Named[] => {
      if (typeof key !== "string") return [];
      const pointer = pointerOf(pointerOf(found.pointer, list), index);
      const row = itemRow(collection, key);
      const value = list === "present" ? { [collection.items.key.member]: row.item.key } : null;
      return [{ ...row, value, at: document.valueAt(pointer), pointer, list, layer }];
    });
  });
}

/** Each item once, by key. Where two layers disagree, the upper one counts. */
export function declaredItems(
  collection: Collection,
  layers: readonly Layer[],
  document: Document,
): readonly Declaration[] {
  const found = new Map<string, Named>();
  for (const named of namedItems(collection, layers, document)) {
    const other = found.get(named.address);
    if (!other || named.layer > other.layer) found.set(named.address, named);
  }
  return [...found.values()]
    .toSorted((one, other) => (one.address < other.address ? -1 : 1))
    .map(({ address, section, setting, item, value, at, pointer }) => {
      const declaration = { address, section, setting, value, at, pointer };
      return item ? { ...declaration, item } : declaration;
    });
}

/** Undefined: no layer names the collection. */
export function policyOf(
  collection: Collection,
  layers: readonly Layer[],
  document: Document,
): Policy | undefined {
  const named = layers.findLast(({ members }) => Object.hasOwn(members, "unlisted"));
  const said = named?.members["unlisted"];
  if (named && typeof said === "string" && Object.hasOwn(UNLISTED, said)) {
    const at = document.valueAt(pointerOf(named.pointer, "unlisted"));
    return { collection, unlisted: said as Unlisted, at };
  }
  const top = layers.at(-1);
  return top && { collection, unlisted: "keep", at: document.keyAt(top.pointer) };
}
