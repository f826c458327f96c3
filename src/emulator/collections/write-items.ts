// Items made, changed and deleted, by the rules of their collection.

import type { Call } from "../backend/call.ts";
import type { JsonObject } from "../http/answer.ts";
import { apiError, paramError, throwErrors, type ClerkError } from "../http/errors.ts";
import { deriveId } from "../state/identity.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { findItem, itemsOf, textOf, withItem, withItems, type Item } from "../state/items.ts";
import type { EmulatedCollection, Writing } from "./collection.ts";
import { readMembers } from "./read-members.ts";

/** A state after a write, and the item that was written. */
export interface WrittenItem {
  readonly next: InstanceState;
  readonly item: Item;
}

/** The item with that id; 404. One that lists leave out is found all the same. */
export function requireItem(
  { name, object, alsoFoundBy }: EmulatedCollection,
  state: InstanceState,
  id: string,
): Item {
  const item =
    findItem(state, name, id) ??
    itemsOf(state, name).find((one) => alsoFoundBy && textOf(one, alsoFoundBy) === id);
  if (item) return item;
  throw apiError("resource_not_found", `There is no ${object} ${id}`);
}

/** What is wrong when another item has the value already. */
function takenBy(
  { name, unique, isListed }: EmulatedCollection,
  { state, values, from, call }: Writing,
): readonly ClerkError[] {
  if (call.switches.duplicates_accepted) return [];
  const { member, code, fold = (text: string) => text } = unique;
  const form = fold(String(values[member]), call.switches);
  const others = itemsOf(state, name).filter(
    (item) => item.id !== from?.id && (isListed?.(item, call.switches) ?? true),
  );
  if (!others.some((item) => fold(textOf(item, member), call.switches) === form)) return [];
  return [paramError(code(call.switches), member, `That ${member} is taken`)];
}

function refuseOverQuota({ name, quota }: EmulatedCollection, { state, call }: Writing): void {
  if (!quota) return;
  const most = quota.most(call.switches);
  if (itemsOf(state, name).filter(quota.counts).length < most) return;
  throw apiError(quota.code, `You have reached your limit of ${most}`);
}

/** Reads, completes and checks what a body makes of an item. */
function prepare(
  collection: EmulatedCollection,
  state: InstanceState,
  call: Call,
  from: Item | null,
): Writing {
  const { strict } = call.switches;
  const read: Writing = {
    state,
    call,
    from,
    ...readMembers(collection, call.body(), { from, strict }),
  };
  const values = collection.complete?.(read) ?? read.values;
  const writing = { ...read, values };
  throwErrors([...takenBy(collection, writing), ...(collection.check?.(writing) ?? [])]);
  return writing;
}

/** POST: the item, newer than all others. */
export function createItem(
  collection: EmulatedCollection,
  state: InstanceState,
  call: Call,
): WrittenItem {
  const { name, idPrefix, follow } = collection;
  const writing = prepare(collection, state, call, null);
  refuseOverQuota(collection, writing);
  const items = itemsOf(state, name);
  const createdAt = Math.max(call.now, ...items.map((item) => item.createdAt + 1));
  const made = state.made + 1;
  const item: Item = {
    id: deriveId(idPrefix, state.id, name, String(made)),
    values: writing.values,
    createdAt,
    updatedAt: createdAt,
  };
  const next = withItems({ ...state, made }, name, [...items, item]);
  return { next: follow?.(next, { from: null, to: item, given: writing.given }) ?? next, item };
}

/** PATCH: the item with what the body gave. */
export function patchItem(
  collection: EmulatedCollection,
  state: InstanceState,
  call: Call,
  from: Item,
): WrittenItem {
  const { name, protect, follow } = collection;
  protect?.(state, from, "patch");
  const { values, given } = prepare(collection, state, call, from);
  const item = { ...from, values, updatedAt: Math.max(call.now, from.updatedAt) };
  const next = withItem(state, name, item);
  return { next: follow?.(next, { from, to: item, given }) ?? next, item };
}

/** DELETE: the state without the item, and what the answer says. */
export function deleteItem(
  { name, object, protect, follow }: EmulatedCollection,
  state: InstanceState,
  item: Item,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  protect?.(state, item, "delete");
  const rest = itemsOf(state, name).filter(({ id }) => id !== item.id);
  const next = withItems(state, name, rest);
  return {
    next: follow?.(next, { from: item, to: null, given: {} }) ?? next,
    shown: { object, id: item.id, deleted: true },
  };
}
