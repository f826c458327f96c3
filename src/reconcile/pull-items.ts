// Pull of collections: which items a file that is there should name, by what the instance has.

import { CATALOG } from "../catalog/catalog.ts";
import {
  hasMembers,
  isCollection,
  itemRow,
  listRow,
  type LISTS,
  type Collection,
} from "../catalog/item-row.ts";
import type { Row } from "../catalog/resource.ts";
import type { Declaration, Desired } from "../core/file/desired.ts";
import type { Policy } from "../core/file/items.ts";
import { leftOut } from "../core/finding/left-out.ts";
import { itemAsPulled } from "../core/plan/pulled-item.ts";
import type { Live, Reading } from "../core/value/reading.ts";
import type { Proposal, Skipped } from "./pull-proposal.ts";

/** Which collections are asked for. */
export interface ItemsAsked {
  readonly add: boolean;
  /** Sections, collections and addresses; undefined: all. */
  readonly only?: readonly string[] | undefined;
}

/** Whether a collection goes into a file that does not name it. */
const isTaken = ({ name, items }: Collection, only: ItemsAsked["only"]): boolean =>
  only === undefined ? items.isPulled : only.includes(name);

/** Rows of a new file: the items that are there, as one list for each collection. */
export const presentRows = (only: ItemsAsked["only"]): readonly Row[] =>
  CATALOG.filter(isCollection)
    .filter((collection) => isTaken(collection, only))
    .map((collection) => listRow(collection, "present"));

/** What the file says of collections that were asked for; with `add`, as if it named the others too. */
export function policiesAsked(
  { policies = [] }: Desired,
  { add, only }: ItemsAsked,
): readonly Policy[] {
  const named = policies.filter(({ collection }) => only?.includes(collection.name) !== false);
  const at = { file: "", line: 1, column: 1 };
  const others = CATALOG.filter(isCollection).filter(
    (collection) =>
      add && isTaken(collection, only) && !policies.some((one) => one.collection === collection),
  );
  return [...named, ...others.map((collection): Policy => ({ collection, unlisted: "keep", at }))];
}

/** What pull makes of collections. */
interface Proposed {
  readonly proposals: readonly Proposal[];
  readonly skipped: readonly Skipped[];
}

/**
 * The lists as they should be: what is gone leaves `present`, and what is there leaves `absent`. What the file does not
 * name is taken in where it says that its list is complete, or with `add`.
 */
export function proposeItems(
  desired: Desired,
  policies: readonly Policy[],
  lists: Live["lists"],
  add: boolean,
): Proposed {
  const { environment } = desired;
  const all = policies.map(({ collection, unlisted }): Proposed => {
    const list = lists?.get(collection.name);
    if (list?.known) return proposeIn(collection, list.items, desired, add || unlisted !== "keep");
    const why = leftOut("unreadable", { why: list?.why ?? "missing_in_answer" });
    return { proposals: [], skipped: [{ address: collection.name, environment, why }] };
  });
  return {
    proposals: all.flatMap(({ proposals }) => proposals),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

function proposeIn(
  collection: Collection,
  items: ReadonlyMap<string, Reading>,
  { environment, declarations }: Desired,
  takesOthers: boolean,
): Proposed {
  const theirs = collection.items.comesWithClerk;
  const live = [...items.keys()].filter((key) => theirs?.test(key) !== true);
  const own = declarations.filter(({ section, item }) => item && section === collection);
  const present = own.filter(({ value }) => value !== null);
  const absent = own.filter(({ value }) => value === null);
  const named = new Set(own.flatMap(({ item, renamedFrom: was }) => [item?.key, was]));
  const back = keysOf(absent).filter((key) => items.has(key));
  const taken = [...back, ...(takesOthers ? live.filter((key) => !named.has(key)) : [])];
  const left = keysOf(absent).filter((key) => !items.has(key));
  const lists = [...listProposal(collection, "absent", absent, left, environment)];
  if (!hasMembers(collection)) {
    const kept = keysOf(present).filter((key) => items.has(key));
    const now = listProposal(collection, "present", present, [...kept, ...taken], environment);
    return { proposals: [...now, ...lists], skipped: [] };
  }
  const gone = present.filter(
    ({ item, renamedFrom: was = "" }) => !items.has(item?.key ?? "") && !items.has(was),
  );
  const added = taken.toSorted().map((key) => additionOf(collection, key, items, environment));
  return {
    proposals: [
      ...gone.map((one) => removalOf(one, environment)),
      ...added.flatMap((one) => ("why" in one ? [] : [one])),
      ...lists,
    ],
    skipped: added.flatMap((one) => ("why" in one ? [one] : [])),
  };
}

/** A list that names other items than it does; none: it names those. */
function listProposal(
  collection: Collection,
  name: (typeof LISTS)[number],
  now: readonly Declaration[],
  keys: readonly string[],
  environment: string | null,
): readonly Proposal[] {
  const value = keys.toSorted();
  if (keysOf(now).toSorted().join("\0") === value.join("\0")) return [];
  const row = listRow(collection, name);
  return [{ row, environment, declared: listOf(row, now), value }];
}

/** An item that is no longer there. */
const removalOf = (declared: Declaration, environment: string | null): Proposal => ({
  row: declared,
  environment,
  declared,
  value: declared.value,
  removes: true,
});

/** An item that is there, with what it holds; or why that is not known. */
function additionOf(
  collection: Collection,
  key: string,
  items: ReadonlyMap<string, Reading>,
  environment: string | null,
): Proposal | Skipped {
  const row = itemRow(collection, key);
  const reading = items.get(key);
  if (!reading?.known) {
    const why = leftOut("unreadable", { why: reading?.why ?? "missing_in_answer" });
    return { address: row.address, environment, why };
  }
  const value = itemAsPulled(row.setting.holds ?? [], reading.value);
  return { row, environment, value, steps: ["present", key] };
}

const keysOf = (declarations: readonly Declaration[] = []): readonly string[] =>
  declarations.flatMap(({ item }) => item?.key ?? []);

/** The list that names the items; undefined: none is named. */
function listOf(row: Row, named: readonly Declaration[] = []): Declaration | undefined {
  const [first] = named;
  if (!first) return undefined;
  const pointer = first.pointer.slice(0, first.pointer.lastIndexOf("/"));
  return { ...row, value: keysOf(named), at: first.at, pointer };
}
