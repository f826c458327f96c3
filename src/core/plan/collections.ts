// Collections: what becomes of items that the file does not name.

import type { HazardRule } from "../../catalog/hazard.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { isCollection, itemRow, type Collection } from "../../catalog/item-row.ts";
import type { Unlisted } from "../../catalog/items.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Declaration } from "../file/desired.ts";
import type { Policy } from "../file/items.ts";
import { warning, type Warning } from "../finding/warning.ts";
import { plural } from "../text/line.ts";
import type { InstanceType, Listing, Live, Readings } from "../value/reading.ts";
import type { Action, Change, Move } from "./change.ts";
import { hazardsOf } from "./hazard-rules.ts";

/** Items of a collection that the file does not name. */
export interface UnlistedItems {
  readonly collection: string;
  readonly policy: Unlisted;
  /** Null: the list can't be read. */
  readonly count: number | null;
  /** With `report`: their keys, sorted. */
  readonly keys?: readonly string[];
}

/** What a change does. */
export function actionOf({ item }: Row, to: Change["to"]): Action {
  if (!item) return "update";
  if (item.was !== undefined) return "rename";
  return to === null ? "delete" : "create";
}

/** Collections whose lists are needed: to say what the file does not name, and to find what its items name. */
export function collectionsFor(
  rows: readonly Pick<Row, "of" | "setting">[],
  policies: readonly Policy[] = [],
): readonly Collection[] {
  const named = rows.flatMap(({ of, setting: { references } }) => (of && references) ?? []);
  const referenced = CATALOG.filter(isCollection).filter(({ name }) => named.includes(name));
  return [...new Set([...policies.map(({ collection }) => collection), ...referenced])];
}

const NOT_NAMED: HazardRule = {
  hazard: "deletes_unlisted",
  when: "disappears",
  says: "no line of the file names it: name it under absent, or write unlisted: keep",
};

/** The items that the file does not name, by key. */
function othersIn(
  list: Listing & { readonly known: true },
  collection: Collection,
  declarations: readonly Declaration[],
): readonly string[] {
  const named = new Set(
    declarations.flatMap(({ section, item, renamedFrom: was }) =>
      item && section.name === collection.name ? [item.key, was ?? item.key] : [],
    ),
  );
  const theirs = collection.items.comesWithClerk;
  return [...list.items.keys()]
    .filter((key) => !named.has(key) && theirs?.test(key) !== true)
    .toSorted();
}

/**
 * What the file does not name, and what is to be done about it: the items of policies in `acting` move. A list that is
 * not known leads to nothing.
 */
export function diffUnlisted(
  policies: readonly Policy[],
  declarations: readonly Declaration[],
  lists: NonNullable<Live["lists"]>,
  type: InstanceType,
  acting: readonly Unlisted[] = ["delete"],
): { readonly moves: readonly Move[]; readonly unlisted: readonly UnlistedItems[] } {
  const moves: Move[] = [];
  const unlisted = policies.map(({ collection, unlisted: policy, at }): UnlistedItems => {
    const head = { collection: collection.name, policy };
    const list = lists.get(collection.name);
    if (!list?.known) return { ...head, count: null };
    const keys = othersIn(list, collection, declarations);
    if (acting.includes(policy))
      moves.push(...keys.map((key) => deletion(collection, key, list, at, type)));
    return { ...head, count: keys.length, ...(policy === "report" ? { keys } : {}) };
  });
  return { moves, unlisted };
}

function deletion(
  collection: Collection,
  key: string,
  { items }: Listing & { readonly known: true },
  at: Change["at"],
  type: InstanceType,
): Move {
  const { setting, ...row } = itemRow(collection, key);
  const from = items.get(key) ?? { known: false, why: "malformed" };
  const doomed = { ...setting, hazards: [...setting.hazards, NOT_NAMED] };
  const change: Change = {
    address: row.address,
    section: collection.name,
    setting: setting.name,
    action: "delete",
    item: itemOf(row, from),
    from,
    to: null,
    hazards: hazardsOf(doomed, from, null, type),
    at,
  };
  return { change, row: { ...row, setting: doomed } };
}

/** What is worth a word of collections as they stand, whatever is to be done. */
export function reviewCollections(
  policies: readonly Policy[],
  declarations: readonly Declaration[],
  readings: Readings,
): readonly Warning[] {
  return policies.flatMap(({ collection, unlisted }): readonly Warning[] => {
    const { name, items } = collection;
    const gone = declarations.filter(({ section, address, value }) => {
      const reading = readings.get(address);
      return section === collection && value === null && reading?.known && reading.value === null;
    }).length;
    const what = unlisted === "delete" ? items.othersWrite : undefined;
    return [
      ...(gone === 0
        ? []
        : [
            warning("gone_already", {
              collection: name,
              items: plural(gone, "item"),
              are: gone === 1 ? "is" : "are",
            }),
          ]),
      ...(what === undefined
        ? []
        : [warning("others_write", { collection: name, what, several: items.noun[1] })]),
    ];
  });
}

/** The item that a change is about, or of a member of which. */
export function itemOf(
  { section, item, of }: Pick<Row, "section" | "item" | "of">,
  from: Change["from"],
): NonNullable<Change["item"]> {
  const id = from.known ? (from.id ?? null) : null;
  return { collection: section.name, key: item?.key ?? of?.key ?? "", id };
}
