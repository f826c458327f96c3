// Items that two sides hold otherwise, as groups: those of a collection that stand alike on each side, and that one
// entry of the file allows, are told together.

import { addressOfItem } from "../../catalog/item-row.ts";
import type { Held } from "../plan/comparison.ts";
import type { ShownDifference } from "../report/comparison.ts";
import { plural } from "../text/line.ts";
import { presence } from "./sides.ts";

/** What is told of one or several differences at once. */
export interface Entry {
  /** The first of them. */
  readonly difference: ShownDifference;
  /** Of items that are or are not there: the keys of all; undefined: it is one difference of values. */
  readonly keys?: readonly string[];
}

type Item = NonNullable<ShownDifference["item"]>;

/** The item that is there or not; undefined: the difference is one of values. */
function itemOf({ address, item, a, b }: ShownDifference): Item | undefined {
  const isThere = (held: Held): boolean => held.kind === "value" && held.value !== null;
  const isWhole = item && address === addressOfItem(item.collection, item.key);
  return isWhole && !(isThere(a) && isThere(b)) ? item : undefined;
}

/** In the order of the differences; a group stands where its first one does. */
export function entriesOf(differences: readonly ShownDifference[]): readonly Entry[] {
  const entries = new Map<string, Entry & { readonly keys?: string[] }>();
  for (const difference of differences) {
    const item = itemOf(difference);
    const { address, a, b, allowed } = difference;
    const group = item
      ? JSON.stringify([item.collection, presenceIn(a), presenceIn(b), allowed])
      : address;
    const known = entries.get(group);
    if (item && known?.keys) known.keys.push(item.key);
    else entries.set(group, { difference, ...(item ? { keys: [item.key] } : {}) });
  }
  return [...entries.values()];
}

/** How an item stands on a side. */
export const presenceIn = (held: Held): string =>
  held.kind === "value" ? presence(held.value) : "not declared";

/** `2 settings and 1 item`; empty: none. */
export function countedWords(differences: readonly ShownDifference[]): string {
  const items = differences.filter(({ item }) => item !== undefined).length;
  const settings = differences.length - items;
  return [settings > 0 ? plural(settings, "setting") : "", items > 0 ? plural(items, "item") : ""]
    .filter(Boolean)
    .join(" and ");
}
