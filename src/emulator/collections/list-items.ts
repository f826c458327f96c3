// Lists of items in pages, and what can go wrong with pages.

import { shown, type Call } from "../backend/call.ts";
import { refuseMember } from "../backend/mistakes.ts";
import { cutPage, parsePage, type Page } from "../backend/paging.ts";
import type { Outcome } from "../http/answer.ts";
import { ApiError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { itemsOf, textOf, type Item } from "../state/items.ts";
import type { EmulatedCollection } from "./collection.ts";
import { showItem } from "./show-items.ts";
import { createItem, deleteItem } from "./write-items.ts";

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

/** All items that the list is of, in its order: newest first unless something else was asked for. */
function findItems(
  { name, searched, isListed }: EmulatedCollection,
  state: InstanceState,
  { query, switches }: Call,
): readonly Item[] {
  const there = itemsOf(state, name).filter((item) => isListed?.(item, switches) ?? true);
  const usual = switches.list_order === "oldest" ? "created_at" : "-created_at";
  const sorted = inOrder(there, (searched ? query.get("order_by") : null) ?? usual);
  const wanted = searched ? query.get("query") : null;
  return wanted === null ? sorted : sorted.filter((item) => matches(item, wanted));
}

/** The page that is answered, which need not be the one that was asked for. */
function pageOf({ name, list }: EmulatedCollection, { query, switches }: Call): Page {
  const asked = parsePage(query);
  const most = Math.min(asked.limit, switches.largest_page);
  const { blocklist_pages: blocklist, whole_arrays: whole } = switches;
  if (name === "blocklist_identifiers" && blocklist !== "asked") {
    return { offset: 0, limit: blocklist === "whole" ? Infinity : 10 };
  }
  const isArray = list === "array_or_page" && query.get("paginated") !== "true";
  if (isArray && whole && !query.has("limit")) return { ...asked, limit: Infinity };
  return { ...asked, limit: most };
}

/** What somebody else does between one page and the next; nothing when the rules of the collection forbid it. */
function happenBetween(
  collection: EmulatedCollection,
  call: Call,
): ((newest: InstanceState) => InstanceState) | null {
  const attempt = (work: () => InstanceState): InstanceState | null => {
    try {
      return work();
    } catch (error) {
      if (error instanceof ApiError) return null;
      throw error;
    }
  };
  const { between_pages: event } = call.switches;
  if (event === "nothing") return null;
  if (event === "item_appears") {
    return (newest) => {
      const body = collection.another(newest.made + 1);
      const posted = { ...call, body: () => body };
      return attempt(() => createItem(collection, newest, posted).next) ?? newest;
    };
  }
  return (newest) => {
    const newestFirst = findItems(collection, newest, { ...call, query: new URLSearchParams() });
    for (const item of newestFirst) {
      const without = attempt(() => deleteItem(collection, newest, item).next);
      if (without) return without;
    }
    return newest;
  };
}

/**
 * A list: ten items by default, 500 at most. The blocklist takes limit and offset although no document says so
 * (@clerk/backend). Whether an array stops after the ten that LimitParameter has as its default is not known; a switch.
 */
export function listItems(
  collection: EmulatedCollection,
  state: InstanceState,
  call: Call,
): Outcome<InstanceState> {
  const page = pageOf(collection, call);
  const found = findItems(collection, state, call);
  const there = found.slice(0, Math.max(0, found.length - call.switches.missing_items));
  const cut = cutPage(there, page);
  const data = cut.map((item) => showItem(collection, state, item));
  const isPage = collection.list === "page" || call.query.get("paginated") === "true";
  const answered = shown(isPage ? { data, total_count: found.length } : data);
  const isLast = cut.length === 0 || page.offset + cut.length >= found.length;
  const later = isLast ? null : happenBetween(collection, call);
  return later ? { ...answered, later } : answered;
}
