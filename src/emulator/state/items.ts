// The items of an instance's collections, as the state keeps them.

import type { JsonObject } from "../http/answer.ts";

export const COLLECTION_NAMES = [
  "allowlist_identifiers",
  "blocklist_identifiers",
  "jwt_templates",
  "organization_permissions",
  "organization_roles",
  "redirect_urls",
  "role_sets",
] as const;

export type CollectionName = (typeof COLLECTION_NAMES)[number];

/** One item of a collection. */
export interface Item {
  readonly id: string;
  /** By the API's names. What no answer shows can stand here too. */
  readonly values: JsonObject;
  /** Milliseconds since 1970; no two items of a collection have the same. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** All items of an instance, oldest first. */
export type Collections = { readonly [Name in CollectionName]: readonly Item[] };

/** The part of a state that holds items. */
export interface HoldsItems {
  readonly collections: Collections;
}

export function itemsOf(state: HoldsItems, name: CollectionName): readonly Item[] {
  return state.collections[name];
}

export function findItem(state: HoldsItems, name: CollectionName, id: string): Item | undefined {
  return itemsOf(state, name).find((item) => item.id === id);
}

/** The member of an item that must be a text; "" when it is none. */
export function textOf(item: Item, member: string): string {
  const value = item.values[member];
  return typeof value === "string" ? value : "";
}

/** The texts of a member that is a list. */
export function textsOf(item: Item, member: string): readonly string[] {
  const value: unknown = item.values[member];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

export function withItems<State extends HoldsItems>(
  state: State,
  name: CollectionName,
  items: readonly Item[],
): State {
  return { ...state, collections: { ...state.collections, [name]: items } };
}

/** The state with that item in the place of the one with its id. */
export function withItem<State extends HoldsItems>(
  state: State,
  name: CollectionName,
  changed: Item,
): State {
  const items = itemsOf(state, name).map((item) => (item.id === changed.id ? changed : item));
  return withItems(state, name, items);
}
