// Desired and live in, what differs and what can't be told out. Settings that the file doesn't
// name never come here, so they can't be touched (law 3).

import { addressOfItem } from "../../catalog/item-row.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import type { Declaration } from "../file/desired.ts";
import { warning, type Warning } from "../finding/warning.ts";
import { compareItems, namedBy, normalise, sameValue } from "../value/compare.ts";
import {
  UNREAD,
  type InstanceType,
  type Reading,
  type Readings,
  type Unreadable,
} from "../value/reading.ts";
import type { Change, Move } from "./change.ts";
import { actionOf, itemOf } from "./collections.ts";
import { hazardsOf } from "./hazard-rules.ts";

export interface Difference {
  /** In the order of the declarations; values in canonical form. */
  readonly moves: readonly Move[];
  readonly unreadable: readonly { readonly address: string; readonly why: Unreadable }[];
  /** How many declared settings have a known live value. */
  readonly read: number;
}

/** Compares every declaration with its reading. */
export function diff(
  declarations: readonly Declaration[],
  readings: Readings,
  type: InstanceType,
): Difference {
  const moves: Move[] = [];
  const unreadable: Difference["unreadable"][number][] = [];
  for (const declaration of declarations) {
    const { address, setting, of, value } = declaration;
    const missing = of && whyNotCompared(declaration, readings);
    if (missing) {
      if (missing !== "made") unreadable.push({ address, why: missing });
      continue;
    }
    const from = comparable(setting, value, readings.get(address) ?? UNREAD);
    const to = asSent(setting, value);
    if (!from.known) unreadable.push({ address, why: from.why });
    if (from.known && sameValue(setting, from.value, to)) continue;
    const holder = of ? itemAround(declaration, readings) : from;
    const hazards = hazardsOf(setting, from, to, type);
    moves.push(moveOf(declaration, { from, to, holder, hazards }));
  }
  return { moves, unreadable, read: declarations.length - unreadable.length };
}

/** The move of what a file declares. `holder`: what is known of the item that it is, or is a member of. */
export function moveOf(
  { address, section, setting, item, of, at }: Declaration,
  { holder, ...sides }: Pick<Change, "from" | "to" | "hazards"> & { readonly holder: Reading },
): Move {
  const row: Row = {
    address,
    section,
    setting,
    ...(item ? { item } : {}),
    ...(of ? { of } : {}),
  };
  const change: Change = {
    address,
    section: section.name,
    setting: setting.name,
    action: actionOf(row, sides.to),
    ...((item ?? of) ? { item: itemOf(row, holder) } : {}),
    ...sides,
    at,
  };
  return { change, row };
}

/** The item of which the declaration is a member; where nobody declares it, what is known of it by the member. */
const itemAround = ({ address, section, of }: Row, readings: Readings): Reading =>
  readings.get(addressOfItem(section.name, of?.key ?? "")) ?? readings.get(address) ?? UNREAD;

/**
 * Why a member of an item is not compared; undefined: it is. `made`: the item is not there, and the call that makes it
 * carries all that it is to hold. Of an item that can't be read, no member is changed.
 */
function whyNotCompared(row: Row, readings: Readings): Unreadable | "made" | undefined {
  const item = itemAround(row, readings);
  if (!item.known) return item.why;
  if (item.value === null) return "made";
  return item.id === undefined ? "malformed" : undefined;
}

/** The desired value in canonical form; where only the comparison has no order, lists stay as the file has them. */
export function asSent(setting: Setting, value: Json): Json {
  // An item is in that form already, its members in the order in which they are sent.
  if (setting.comparison === "presence") return value;
  return setting.comparison === "unordered"
    ? normalise({ comparison: "json" }, value)
    : normalise(setting, value);
}

/** The reading in canonical form, without what the setting's rule says to disregard. */
export function comparable(setting: Setting, desired: Json, reading: Reading): Reading {
  if (!reading.known) return reading;
  const value =
    setting.comparison === "presence"
      ? reading.value
      : normalise(setting, counted(setting, reading.value, desired));
  if (setting.mayReadResolved && isFormOf(value, desired))
    return { known: false, why: "resolved_form" };
  if (desired === "" && setting.emptyReadsAs === value) return { ...reading, value: "" };
  return { ...reading, value };
}

/** What is shown of a moved list although nobody writes it, and the file doesn't name it. */
export function reviewUnwritten(moves: readonly Move[], readings: Readings): readonly Warning[] {
  return moves.flatMap(({ change: { address, to }, row: { setting } }): readonly Warning[] => {
    const reading = readings.get(address);
    if (!reading?.known) return [];
    const { removed } = compareItems(reading.value, withoutUnwritten(setting, reading.value, to));
    const items = removed.map(String).join(", ");
    return items === "" ? [] : [warning("unwritten_items", { items }, address)];
  });
}

/** Whether a reading proves that the setting holds the desired value. */
export function shows(setting: Setting, desired: Json, reading: Reading): boolean {
  const from = comparable(setting, desired, reading);
  return from.known && sameValue(setting, from.value, desired);
}

/** What of a live value is held against the desired one. */
function counted(setting: Setting, live: Json, desired: Json): Json {
  return setting.comparison === "unordered"
    ? namedBy(desired, live)
    : withoutUnwritten(setting, live, desired);
}

function withoutUnwritten(setting: Setting, live: Json, desired: Json): Json {
  const unwritten = setting.unwrittenItems ?? [];
  if (unwritten.length === 0 || !Array.isArray(live)) return live;
  const wanted: readonly Json[] = Array.isArray(desired) ? desired : [];
  return (live as readonly Json[]).filter(
    (item) => !unwritten.includes(String(item)) || wanted.includes(item),
  );
}

/** 5 and 5.3.1 may be the same pin, one of them resolved. */
function isFormOf(live: Json, desired: Json): boolean {
  if (typeof live !== "string" || typeof desired !== "string") return false;
  if (live === "" || desired === "") return false;
  return live.startsWith(`${desired}.`) || desired.startsWith(`${live}.`);
}
