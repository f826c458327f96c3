// Pull of collections: which items a file that is there should name, by what the instance has.

import { CATALOG } from "../catalog/catalog.ts";
import { isCollection, listRow, LISTS, type Collection } from "../catalog/item-row.ts";
import type { Row } from "../catalog/resource.ts";
import type { Declaration, Desired } from "../core/file/desired.ts";
import type { Policy } from "../core/file/items.ts";
import { leftOut } from "../core/finding/left-out.ts";
import type { Live } from "../core/value/reading.ts";
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

/**
 * The lists as they should be: what is gone leaves `present`, and what is there leaves `absent`. What the file does not
 * name is taken in where it says that its list is complete, or with `add`.
 */
export function proposeItems(
  desired: Desired,
  policies: readonly Policy[],
  lists: Live["lists"],
  add: boolean,
): { readonly proposals: readonly Proposal[]; readonly skipped: readonly Skipped[] } {
  const { environment, declarations } = desired;
  const proposals: Proposal[] = [];
  const skipped: Skipped[] = [];
  for (const { collection, unlisted } of policies) {
    const list = lists?.get(collection.name);
    if (!list?.known) {
      const why = leftOut("unreadable", { why: list?.why ?? "missing_in_answer" });
      skipped.push({ address: collection.name, environment, why });
      continue;
    }
    const live = new Set(list.items.keys());
    const own = declarations.filter(({ section }) => section === collection);
    const [present, absent] = LISTS.map((name) =>
      own.filter(({ value }) => (value === null) === (name === "absent")),
    );
    const named = new Set(own.flatMap(({ item }) => item?.key ?? []));
    const others = [...live].filter((key) => !named.has(key));
    const takesOthers = add || unlisted !== "keep";
    const kept = keysOf(present).filter((key) => live.has(key));
    const back = keysOf(absent).filter((key) => live.has(key));
    const wanted = {
      present: [...kept, ...back, ...(takesOthers ? others : [])],
      absent: keysOf(absent).filter((key) => !live.has(key)),
    };
    for (const [name, now] of [
      ["present", present],
      ["absent", absent],
    ] as const) {
      const before = keysOf(now);
      const after = wanted[name].toSorted();
      if (before.toSorted().join("\0") === after.join("\0")) continue;
      const row = listRow(collection, name);
      proposals.push({ row, environment, declared: listOf(row, now), value: after });
    }
  }
  return { proposals, skipped };
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
