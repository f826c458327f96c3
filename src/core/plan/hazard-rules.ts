// Which dangers a transition meets. A hazard belongs to a direction, never to a setting as such.

import type { Hazard, HazardRule } from "../../catalog/hazard.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { compareSets } from "../value/compare.ts";
import type { InstanceType, Reading } from "../value/reading.ts";
import type { HazardMet } from "./change.ts";

/**
 * The dangers of a transition, each once per sentence; none is blocked yet. An unknown `from` could be
 * anything, so every rule that some `from` would meet holds.
 */
export function hazardsOf(
  setting: Setting,
  from: Reading,
  to: Json,
  type: InstanceType,
): readonly HazardMet[] {
  const met = setting.hazards
    .filter((rule) => (!rule.only || rule.only === type) && meets(rule, from, to))
    .map(({ hazard, says }): HazardMet => open(hazard, says));
  return setting.deprecated ? [...met, open("deprecated", setting.deprecated)] : met;
}

const open = (hazard: Hazard, says: string): HazardMet => ({
  hazard,
  says,
  blocked: false,
  consent: null,
});

function meets({ when }: HazardRule, from: Reading, to: Json): boolean {
  switch (when) {
    case "changes":
      return true;
    case "becomes_true":
      return to === true;
    case "becomes_false":
      return to === false;
    case "item_added":
    case "item_removed":
      return movesItems(when, from, to);
    case "limit_lowered":
      return limitOf(to) < (from.known ? limitOf(from.value) : Infinity);
  }
}

function movesItems(when: "item_added" | "item_removed", from: Reading, to: Json): boolean {
  // Null is a default that nothing shows: moving from or to it may add and remove anything.
  if (!from.known || from.value === null || to === null) return true;
  const { added, removed } = compareSets(from.value, to);
  return (when === "item_added" ? added : removed).length > 0;
}

/** 0 is unlimited. */
const limitOf = (value: Json): number => (value === 0 ? Infinity : Number(value));
