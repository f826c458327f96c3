// The calls that make a plan's moves, in order.

import type { Role } from "../value/reading.ts";
import type { Call } from "./call.ts";
import type { Move } from "./change.ts";
import { itemSteps } from "./collections.ts";
import { orderSteps } from "./order.ts";
import { sectionSteps } from "./sections.ts";

/**
 * A role that `roles` doesn't hold leaves its member out; the guard refuses such a plan, as it does one with an item
 * of which it is not known whether it is there.
 */
export function callsFor(moves: readonly Move[], roles: readonly Role[]): readonly Call[] {
  const settings = moves.filter(({ row }) => !row.item);
  const items = moves.filter(
    ({ row, change: { from, to, item } }) => row.item && from.known && (to !== null || item?.id),
  );
  const steps = [...sectionSteps(settings, roles), ...itemSteps(items)];
  return orderSteps(steps).map(({ call }, index) => ({ id: String(index + 1), ...call }));
}
