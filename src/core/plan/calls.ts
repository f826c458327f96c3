// The calls that make a plan's moves, in order.

import type { Live } from "../value/reading.ts";
import type { Call } from "./call.ts";
import type { Move } from "./change.ts";
import { itemSteps } from "./items.ts";
import { orderSteps } from "./order.ts";
import { lookupIn } from "./references.ts";
import { sectionSteps } from "./sections.ts";

/**
 * A role or permission that is not known leaves its member out; the guard refuses such a plan, as it does one with an
 * item of which it is not known whether it is there.
 */
export function callsFor(
  moves: readonly Move[],
  live: Pick<Live, "lists" | "roles">,
): readonly Call[] {
  const idOf = lookupIn(live, moves);
  const settings = moves.filter(({ row }) => !row.item && !row.of);
  const items = moves.filter(
    ({ row, change: { from, action, item } }) =>
      (row.item && from.known && (action === "create" || item?.id)) || (row.of && item?.id),
  );
  const steps = [...sectionSteps(settings, idOf), ...itemSteps(items, live.lists, idOf)];
  return orderSteps(steps).map(({ call }, index) => ({ id: String(index + 1), ...call }));
}
