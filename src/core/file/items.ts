// What layers of a file say of a collection: which items must be there and what they hold, which must not, and what
// becomes of others.

import {
  hasMembers,
  itemRow,
  LISTS,
  memberRows,
  type Collection,
  type ItemRow,
} from "../../catalog/item-row.ts";
import { foldKey, UNLISTED, type Unlisted } from "../../catalog/items.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Position } from "../finding/position.ts";
import { normalise } from "../value/compare.ts";
import { membersOf, plain, type Declaration, type Layer } from "./declarations.ts";
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
export interface Named {
  readonly row: ItemRow;
  readonly list: (typeof LISTS)[number];
  /** Which of the layers says so; 0 is the lowest. */
  readonly layer: number;
  /** What stands there: nothing, or the members. */
  readonly value: Json;
  readonly at: Position;
  readonly pointer: string;
}

/** Where an item with members says what its key was. */
export const RENAMED_FROM = "renamed_from";

/**
 * Every mention of an item that counts. Of a list only the uppermost layer that has it counts; of items with members
 * each layer lies over the one below.
 */
export function namedItems(
  collection: Collection,
  layers: readonly Layer[],
  document: Document,
): readonly Named[] {
  return LISTS.flatMap((list) => {
    const isLaidOver = list === "present" && hasMembers(collection);
    const top = layers.findLastIndex(({ members }) => Object.hasOwn(members, list));
    return layers.flatMap((layer, index) => {
      const names = layer.members[list];
      if (names === undefined || (index !== top && !isLaidOver)) return [];
      const pointer = pointerOf(layer.pointer, list);
      return entriesIn(names, pointer, isLaidOver, document).map(({ key, ...one }): Named => {
        const row = itemRow(collection, key);
        return { row, list, layer: index, ...one };
      });
    });
  });
}

function entriesIn(
  names: Json,
  pointer: string,
  isMap: boolean,
  document: Document,
): readonly (Pick<Named, "at" | "pointer" | "value"> & { readonly key: string })[] {
  if (isMap)
    return Object.entries(membersOf(names)).map(([key, value]) => {
      const place = pointerOf(pointer, key);
      return { key, value, at: document.keyAt(place), pointer: place };
    });
  return (Array.isArray(names) ? (names as readonly Json[]) : []).flatMap((key, index) => {
    const place = pointerOf(pointer, index);
    return typeof key === "string"
      ? [{ key, value: null, at: document.valueAt(place), pointer: place }]
      : [];
  });
}

/** Each item once, by key, with what it must hold. Where two layers disagree on whether it is there, the upper one counts. */
export function declaredItems(
  collection: Collection,
  layers: readonly Layer[],
  document: Document,
): readonly Declaration[] {
  const found = new Map<string, Named[]>();
  for (const named of namedItems(collection, layers, document)) {
    const { address } = named.row;
    found.set(address, [...(found.get(address) ?? []), named]);
  }
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, mentions]) => declare(collection, mentions, document));
}

function declare(
  collection: Collection,
  mentions: readonly Named[],
  document: Document,
): readonly Declaration[] {
  const top = mentions.reduce((one, other) => (other.layer > one.layer ? other : one));
  const { row, at, pointer, list } = top;
  if (list === "absent") return [{ ...row, value: null, at, pointer }];
  const held = mentions.filter((one) => one.list === list);
  const stated = memberRows(collection, row.item.key).flatMap((member): readonly Declaration[] => {
    const name = member.of?.member ?? "";
    const said = held.findLast(({ value }) => Object.hasOwn(membersOf(value), name));
    if (!said) return [];
    const value = plain(membersOf(said.value)[name] as Json);
    const place = pointerOf(said.pointer, name);
    return [{ ...member, value, at: document.valueAt(place), pointer: place }];
  });
  const was = held.flatMap(({ value }) => membersOf(value)[RENAMED_FROM] ?? []).at(-1);
  const values = stated.map(({ of, setting, value }) => [of?.member, normalise(setting, value)]);
  const value: Json = {
    [collection.items.key.member]: row.item.key,
    ...(Object.fromEntries(values) as Readonly<Record<string, Json>>),
  };
  const renamed = typeof was === "string" ? { renamedFrom: foldKey(collection.items, was) } : {};
  // What only a POST takes is part of an item to come, and nothing to compare.
  const members = stated.filter(({ setting }) => !setting.onlyCreated);
  return [{ ...row, value, at, pointer, ...renamed }, ...members];
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
