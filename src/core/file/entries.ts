// The entries of `consents`, `ignore` and `allowed_differences`: what each names must exist, and so must its day.

import { addressesOf, findRow, type Catalog } from "../../catalog/catalog.ts";
import { addressMeant } from "../../catalog/item-row.ts";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { showValue } from "../text/escape.ts";
import { nearestOf } from "../text/nearest.ts";
import { membersOf, type Layer, type Members } from "./declarations.ts";
import type { Document } from "./document.ts";
import { environmentsOf, layersOf } from "./layers.ts";
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

/** An entry of `allowed_differences` that has the right shape. */
export interface AllowedEntry {
  readonly pointer: string;
  readonly members: Members & { readonly address: string };
}

/** They stand at the top of the file alone. */
export function allowedEntriesOf(document: Document): readonly AllowedEntry[] {
  const entries = membersOf(document.data)["allowed_differences"];
  if (!Array.isArray(entries)) return [];
  return (entries as readonly Json[]).flatMap((entry, index): AllowedEntry[] => {
    const members = membersOf(entry);
    const { address } = members;
    const pointer = pointerOf("/allowed_differences", index);
    return typeof address === "string" ? [{ pointer, members: { ...members, address } }] : [];
  });
}

interface Context {
  readonly catalog: Catalog;
  readonly document: Document;
  readonly desired: { readonly environment: string | null };
}

/** Of the top of the file, which every part of it is checked beside. */
const allowedAtTop = ({
  document,
  desired,
}: Pick<Context, "document" | "desired">): readonly AllowedEntry[] =>
  desired.environment === null ? allowedEntriesOf(document) : [];

/** Of the part that is checked alone: what stands above an environment is checked with the top. */
function ownEntries({
  document,
  desired,
}: Pick<Context, "document" | "desired">): readonly Entry[] {
  const own = layersOf(document, desired.environment).slice(-1);
  return [...entriesOf(own, "consents"), ...entriesOf(own, "ignore")];
}

export function addressesExist(context: Context): readonly Issue[] {
  const { catalog, document } = context;
  const issueOf = (
    { members: { address }, pointer: entry }: AllowedEntry,
    sections: readonly string[],
  ): readonly Issue[] => {
    const found = findRow(catalog, address)?.address;
    if (found === address || sections.includes(address)) return [];
    const meant = found ?? addressMeant(catalog, address);
    const nearest = meant ?? nearestOf(address, [...sections, ...addressesOf(catalog)]);
    const pointer = `${entry}/address`;
    const args = { address, ...(nearest ? { nearest } : {}) };
    return [issueAt(document.valueAt(pointer), pointer, "unknown_address", args)];
  };
  const sections = catalog.map(({ name }) => name);
  return [
    ...ownEntries(context).flatMap((entry) => issueOf(entry, [])),
    ...allowedAtTop(context).flatMap((entry) => issueOf(entry, sections)),
  ];
}

export function datesAreReal(context: Omit<Context, "catalog">): readonly Issue[] {
  const { document } = context;
  return [...ownEntries(context), ...allowedAtTop(context)].flatMap(
    ({ members, pointer: entry }) => {
      const { until } = members;
      if (typeof until !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(until) || isDay(until))
        return [];
      const pointer = `${entry}/until`;
      return [issueAt(document.valueAt(pointer), pointer, "not_a_date", { value: until })];
    },
  );
}

/** The environments between which a difference is allowed. */
export function pairsExist(context: Omit<Context, "catalog">): readonly Issue[] {
  const { document } = context;
  const entries = allowedAtTop(context);
  const known = entries.length > 0 ? environmentsOf(document) : [];
  return entries.flatMap(({ members: { between }, pointer: entry }) =>
    (Array.isArray(between) ? (between as readonly Json[]) : []).flatMap((name, index) => {
      if (typeof name !== "string" || known.includes(name)) return [];
      const pointer = pointerOf(`${entry}/between`, index);
      const nearest = nearestOf(name, known);
      const args = { name: showValue(name), ...(nearest ? { nearest } : {}) };
      return [issueAt(document.valueAt(pointer), pointer, "no_such_environment", args)];
    }),
  );
}

/** Whether a text of the right form, YYYY-MM-DD, is a day of the calendar. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
