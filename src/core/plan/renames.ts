// Items that get another key: the item keeps its id, and what it holds is compared under the new key. Pure.

import {
  addressOfItem,
  isCollection,
  keyRow,
  memberRows,
  type Collection,
} from "../../catalog/item-row.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import type { Declaration } from "../file/desired.ts";
import { refusal, type Refusal } from "../finding/refusal.ts";
import { memberAt } from "../value/member.ts";
import { UNREAD, type Live, type Reading, type Readings } from "../value/reading.ts";
import type { Move } from "./change.ts";
import { underKeys, type OtherKeys } from "./references.ts";

/** What is to be compared once it is known which items are renamed. */
export interface Renamed {
  readonly declarations: readonly Declaration[];
  readonly readings: Readings;
  readonly refusals: readonly Refusal[];
}

/** An item that is renamed. */
interface Rename {
  readonly collection: Collection;
  readonly was: string;
  readonly key: string;
  readonly old: Reading & { readonly known: true; readonly id: string };
}

/**
 * | old key | new key | |
 * |---|---|---|
 * | there | not there | renamed |
 * | there | there | refused |
 * | not there | there | nothing to rename |
 * | not there | not there | made under the new key |
 */
export function settleRenames(declarations: readonly Declaration[], live: Live): Renamed {
  const readings = new Map(live.readings);
  const refusals: Refusal[] = [];
  const renames: Rename[] = [];
  for (const declaration of declarations) {
    const found = renameOf(declaration, live);
    if (!found) continue;
    if ("code" in found) refusals.push(found);
    else if ("known" in found) readings.set(declaration.address, found);
    else renames.push(found);
  }
  const rows = new Map(
    renames.flatMap((rename) => rowsOf(rename).map((one) => [one.row.address, one] as const)),
  );
  for (const [address, { reading }] of rows) readings.set(address, reading);
  const settled = declarations.map((declaration): Declaration => {
    const { row } = rows.get(declaration.address) ?? {};
    if (!row) return declaration;
    return { ...declaration, ...row, value: row.item ? row.item.key : declaration.value };
  });
  const keys = keysIn(renames);
  return {
    declarations: settled,
    readings: keys.size === 0 ? readings : followed(settled, readings, keys),
    refusals,
  };
}

/** What becomes of an item that may have another key: it is renamed, can't be, or is not known; undefined: nothing. */
function renameOf(
  { address, section, item, renamedFrom: was }: Declaration,
  { lists }: Live,
): Rename | Refusal | Reading | undefined {
  const list = lists?.get(section.name);
  if (was === undefined || !item || !isCollection(section) || !list?.known) return undefined;
  const { key } = item;
  const old = list.items.get(was);
  if (!old) return undefined;
  if (list.items.has(key)) return refusal("rename_target_exists", { was, key }, { address });
  if (!old.known || old.id === undefined) return old;
  return { collection: section, was, key, old: { ...old, id: old.id } };
}

function rowsOf({ collection, was, key, old }: Rename) {
  const { id, source } = old;
  const known = (value: Json): Reading => ({ known: true, value, source, id });
  return [
    { row: keyRow(collection, was, key, id), reading: known(was) },
    ...memberRows(collection, key, { id }).map((row) => {
      const value = memberAt(old.value, [row.of?.member ?? ""]);
      return { row, reading: value === undefined ? UNREAD : known(value) };
    }),
  ];
}

const keysIn = (renames: readonly Rename[]): OtherKeys =>
  new Map(renames.map(({ collection, was, key }) => [addressOfItem(collection.name, was), key]));

/**
 * The moves and the readings with the new keys of what the moves of the whole plan rename, whether it is renamed yet or
 * not.
 */
export function followRenames(
  moves: readonly Move[],
  all: readonly Move[],
  readings: Readings,
): { readonly moves: readonly Move[]; readonly readings: Readings } {
  const keys: OtherKeys = new Map(
    all.flatMap(({ row: { section, item } }) =>
      item?.was === undefined ? [] : [[addressOfItem(section.name, item.was), item.key] as const],
    ),
  );
  if (keys.size === 0) return { moves, readings };
  const rows = moves.map(({ row }) => row);
  return {
    moves: moves.map(({ change, row }) => {
      const from = readUnder(row.setting, change.from, keys);
      return { change: { ...change, from }, row };
    }),
    readings: followed(rows, readings, keys),
  };
}

const readUnder = (setting: Setting, reading: Reading, keys: OtherKeys): Reading =>
  reading.known ? { ...reading, value: underKeys(setting, reading.value, keys) } : reading;

const followed = (
  rows: readonly { readonly address: string; readonly setting: Setting }[],
  readings: Readings,
  keys: OtherKeys,
): Readings =>
  new Map([
    ...readings,
    ...rows.flatMap(({ address, setting }) => {
      const reading = readings.get(address);
      return reading ? [[address, readUnder(setting, reading, keys)] as const] : [];
    }),
  ]);
