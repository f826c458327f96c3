// Items that others name: what is lost there when one is deleted. Pure.

import { CATALOG } from "../../catalog/catalog.ts";
import { addressOfItem, isCollection, itemRow, type Collection } from "../../catalog/item-row.ts";
import type { Declaration } from "../file/desired.ts";
import type { Policy } from "../file/items.ts";
import { warning, type Warning } from "../finding/warning.ts";
import type { Live, Readings } from "../value/reading.ts";
import type { Move } from "./change.ts";
import { collectionsFor, reviewCollections } from "./collections.ts";
import { itemsNamed } from "./references.ts";

/** The collections whose items name those of another. */
const naming = (name: string): readonly Collection[] =>
  CATALOG.filter(isCollection).filter(({ items }) =>
    items.members?.some(({ references }) => references === name),
  );

/** Collections whose lists are needed: as `collectionsFor` says, and to know who names an item that may be deleted. */
export const collectionsRead = (
  rows: Parameters<typeof collectionsFor>[0],
  policies: readonly Policy[],
  declarations: readonly Declaration[],
): readonly Collection[] => [
  ...new Set([...collectionsFor(rows, policies), ...holdersOf(policies, declarations)]),
];

/** What is worth a word of collections and their items as they stand, and of what is to be done to them. */
export const reviewItems = (
  file: {
    readonly policies: readonly Policy[];
    readonly declarations: readonly Declaration[];
    readonly moves: readonly Move[];
  },
  lists: Live["lists"],
  readings: Readings,
): readonly Warning[] => [
  ...reviewCollections(file.policies, file.declarations, readings),
  ...reviewHolders(file.moves, lists),
];

const holdersOf = (
  policies: readonly Policy[],
  declarations: readonly Declaration[],
): readonly Collection[] =>
  policies
    .filter(
      ({ collection, unlisted }) =>
        unlisted === "delete" ||
        declarations.some(
          ({ section, item, value }) => item && value === null && section === collection,
        ),
    )
    .flatMap(({ collection }) => naming(collection.name));

/** Who still names what is deleted: other items of the instance, whether the file names them or not. */
function reviewHolders(moves: readonly Move[], lists: Live["lists"]): readonly Warning[] {
  return moves
    .filter(({ change }) => change.action === "delete")
    .flatMap(({ change: { address }, row: { section } }): readonly Warning[] => {
      const holders = naming(section.name).flatMap((collection) =>
        holding(collection, address, moves, lists),
      );
      const one = section.items?.noun[0] ?? "item";
      return holders.length === 0
        ? []
        : [warning("held_by", { one, holders: holders.join(", ") }, address)];
    });
}

/** The items of a collection that name the one at an address, and that no move deletes or writes anew. */
function holding(
  collection: Collection,
  address: string,
  moves: readonly Move[],
  lists: Live["lists"],
): readonly string[] {
  const list = lists?.get(collection.name);
  return [...(list?.known ? list.items : [])].flatMap(([key, item]) => {
    const holder = addressOfItem(collection.name, key);
    const isMoved = moves.some(
      ({ change, row }) =>
        change.item?.collection === collection.name &&
        change.item.key === key &&
        (change.action === "delete" || row.setting.references === collectionIn(address)),
    );
    const names = item.known ? itemsNamed(itemRow(collection, key).setting, item.value) : [];
    return !isMoved && names.some((one) => one.address === address) ? [holder] : [];
  });
}

const collectionIn = (address: string): string => address.slice(0, address.indexOf("["));
