// How items are shown: one alone, and lists in pages.

import type { Json } from "../../catalog/setting.ts";
import type { Call } from "../backend/call.ts";
import { refuseMember } from "../backend/mistakes.ts";
import { cutPage, parsePage } from "../backend/paging.ts";
import type { JsonObject } from "../http/answer.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { itemsOf, textOf, type Item } from "../state/items.ts";
import type { EmulatedCollection } from "./collection.ts";

/** The item as answers have it. */
export function showItem(
  collection: EmulatedCollection,
  state: InstanceState,
  item: Item,
): JsonObject {
  const { object, members, derived } = collection;
  const shown = members.flatMap(({ name, hidden }) =>
    hidden ? [] : [[name, item.values[name] ?? null] as const],
  );
  return {
    object,
    id: item.id,
    ...Object.fromEntries(shown),
    ...derived?.(state, item),
    created_at: item.createdAt,
    updated_at: item.updatedAt,
  };
}

const ORDER = {
  created_at: (item: Item) => item.createdAt,
  name: (item: Item) => textOf(item, "name"),
  key: (item: Item) => textOf(item, "key"),
};

function inOrder(items: readonly Item[], orderBy: string): readonly Item[] {
  // "+" arrives as a space when nobody escaped it.
  const [, sign, name] = /^([+ -]?)(created_at|name|key)$/.exec(orderBy) ?? [];
  if (name === undefined) throw refuseMember("order_by", "enum");
  const keyOf = ORDER[name as keyof typeof ORDER];
  const compare = (one: Item, other: Item): number =>
    keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other));
  const sorted = items.toSorted(compare);
  return sign === "-" ? sorted.toReversed() : sorted;
}

/** Exact for ids, parts of names and keys. bapi 2026-05-12, ListOrganizationRoles */
function matches(item: Item, query: string): boolean {
  return (
    item.id === query ||
    textOf(item, "name").toLowerCase().includes(query.toLowerCase()) ||
    textOf(item, "key").includes(query.toLowerCase())
  );
}

/**
 * A list: newest first, ten by default. The blocklist takes limit and offset although no document says so
 * (@clerk/backend). Whether an array stops after the ten that LimitParameter has as its default is not known; here it
 * does, as a page does.
 */
export function listItems(collection: EmulatedCollection, state: InstanceState, call: Call): Json {
  const { query, switches } = call;
  const page = parsePage(query);
  const orderBy = collection.searched ? query.get("order_by") : null;
  const wanted = collection.searched ? query.get("query") : null;
  const there = itemsOf(state, collection.name).filter(
    (item) => collection.isListed?.(item, switches) ?? true,
  );
  const found = inOrder(there, orderBy ?? "-created_at").filter(
    (item) => wanted === null || matches(item, wanted),
  );
  const data = cutPage(found, page).map((item) => showItem(collection, state, item));
  const isPage = collection.list === "page" || query.get("paginated") === "true";
  return isPage ? { data, total_count: found.length } : data;
}
