// A change of a value as texts of one line each, and the items of lists that are too long for that.

import { CATALOG, findRow } from "../../catalog/catalog.ts";
import { parseItemAddress } from "../../catalog/item-row.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Change } from "../plan/change.ts";
import type { PlanKind } from "../plan/plan.ts";
import { plural } from "../text/line.ts";
import { compareItems } from "../value/compare.ts";
import { pairOf, showAlone, showCut, showList } from "./value.ts";

export const isObject = (value: Json): value is { readonly [member: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The members of an object, each as an object of its own. */
const entriesOf = (value: Json): readonly Json[] =>
  isObject(value) ? Object.entries(value).map(([name, member]) => ({ [name]: member })) : [];

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A change of a value, as texts of one line each. */
export interface Sides {
  readonly before: string;
  readonly after: string;
  /** How many items `before` has, of two lists that are too long to be written out; null: they are not. */
  readonly length: number | null;
  /** How they differ, where that is not to be seen; empty: it is. */
  readonly note: string;
  /** Items of lists that are too long to stand in `before` and `after`. */
  readonly removed: readonly Json[];
  readonly added: readonly Json[];
}

const WRITTEN_OUT = { length: null, note: "", removed: [], added: [] } as const;

/** From what is there to what will be; of a drift from what the file says to what Clerk has. */
export function sidesOf(
  {
    address,
    from,
    to,
    action,
  }: Pick<Change, "address" | "from" | "to"> & Partial<Pick<Change, "action">>,
  kind: PlanKind,
): Sides {
  if (action === "create" || action === "delete") return sidesOfItem(from, to, kind);
  if (!from.known) return fromUnknown(address, to);
  const [before, after] = kind === "drift" ? [to, from.value] : [from.value, to];
  // Of what an item holds, an object is told member by member.
  const isHeld = parseItemAddress(address)?.member !== undefined;
  return isHeld && isObject(before) && isObject(after)
    ? sidesOfLists(entriesOf(before), entriesOf(after), nounOf(address))
    : sidesOfValues(before, after, nounOf(address));
}

function sidesOfValues(before: Json, after: Json, noun: string): Sides {
  if (!isList(before) && !isList(after)) {
    const pair = pairOf(before, after);
    return { ...WRITTEN_OUT, before: pair.from, after: pair.to, note: pair.note };
  }
  const [short, other] = [before, after].map(shortOf);
  return short !== undefined && other !== undefined
    ? { ...WRITTEN_OUT, before: short, after: other }
    : sidesOfLists(before, after, noun);
}

function sidesOfLists(before: Json, after: Json, noun: string): Sides {
  const { added, removed } = compareItems(before, after);
  return {
    before: lengthOf(before, noun),
    after: lengthOf(after, noun),
    length: isList(before) && isList(after) && before.length > 0 ? before.length : null,
    note: countsOf(added.length, removed.length),
    removed,
    added,
  };
}

/** In the words of the file. */
export const presence = (value: Json): string => (value === null ? "absent" : "present");

function sidesOfItem(from: Change["from"], to: Json, kind: PlanKind): Sides {
  const [live, wanted] = [from.known ? presence(from.value) : "not known", presence(to)];
  const [before, after] = kind === "drift" ? [wanted, live] : [live, wanted];
  // The first member is the key.
  const members = from.known && from.value === null ? entriesOf(to).slice(1) : [];
  const [removed, added] = kind === "drift" ? [members, []] : [[], members];
  return { ...WRITTEN_OUT, before, after, removed, added };
}

function fromUnknown(address: string, to: Json): Sides {
  const before = "not known";
  if (!isList(to)) return { ...WRITTEN_OUT, before, after: showAlone(to) };
  const short = showList(to);
  return short === undefined
    ? { ...WRITTEN_OUT, before, after: lengthOf(to, nounOf(address)), added: to }
    : { ...WRITTEN_OUT, before, after: short };
}

function countsOf(added: number, removed: number): string {
  const counts = [added > 0 ? `+${added}` : "", removed > 0 ? `−${removed}` : ""];
  const said = counts.filter(Boolean).join(" ");
  return said === "" ? "(in another order)" : `(${said})`;
}

/** A value of a pair in which one is a list, as it is written; undefined: only its length is told there. */
const shortOf = (value: Json): string | undefined =>
  isList(value) ? showList(value) : showCut(value);

/** How many there are; of none and of what is no list, as it is written. */
export function lengthOf(value: Json, noun: string): string {
  if (!isList(value)) return showCut(value);
  return value.length === 0 ? "[]" : plural(value.length, noun);
}

export const nounOf = (address: string): string =>
  findRow(CATALOG, address)?.setting.itemsAre ?? "item";
