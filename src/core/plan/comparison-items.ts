// Items of two sides: by key, never by id, so that what two instances hold can stand side by side. A list that is not
// known proves nothing of any item, and is never an empty one.

import {
  itemRow,
  listRow,
  memberRows,
  parseItemAddress,
  type Collection,
} from "../../catalog/item-row.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Live } from "../value/reading.ts";
import { isAsked } from "./allowed.ts";
import type { Held, Pair } from "./comparison.ts";

type Lists = NonNullable<Live["lists"]>;

/** The rows that an item has; where a side lacks it, what it holds differs no more than that. */
const rowsOfItem = (collection: Collection, key: string, isOnBoth: boolean): readonly Row[] => [
  itemRow(collection, key),
  ...(isOnBoth ? memberRows(collection, key).filter(({ setting }) => setting.read.length > 0) : []),
];

/**
 * The rows of all items that either side has, and of those that are asked for by their address; none of a list that
 * a side does not know. By key.
 */
export function rowsOfItems(
  collections: readonly Collection[],
  [a, b]: readonly [Lists, Lists],
  only: readonly string[] | undefined,
): readonly Row[] {
  return collections.flatMap((collection) => {
    const [one, other] = [a, b].map((lists) => lists.get(collection.name));
    if (!one?.known || !other?.known) return [];
    const asked = (only ?? []).flatMap((part) => {
      const item = parseItemAddress(part);
      return item?.collection === collection.name ? [item.key] : [];
    });
    const keys = [...new Set([...one.items.keys(), ...other.items.keys(), ...asked])].toSorted();
    return keys
      .flatMap((key) => rowsOfItem(collection, key, one.items.has(key) && other.items.has(key)))
      .filter(({ address }) => isAsked(only, address));
  });
}

/** Lists as a whole, under the name of the collection: those that a side does not know, and those without an item. */
export function pairsOfLists(
  collections: readonly Collection[],
  [a, b]: readonly [Lists, Lists],
  rows: readonly Row[],
): readonly Pair[] {
  return collections
    .filter((collection) => !rows.some(({ section }) => section === collection))
    .map((collection) => ({
      row: { ...listRow(collection, "present"), address: collection.name },
      a: heldIn(collection, a),
      b: heldIn(collection, b),
    }));
}

function heldIn({ name }: Collection, lists: Lists): Held {
  const list = lists.get(name);
  return list?.known
    ? { kind: "value", value: [...list.items.keys()] }
    : { kind: "unknown", why: list?.why ?? "missing_in_answer" };
}
