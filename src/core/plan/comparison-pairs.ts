// Which settings of two sides stand beside each other: one name for each, whatever each side calls it.

import type { ApiVersion } from "../../catalog/api-version.ts";
import { rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { isExtraSetting, type Row } from "../../catalog/resource.ts";
import type { Declaration } from "../file/desired.ts";
import { normalise } from "../value/compare.ts";
import { UNREAD, type InstanceType, type Readings } from "../value/reading.ts";
import { ABSENT, type Held, type Pair, type Surface } from "./comparison.ts";
import { comparable } from "./diff.ts";
import { areOne, asWritten } from "./pulled.ts";

/**
 * What is read of two instances: the catalog's rows that an API version of either has, each setting under its first
 * name, and the members outside the catalog that a file names. Rows for a type that neither is of are left out.
 */
export function rowsToRead(
  catalog: Catalog,
  { types, versions }: Pick<Surface, "types" | "versions">,
  declared: readonly Declaration[],
): readonly Row[] {
  const has = ({ section, setting }: Row, version: ApiVersion): boolean =>
    section.versions.includes(version) && setting.versions.includes(version);
  const isOfType = ({ setting: { environment } }: Row): boolean =>
    environment === undefined || [types.a, types.b].includes(environment);
  const rows = rowsOf(catalog)
    .filter((row) => has(row, versions.a) || has(row, versions.b))
    .filter(isOfType);
  const extra = declared.filter(({ setting }) => isExtraSetting(setting)).map(rowOf);
  return inOrder(catalog, [
    ...rows.filter((row, index) => !rows.slice(0, index).some((one) => isNamedBy(one, row))),
    ...new Map(extra.toSorted(byAddress).map((row) => [row.address, row])).values(),
  ]);
}

/** Whether a row is another name of an earlier one, or must have the same value. */
const isNamedBy = (earlier: Row, row: Row): boolean =>
  areOne(earlier, row) || row.setting.agreesWith === earlier.address;

const rowOf = ({ address, section, setting, item }: Declaration): Row => ({
  address,
  section,
  setting,
  ...(item ? { item } : {}),
});

/** In the order of the catalog's sections; what it doesn't know stands last in its own. */
const inOrder = (catalog: Catalog, rows: readonly Row[]): readonly Row[] =>
  catalog.flatMap(({ name }) => rows.filter(({ section }) => section.name === name));

/** Rows, of settings or of items, that were read of both. */
export const pairsOfReadings = (rows: readonly Row[], a: Readings, b: Readings): readonly Pair[] =>
  rows.map((row) => ({ row, a: heldIn(row, a), b: heldIn(row, b) }));

/** In canonical form, without what nobody wrote. */
function heldIn({ address, setting }: Row, readings: Readings): Held {
  const reading = comparable(setting, null, readings.get(address) ?? UNREAD);
  return reading.known
    ? { kind: "value", value: asWritten(setting, reading.value) }
    : { kind: "unknown", why: reading.why };
}

/** What two files say. A setting that they call by two names stands under the catalog's first. */
export function pairsOfDeclarations(
  catalog: Catalog,
  a: readonly Declaration[],
  b: readonly Declaration[],
): readonly Pair[] {
  const all = inOrder(catalog, [...a, ...b].map(rowOf));
  const order = rowsOf(catalog).map(({ address }) => address);
  const ranked = all.toSorted(
    (one, other) => rankIn(order, one) - rankIn(order, other) || byAddress(one, other),
  );
  const firsts = ranked.filter(
    (row, index) =>
      !ranked
        .slice(0, index)
        .some((earlier) => earlier.address === row.address || areOne(earlier, row)),
  );
  return inOrder(catalog, firsts).map((row) => pairOf(row, named(row, a), named(row, b)));
}

const byAddress = ({ address: one }: Row, { address: other }: Row): number =>
  one < other ? -1 : Number(one > other);

/** Where the catalog has a row; what it doesn't know comes last, by its name. */
function rankIn(order: readonly string[], { address }: Row): number {
  const index = order.indexOf(address);
  return index < 0 ? order.length : index;
}

const named = (row: Row, some: readonly Declaration[]): Declaration | undefined =>
  some.find((one) => one.address === row.address || areOne(one, row));

function pairOf(row: Row, a: Declaration | undefined, b: Declaration | undefined): Pair {
  const isMixed = a !== undefined && b !== undefined && a.address !== b.address;
  if (isMixed && (a.setting.ofOneInstance || b.setting.ofOneInstance)) {
    const held: Held = { kind: "unknown", why: "two_names" };
    return { row, a: held, b: held };
  }
  return { row, a: heldBy(a), b: heldBy(b) };
}

const heldBy = (one: Declaration | undefined): Held =>
  one === undefined
    ? ABSENT
    : { kind: "value", value: asWritten(one.setting, normalise(one.setting, one.value)) };

/** The type that a file pins; null: it pins none. */
export const pinnedType = (target: {
  readonly environment_type?: InstanceType;
}): InstanceType | null => target.environment_type ?? null;
