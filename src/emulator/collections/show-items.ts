// How an item is shown.

import type { JsonObject } from "../http/answer.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { Item } from "../state/items.ts";
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
