// Items of a collection that the file does not name, and that nothing is done about.

import type { UnlistedItems } from "../plan/collections.ts";
import type { PlanKind } from "../plan/plan.ts";
import { addressOfItem } from "../../catalog/item-row.ts";
import { escapeText } from "../text/escape.ts";

/** Keys that are named; of more, the rest is counted. */
const NAMED = 20;

/** A line each for what is reported, and for a list that can't be read; a drift lists what is reported as changes. */
export function sayUnlisted(
  unlisted: readonly UnlistedItems[] = [],
  kind: PlanKind,
): readonly string[] {
  return unlisted.flatMap(({ collection, policy, count, keys = [] }) => {
    if (count === null)
      return policy === "keep"
        ? []
        : [`! ${collection}: what the file does not name can't be read`];
    if (kind === "drift") return [];
    const more = keys.length - NAMED;
    return [
      ...keys
        .slice(0, NAMED)
        .map(
          (key) =>
            `? ${escapeText(addressOfItem(collection, key))}: not in the file (unlisted: report)`,
        ),
      ...(more > 0 ? [`? ${collection}: ${more} more are not in the file (unlisted: report)`] : []),
    ];
  });
}

/** How many are left alone; undefined: none. */
export function sayLeftAlone(unlisted: readonly UnlistedItems[] = []): string | undefined {
  const kept = unlisted.flatMap(({ collection, policy, count }) =>
    policy === "keep" && count !== null && count > 0 ? [`${count} ${collection}`] : [],
  );
  return kept.length === 0 ? undefined : `Not in the file and left alone: ${kept.join(", ")}.`;
}
