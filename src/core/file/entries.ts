// The entries of `consents` and `ignore`: each names a setting and a day, and both must exist.

import { addressesOf, findSetting, isExtra, type Catalog } from "../../catalog/catalog.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { nearestOf } from "../text/nearest.ts";
import type { Document } from "./document.ts";
import { pointerOf, valueAt } from "./pointer.ts";

interface Entry {
  readonly pointer: string;
  readonly address: string;
  readonly until: string;
}

/** The entries that have the right shape. */
function entriesOf({ data }: Document): readonly Entry[] {
  return ["consents", "ignore"].flatMap((list) => {
    const entries = valueAt(data, `/${list}`);
    if (!Array.isArray(entries)) return [];
    return entries.flatMap((_, index): Entry[] => {
      const pointer = pointerOf(`/${list}`, index);
      const address = valueAt(data, `${pointer}/address`);
      const until = valueAt(data, `${pointer}/until`);
      return typeof address === "string" && typeof until === "string"
        ? [{ pointer, address, until }]
        : [];
    });
  });
}

interface Context {
  readonly catalog: Catalog;
  readonly document: Document;
}

export function addressesExist({ catalog, document }: Context): readonly Issue[] {
  return entriesOf(document).flatMap(({ address, pointer: entry }) => {
    if (findSetting(catalog, address) || isExtra(catalog, address)) return [];
    const nearest = nearestOf(address, addressesOf(catalog));
    const pointer = `${entry}/address`;
    const args = { address, ...(nearest ? { nearest } : {}) };
    return [issueAt(document.valueAt(pointer), pointer, "unknown_address", args)];
  });
}

export function datesAreReal({ document }: Pick<Context, "document">): readonly Issue[] {
  return entriesOf(document).flatMap(({ until, pointer: entry }) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || isDay(until)) return [];
    const pointer = `${entry}/until`;
    return [issueAt(document.valueAt(pointer), pointer, "not_a_date", { value: until })];
  });
}

/** Whether a text of the right form, YYYY-MM-DD, is a day of the calendar. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
