// How many settings and items of collections, in words.

import { parseItemAddress } from "../../catalog/item-row.ts";
import { plural } from "../text/line.ts";

/** Whether the address is an item's, and no member's of one. */
const isItem = (address: string): boolean => {
  const item = parseItemAddress(address);
  return item !== undefined && item.member === undefined;
};

/** Of a number of addresses, some of which are items': `2 settings and 1 item`; of none: `0 settings`. */
export function sayCounts(all: number, items: number): string {
  const settings = all - items;
  const parts = [
    settings > 0 || items === 0 ? plural(settings, "setting") : "",
    items > 0 ? plural(items, "item") : "",
  ];
  return parts.filter(Boolean).join(" and ");
}

/** The same of addresses. */
export const sayCounted = (addresses: readonly string[]): string =>
  sayCounts(addresses.length, addresses.filter(isItem).length);
