// Which dangers a transition meets. A hazard belongs to a direction, never to a setting as such.

import type { Hazard, HazardRule } from "../../catalog/hazard.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { compareSets, sameValue } from "../value/compare.ts";
import { memberAt } from "../value/member.ts";
import type { InstanceType, Reading, Role } from "../value/reading.ts";
import { writesRole } from "../value/wire.ts";
import type { HazardMet } from "./change.ts";

/** What of an instance decides whether a transition is a danger there. */
export interface Surroundings {
  /** Null: not looked up. */
  readonly roles: readonly Role[] | null;
  /** What other settings hold once the plan is applied; absent: not known. */
  readonly afterwards: ReadonlyMap<string, Reading>;
}

/**
 * The dangers of a transition, each once per sentence; none is blocked yet. An unknown `from` could be
 * anything, so every rule that some `from` would meet holds. Without surroundings, rules that ask for them
 * are left out.
 */
export function hazardsOf(
  setting: Setting,
  from: Reading,
  to: Json,
  type: InstanceType,
  surroundings?: Surroundings,
): readonly HazardMet[] {
  const met = setting.hazards
    .filter(
      (rule) =>
        (!rule.only || rule.only === type) &&
        meets(rule, from, to) &&
        (!asksAround(rule) || (surroundings && meetsAround(rule, setting, from, to, surroundings))),
    )
    .map(({ hazard, says }): HazardMet => open(hazard, says));
  return setting.deprecated ? [...met, open("deprecated", setting.deprecated)] : met;
}

/** Whether the rule depends on more than the transition itself. */
const asksAround = ({ when, besides }: HazardRule): boolean =>
  when === "role_widened" || besides !== undefined;

function meetsAround(
  // Stryker disable next-line ArrayDeclaration: what is not known counts as in force
  { when, besides = [] }: HazardRule,
  setting: Setting,
  from: Reading,
  to: Json,
  { roles, afterwards }: Surroundings,
): boolean {
  if (when === "role_widened" && !isWidened(setting, from, to, roles)) return false;
  return besides.every((address) => isInForce(afterwards.get(address)));
}

/** Fails closed: what is not known counts. */
function isInForce(reading: Reading | undefined): boolean {
  if (!reading?.known) return true;
  return Array.isArray(reading.value) ? reading.value.length > 0 : reading.value === true;
}

/** Fails closed: a role whose permissions are not known may give any. */
function isWidened(
  setting: Setting,
  from: Reading,
  to: Json,
  roles: readonly Role[] | null,
): boolean {
  const permissionsOf = (named: Json): readonly string[] | undefined =>
    roles?.find(({ id, key }) => named === (writesRole(setting) ? key : id))?.permissions;
  const before = from.known ? permissionsOf(from.value) : undefined;
  const after = permissionsOf(to);
  return !before || !after || after.some((permission) => !before.includes(permission));
}

const open = (hazard: Hazard, says: string): HazardMet => ({
  hazard,
  says,
  blocked: false,
  consent: null,
});

/** Fails closed: what is not known may be held. */
function mayHold({ holding }: HazardRule, from: Reading): boolean {
  if (!holding || !from.known) return true;
  const held = memberAt(from.value, [holding.member]);
  return held === undefined || held === holding.equals;
}

function meets(rule: HazardRule, from: Reading, to: Json): boolean {
  return mayHold(rule, from) && GOES_THAT_WAY[rule.when](from, to);
}

const GOES_THAT_WAY: Readonly<Record<HazardRule["when"], (from: Reading, to: Json) => boolean>> = {
  changes: () => true,
  role_widened: () => true,
  renamed: () => true,
  appears: (_, to) => to !== null,
  disappears: (_, to) => to === null,
  becomes_true: (_, to) => to === true,
  becomes_false: (_, to) => to === false,
  item_added: (from, to) => movesItems("item_added", from, to),
  item_removed: (from, to) => movesItems("item_removed", from, to),
  limit_lowered: (from, to) => limitOf(to) < (from.known ? limitOf(from.value) : Infinity),
  raised: (from, to) => !from.known || from.value === null || Number(to) > Number(from.value),
  member_lost: (from, to) => !from.known || losesMember(from.value, to),
};

function movesItems(when: "item_added" | "item_removed", from: Reading, to: Json): boolean {
  // Null is a default that nothing shows: moving from or to it may add and remove anything.
  if (!from.known || from.value === null || to === null) return true;
  const { added, removed } = compareSets(from.value, to);
  return (when === "item_added" ? added : removed).length > 0;
}

/** Whether something that an object holds is gone, or another value. */
function losesMember(from: Json, to: Json): boolean {
  if (typeof from !== "object" || from === null) return true;
  return Object.entries(from as Readonly<Record<string, Json>>).some(([name, value]) => {
    const now = memberAt(to, [name]);
    return now === undefined || !sameValue({ comparison: "json" }, value, now);
  });
}

/** 0 is unlimited. */
const limitOf = (value: Json): number => (value === 0 ? Infinity : Number(value));
