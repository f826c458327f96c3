// Items that others name by their keys: which id each has, or will have once the plan made it. Pure.

import { addressOfItem } from "../../catalog/item-row.ts";
import type { Items } from "../../catalog/items.ts";
import { ROLES } from "../../catalog/rows.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { memberAt } from "../value/member.ts";
import type { Listing, Live, Role } from "../value/reading.ts";
import type { Lookup } from "../value/wire.ts";
import type { Move } from "./change.ts";

/** The id of an item that is there, and `{"$ref": ADDRESS}` for one that the moves make. What they delete is not there. */
export function lookupIn(live: Pick<Live, "lists" | "roles">, moves: readonly Move[]): Lookup {
  const known = new Map<string, Json>(idsIn(live));
  for (const { change, row } of moves) {
    const { action, address, item } = change;
    if (action === "delete") known.delete(address);
    if (action === "create") known.set(address, { $ref: address });
    if (row.item?.was !== undefined && item?.id) {
      known.set(address, item.id);
      known.delete(addressOfItem(row.section.name, row.item.was));
    }
  }
  return (collection, key) => known.get(addressOfItem(collection, key));
}

/** What is there, by address. */
const idsIn = ({
  lists = new Map(),
  roles,
}: Pick<Live, "lists" | "roles">): readonly (readonly [string, string])[] => [
  ...(roles ?? []).map(({ id, key }) => [addressOfItem(ROLES, key), id] as const),
  ...[...lists].flatMap(([name, list]) => (list.known ? idsOfList(name, list) : [])),
];

const idsOfList = (
  name: string,
  { items, shows = new Map() }: Listing & { readonly known: true },
): readonly (readonly [string, string])[] => [
  ...shows,
  ...[...items].flatMap(([key, item]) =>
    item.known && item.id !== undefined ? [[addressOfItem(name, key), item.id] as const] : [],
  ),
];

/** An item that a value names. */
export interface Reference {
  readonly collection: string;
  readonly key: string;
  readonly address: string;
}

/** The items of other collections that a value of the setting names, or of an item what it holds. */
export function itemsNamed({ references, holds = [] }: Setting, value: Json): readonly Reference[] {
  const own = references === undefined || value === null || value === "" ? [] : [value].flat();
  return [
    ...own.map((key) => ({
      collection: references ?? "",
      key: String(key),
      address: addressOfItem(references ?? "", String(key)),
    })),
    ...holds.flatMap((member) => itemsNamed(member, memberAt(value, [member.name]) ?? null)),
  ];
}

/** Address → the other key that an item has, or will have. */
export type OtherKeys = ReadonlyMap<string, string>;

/** A value of the setting, or of an item, with the other keys of the items that it names. */
export function underKeys({ references, holds = [] }: Setting, value: Json, keys: OtherKeys): Json {
  const otherOf = (key: Json): Json =>
    keys.get(addressOfItem(references ?? "", String(key))) ?? key;
  if (references !== undefined)
    return Array.isArray(value) ? (value as readonly Json[]).map(otherOf) : otherOf(value);
  if (typeof value !== "object" || value === null || holds.length === 0) return value;
  const members = Object.entries(value as Readonly<Record<string, Json>>).map(([name, held]) => {
    const member = holds.find((one) => one.name === name);
    return [name, member ? underKeys(member, held, keys) : held] as const;
  });
  return Object.fromEntries(members);
}

/** What must be written before a move. */
export const neededBy = ({ change, row: { setting } }: Move): readonly string[] => [
  ...setting.after,
  ...itemsNamed(setting, change.to).map(({ address }) => address),
];

/** The roles once the moves are made. */
export function rolesAfterwards(
  roles: readonly Role[] | null,
  moves: readonly Move[],
): readonly Role[] | null {
  if (!roles) return null;
  const after = new Map(roles.map((role) => [role.key, role]));
  for (const move of moves.filter(({ row: { section } }) => section.name === ROLES)) {
    const { item, of } = move.row;
    const key = item?.key ?? of?.key ?? "";
    const old = after.get(item?.was ?? key);
    const now = roleAfterwards(old, key, move);
    after.delete(old?.key ?? key);
    if (now) after.set(key, now);
  }
  return [...after.values()];
}

/** Undefined: there is none any more. */
function roleAfterwards(
  old: Role | undefined,
  key: string,
  { change: { action, to }, row: { section, setting } }: Move,
): Role | undefined {
  const needs = section.items?.creatorNeeds ?? [];
  switch (action) {
    case "delete":
      return undefined;
    case "create":
      return withPermissions({ id: "", key }, permissionsIn(to, section.items), needs);
    case "rename":
      return old && { ...old, key };
    case "update":
      return old && setting.references !== undefined
        ? withPermissions(old, textsIn(to), needs)
        : old;
  }
}

const withPermissions = (
  { id, key }: Pick<Role, "id" | "key">,
  permissions: readonly string[],
  needs: readonly string[],
): Role => ({
  id,
  key,
  permissions,
  creatorEligible: needs.every((need) => permissions.includes(need)),
});

/** What of an item names items of another collection. */
function permissionsIn(item: Json, items: Items | undefined): readonly string[] {
  const member = items?.members?.find(({ references }) => references !== undefined);
  return textsIn(memberAt(item, [member?.name ?? ""]) ?? []);
}

const textsIn = (value: Json): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(String) : [];
