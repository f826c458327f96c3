// The entries of `consents` and `ignore`: each names a setting and a day, and both must exist.

import { addressesOf, findSetting, isExtra, type Catalog } from "../../catalog/catalog.ts";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { nearestOf } from "../text/nearest.ts";
import { membersOf, type Layer, type Members } from "./declarations.ts";
import type { Document } from "./document.ts";
import { layersOf } from "./layers.ts";
import { pointerOf } from "./pointer.ts";

/** A reviewed entry, and where it stands. */
export interface Entry {
  readonly pointer: string;
  readonly members: Members & { readonly address: string; readonly until: string };
}

/** The entries of a list that have the right shape, layer by layer: an environment's add to the top's. */
export function entriesOf(layers: readonly Layer[], list: "consents" | "ignore"): readonly Entry[] {
  return layers.flatMap((layer) => {
    const entries = layer.members[list];
    if (!Array.isArray(entries)) return [];
    const parent = pointerOf(layer.pointer, list);
    return (entries as readonly Json[]).flatMap((entry, index): Entry[] => {
      const members = membersOf(entry);
      const { address, until } = members;
      return typeof address === "string" && typeof until === "string"
        ? [{ pointer: pointerOf(parent, index), members: { ...members, address, until } }]
        : [];
    });
  });
}

interface Context {
  readonly catalog: Catalog;
  readonly document: Document;
  readonly desired: { readonly environment: string | null };
}

function allEntries({
  document,
  desired,
}: Pick<Context, "document" | "desired">): readonly Entry[] {
  const layers = layersOf(document, desired.environment);
  return [...entriesOf(layers, "consents"), ...entriesOf(layers, "ignore")];
}

export function addressesExist(context: Context): readonly Issue[] {
  const { catalog, document } = context;
  return allEntries(context).flatMap(({ members: { address }, pointer: entry }) => {
    if (findSetting(catalog, address) || isExtra(catalog, address)) return [];
    const nearest = nearestOf(address, addressesOf(catalog));
    const pointer = `${entry}/address`;
    const args = { address, ...(nearest ? { nearest } : {}) };
    return [issueAt(document.valueAt(pointer), pointer, "unknown_address", args)];
  });
}

export function datesAreReal(context: Omit<Context, "catalog">): readonly Issue[] {
  const { document } = context;
  return allEntries(context).flatMap(({ members: { until }, pointer: entry }) => {
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
