// Items that a promotion takes over, as edits of the second side's lists: what the first side has is named under
// `present`. Nothing is taken away but what the first side's file says is absent.

import { CATALOG } from "../catalog/catalog.ts";
import { hasMembers, isCollection, listRow, LISTS, type Collection } from "../catalog/item-row.ts";
import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { Declaration, Desired } from "../core/file/desired.ts";
import type { Document } from "../core/file/document.ts";
import { valueAt } from "../core/file/pointer.ts";
import { leftOut, type LeftOut } from "../core/finding/left-out.ts";
import type { Difference } from "../core/plan/allowed.ts";
import { itemAsPulled } from "../core/plan/pulled-item.ts";
import type { Compared, DeclaredSide } from "./compare.ts";
import { pointerIn, type PlacedEdit } from "./pull-places.ts";
import type { Proposal, Skipped } from "./pull-proposal.ts";
import { whyNotSaid, type PullOptions } from "./pull.ts";

export interface PromoteOptions extends PullOptions {
  /** Sections and addresses; an address by itself takes what the file allows to differ, too. */
  readonly only?: readonly string[] | undefined;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** A list that is edited, and the items that come into it. */
export interface PlacedItems {
  readonly edit: PlacedEdit;
  /** The row of each item and its value, null where it is to be absent. */
  readonly items: readonly Proposal[];
}

/** `document` is the file of the second side. */
export function promoteItems(
  compared: Compared,
  [a, b]: readonly [DeclaredSide, DeclaredSide],
  document: Document,
  options: PromoteOptions,
): { readonly placed: readonly PlacedItems[]; readonly skipped: readonly Skipped[] } {
  const { environment } = b.desired;
  const skipped: Skipped[] = [];
  const taken: Proposal[] = [];
  for (const difference of compared.differences) {
    const { row, a: held } = difference;
    if (!row.item || !isCollection(row.section)) continue;
    const { address } = row;
    const why = whyLeft(difference, row.section, compared, [a, b], options);
    if (why) skipped.push({ address, environment, why });
    else if (held.kind === "value") taken.push({ row, environment, value: held.value });
  }
  const placed = CATALOG.filter(isCollection).flatMap((collection) =>
    editLists(
      collection,
      taken.filter(({ row }) => row.section === collection),
      b.desired,
      document,
    ),
  );
  return { placed, skipped };
}

const declarationIn = ({ declarations }: Desired, address: string): Declaration | undefined =>
  declarations.find((one) => one.address === address);

/** Why an item is not taken over; undefined: it is. */
function whyLeft(
  { row, a: held, allowed }: Difference,
  collection: Collection,
  { b: { type } }: Compared,
  [a, b]: readonly [DeclaredSide, DeclaredSide],
  options: PromoteOptions,
): LeftOut | undefined {
  const { address } = row;
  if (held.kind !== "value") return leftOut("not_in_source", { source: a.name });
  const isThere = held.value !== null;
  const why = whyNotSought(isThere, collection, address, [a, b], options.only ?? []);
  if (why) return why;
  if (allowed && options.only?.includes(address) !== true)
    return leftOut("may_differ", { where: `${allowed.at.file}:${allowed.at.line}` });
  const { apiVersion } = b.desired;
  const [written, value] = asInFile(row, collection, held.value);
  return whyNotSaid(written, value, type ?? "production", apiVersion, options);
}

/**
 * Why nobody wants an item in the file, or not anew; undefined: somebody does. What the first side's part of the file
 * does not name weighs less than what the second's says, and than the privacy of a person.
 */
function whyNotSought(
  isThere: boolean,
  collection: Collection,
  address: string,
  [a, b]: readonly [DeclaredSide, DeclaredSide],
  only: readonly string[],
): LeftOut | undefined {
  const own = declarationIn(a.desired, address);
  if (!isThere && own?.value !== null) return leftOut("not_there", { source: a.name });
  const declared = declarationIn(b.desired, address);
  if (declared && (declared.value !== null) === isThere) return leftOut("said_already", {});
  const isNamed = own !== undefined && (own.value !== null) === isThere;
  if (isNamed || only.includes(address)) return undefined;
  if (declared) return leftOut("said_absent", {});
  return collection.items.isPulled || only.includes(collection.name)
    ? undefined
    : leftOut("not_asked", { collection: collection.name });
}

/** An item by itself, as a file would have it: the row that is written, and its value. */
function asInFile(row: Row, collection: Collection, value: Json): readonly [Row, Json] {
  if (value !== null && hasMembers(collection)) return [row, heldBy(row, value)];
  return [listRow(collection, value === null ? "absent" : "present"), [row.item?.key ?? ""]];
}

/** What an item holds, as a file has it. */
const heldBy = ({ setting: { holds = [] } }: Row, value: Json): Json => itemAsPulled(holds, value);

/** Items that hold something beside their key: each stands at its own place, over the one above it. */
function editItems(
  { row, value }: Proposal,
  environment: string | null,
  document: Document,
): PlacedItems {
  const pointer = pointerIn(environment, row);
  const from = valueAt(document.data, pointer);
  const edit = { row, pointer, value: heldBy(row, value), from, environment, alsoFor: [] };
  return { edit, items: [{ row, environment, value }] };
}

/**
 * The lists of the environment with the items in them. A list of an environment replaces the one above it, so that
 * what counts there already stays in it; an item leaves the list that says otherwise of it.
 */
function editLists(
  collection: Collection,
  items: readonly Proposal[],
  { environment, declarations }: Desired,
  document: Document,
): readonly PlacedItems[] {
  const declared = declarations.filter(({ section }) => section === collection);
  const made = items.filter(({ value }) => value !== null);
  const own = hasMembers(collection)
    ? made.map((one) => editItems(one, environment, document))
    : [];
  const lists = hasMembers(collection) ? (["absent"] as const) : LISTS;
  const edits = lists.flatMap((list): readonly PlacedItems[] => {
    const isIn = ({ value }: { readonly value: Json }): boolean =>
      (value === null) === (list === "absent");
    const row = listRow(collection, list);
    const pointer = pointerIn(environment, row);
    const comes = items.filter(isIn);
    const goes = declared.filter(
      ({ address, pointer: at }) =>
        at.startsWith(`${pointer}/`) &&
        items.some((one) => one.row.address === address && !isIn(one)),
    );
    if (comes.length + goes.length === 0) return [];
    const stays = declared.filter(
      (one) => isIn(one) && !items.some(({ row: { address } }) => address === one.address),
    );
    const value = [
      // As it is spelt there.
      ...stays.map((one) => valueAt(document.data, one.pointer) ?? one.item?.key ?? ""),
      ...comes.map((one) => one.row.item?.key ?? ""),
    ];
    const from = valueAt(document.data, pointer);
    return [{ edit: { row, pointer, value, from, environment, alsoFor: [] }, items: comes }];
  });
  return [...own, ...edits];
}
