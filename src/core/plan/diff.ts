// Desired and live in, what differs and what can't be told out. Settings that the file doesn't
// name never come here, so they can't be touched (law 3).

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
  for (const { address, section, setting, item, value, at } of declarations) {
    const from = comparable(setting, value, readings.get(address) ?? UNREAD);
    const to = asSent(setting, value);
    if (!from.known) unreadable.push({ address, why: from.why });
    if (from.known && sameValue(setting, from.value, to)) continue;
    const row = { address, section, setting, ...(item ? { item } : {}) };
    const change: Change = {
      address,
      section: section.name,
      setting: setting.name,
      action: actionOf(row, to),
      ...(item ? { item: itemOf(row, from) } : {}),
      from,
      to,
      hazards: hazardsOf(setting, from, to, type),
      at,
    };
    moves.push({ change, row });
  }
  return { moves, unreadable, read: declarations.length - unreadable.length };
}

/** The desired value in canonical form; where only the comparison has no order, lists stay as the file has them. */
export const asSent = (setting: Setting, value: Json): Json =>
  setting.comparison === "unordered"
    ? normalise({ comparison: "json" }, value)
    : normalise(setting, value);

/** The reading in canonical form, without what the setting's rule says to disregard. */
export function comparable(setting: Setting, desired: Json, reading: Reading): Reading {
  if (!reading.known) return reading;
  const value = normalise(setting, counted(setting, reading.value, desired));
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
