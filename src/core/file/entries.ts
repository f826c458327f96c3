// The entries of `consents` and `ignore`: each names a setting and a day, and both must exist.

import { addressesOf, findSetting, isExtra, type Catalog } from "../../catalog/catalog.ts";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { nearestOf } from "../text/nearest.ts";
import { membersOf, type Members } from "./declarations.ts";
import type { Document } from "./document.ts";
import { pointerOf } from "./pointer.ts";

/** A reviewed entry, and where it stands. */
export interface Entry {
  readonly pointer: string;
  readonly members: Members & { readonly address: string; readonly until: string };
}

/** The entries of a list that have the right shape. */
export function entriesOf({ data }: Document, list: "consents" | "ignore"): readonly Entry[] {
  const entries = membersOf(data)[list];
  if (!Array.isArray(entries)) return [];
  return (entries as readonly Json[]).flatMap((entry, index): Entry[] => {
    const members = membersOf(entry);
    const { address, until } = members;
    return typeof address === "string" && typeof until === "string"
      ? [{ pointer: pointerOf(`/${list}`, index), members: { ...members, address, until } }]
      : [];
  });
}

const allEntries = (document: Document): readonly Entry[] => [
  ...entriesOf(document, "consents"),
  ...entriesOf(document, "ignore"),
];

interface Context {
  readonly catalog: Catalog;
  readonly document: Document;
}

export function addressesExist({ catalog, document }: Context): readonly Issue[] {
  return allEntries(document).flatMap(({ members: { address }, pointer: entry }) => {
    if (findSetting(catalog, address) || isExtra(catalog, address)) return [];
    const nearest = nearestOf(address, addressesOf(catalog));
    const pointer = `${entry}/address`;
    const args = { address, ...(nearest ? { nearest } : {}) };
    return [issueAt(document.valueAt(pointer), pointer, "unknown_address", args)];
  });
}

export function datesAreReal({ document }: Pick<Context, "document">): readonly Issue[] {
  return allEntries(document).flatMap(({ members: { until }, pointer: entry }) => {
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
