// Desired and live in, what differs and what can't be told out. Settings that the file doesn't
// name never come here, so they can't be touched (law 3).

import type { Hazard, HazardRule } from "../catalog/hazard.ts";
import type { Json, Setting } from "../catalog/setting.ts";
import { compareSets, normalise, sameValue } from "./compare.ts";
import type { Declaration } from "./desired.ts";
import type { Position } from "./issue.ts";
import type { Live, Reading, Unreadable } from "./reading.ts";

export type EnvironmentType = "development" | "production";

/** One setting that is to move. An unknown `from` means: sent because nothing shows its value. */
export interface Change {
  readonly address: string;
  readonly section: string;
  readonly setting: string;
  readonly from: Reading;
  readonly to: Json;
  readonly hazards: readonly Hazard[];
  readonly at: Position;
}

export interface Difference {
  /** In the order of the declarations; values in canonical form. */
  readonly changes: readonly Change[];
  readonly unreadable: readonly { readonly address: string; readonly why: Unreadable }[];
  /** How many declared settings have a known live value. */
  readonly read: number;
}

/** Compares every declaration with its reading. */
export function diff(
  declarations: readonly Declaration[],
  live: Live,
  environmentType: EnvironmentType,
): Difference {
  const changes: Change[] = [];
  const unreadable: Difference["unreadable"][number][] = [];
  for (const declaration of declarations) {
    const { address, setting } = declaration;
    const from = readingFor(declaration, live.get(address) ?? { known: false, why: "write_only" });
    const to = normalise(setting, declaration.value);
    if (!from.known) unreadable.push({ address, why: from.why });
    if (from.known && sameValue(setting, from.value, to)) continue;
    changes.push({
      address,
      section: declaration.section.name,
      setting: setting.name,
      from,
      to,
      hazards: [
        ...new Set(hazardRules(setting, from, to, environmentType).map(({ hazard }) => hazard)),
      ],
      at: declaration.at,
    });
  }
  return { changes, unreadable, read: declarations.length - unreadable.length };
}

/** The reading in canonical form, without what the setting's rule says to disregard. */
export function readingFor(
  declaration: Pick<Declaration, "setting" | "value">,
  reading: Reading,
): Reading {
  if (!reading.known) return reading;
  const { setting, value: desired } = declaration;
  const value = normalise(setting, withoutUnwritten(setting, reading.value, desired));
  if (setting.mayReadResolved && isFormOf(value, desired))
    return { known: false, why: "resolved_form" };
  if (desired === "" && setting.emptyReadsAs === value) return { ...reading, value: "" };
  return { ...reading, value };
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

/**
 * The rules that a transition meets. An unknown `from` could be anything, so every rule that some
 * `from` would meet holds.
 */
export function hazardRules(
  setting: Setting,
  from: Reading,
  to: Json,
  environmentType: EnvironmentType,
): readonly HazardRule[] {
  const rules = setting.hazards.filter(
    (rule) => (!rule.only || rule.only === environmentType) && meets(rule, from, to),
  );
  return setting.deprecated
    ? [...rules, { hazard: "deprecated", when: "changes", says: setting.deprecated }]
    : rules;
}

function meets({ when }: HazardRule, from: Reading, to: Json): boolean {
  switch (when) {
    case "changes":
      return true;
    case "becomes_true":
      return to === true;
    case "becomes_false":
      return to === false;
    case "item_added":
    case "item_removed": {
      // Null is a default that nothing shows: moving from or to it may add and remove anything.
      if (!from.known || from.value === null || to === null) return true;
      const { added, removed } = compareSets(from.value, to);
      return (when === "item_added" ? added : removed).length > 0;
    }
    case "limit_lowered": {
      const limit = (value: Json): number => (value === 0 ? Infinity : Number(value));
      return limit(to) < (from.known ? limit(from.value) : Infinity);
    }
  }
}
