// What must not happen to items of collections without a word from a person, or at all. Moves in, refusals out; pure.

import { isCollection, type Collection } from "../../catalog/item-row.ts";
import { CATALOG, findSection, findSetting } from "../../catalog/catalog.ts";
import type { Items } from "../../catalog/items.ts";
import type { Section } from "../../catalog/resource.ts";
import { refusal, type Refusal } from "../finding/refusal.ts";
import { plural } from "../text/line.ts";
import { memberAt } from "../value/member.ts";
import { UNREADABLE, type InstanceType } from "../value/reading.ts";
import type { Move } from "./change.ts";
import type { Facts, Limits } from "./facts.ts";
import { itemsNamed, lookupIn } from "./references.ts";

/** From so many items on, a share of deletions is too many. */
const SHARE_FROM = 10;
const SHARE = 0.3;

const isDeletion = ({ change }: Move): boolean => change.action === "delete";

/** Why items may not be made or deleted as the moves say. */
export function guardItems(
  moves: readonly Move[],
  type: InstanceType,
  facts: Facts,
  limits: Pick<Limits, "maxDeletes">,
): readonly Refusal[] {
  const items = moves.filter(({ row }) => row.item);
  const collections = [...new Set(items.map(({ row }) => row.section))].filter(isCollection);
  return [
    ...items.flatMap(refuseUnread),
    ...items.flatMap(refuseUnfit),
    ...items.flatMap((move) => refuseUsed(move, facts)),
    ...moves.flatMap((move) => refuseUnfitCreators(move, facts)),
    ...refuseReferences(moves, facts),
    ...collections.flatMap((collection) => {
      const own = items.filter(({ row }) => row.section === collection);
      return [
        ...refuseDeletions(collection, own, facts, limits),
        ...refuseBeyondQuota(collection, own, facts),
        ...refuseEmptied(collection, own, type, facts),
      ];
    }),
  ];
}

/** Whether an item is there must be known before it is made or deleted. */
function refuseUnread({ change: { address, from, item } }: Move): readonly Refusal[] {
  if (!from.known) {
    const code = from.why === "ambiguous_item" ? "ambiguous_item" : "incomplete_list";
    return [refusal(code, { why: UNREADABLE[from.why] }, { address })];
  }
  return from.value !== null && item?.id == null
    ? [refusal("incomplete_list", { why: UNREADABLE.malformed }, { address })]
    : [];
}

/** A number, and no switch: it can't be left on by accident. */
function refuseDeletions(
  { name, items }: Collection,
  moves: readonly Move[],
  { lists }: Facts,
  { maxDeletes = 0 }: Pick<Limits, "maxDeletes">,
): readonly Refusal[] {
  const doomed = moves.filter(isDeletion).length;
  const list = lists?.get(name);
  if (doomed === 0 || doomed <= maxDeletes || !list?.known) return [];
  const there = ownIn(list.items.keys(), items);
  if (doomed < there && (there < SHARE_FROM || doomed <= there * SHARE)) return [];
  const [one, several] = items.noun;
  const args = { items: plural(doomed, one, several), there, doomed };
  return [refusal("too_many_deletes", args)];
}

/** How many of the keys are no item's that comes with Clerk. */
const ownIn = (keys: Iterable<string>, { comesWithClerk }: Items): number =>
  [...keys].filter((key) => comesWithClerk?.test(key) !== true).length;

/** An item is made with all that Clerk asks for. */
function refuseUnfit({
  change: { action, address, to },
  row: { setting },
}: Move): readonly Refusal[] {
  if (action !== "create") return [];
  const missing = (setting.holds ?? []).filter(
    ({ name, createdAs }) => createdAs === "needed" && memberAt(to, [name]) === undefined,
  );
  const members = missing.map(({ name }) => name).join(" and ");
  return missing.length === 0 ? [] : [refusal("create_needs", { members }, { address })];
}

/** Nothing is deleted that a setting names, and still will name afterwards. */
function refuseUsed(
  { change: { action, address }, row: { section, item } }: Move,
  { afterwards }: Facts,
): readonly Refusal[] {
  if (action !== "delete") return [];
  return usersOf(section, item?.key, afterwards).map((setting) =>
    refusal("item_in_use", { setting }, { address }),
  );
}

/** The settings that name the item afterwards. */
const usersOf = (
  { items }: Section,
  key: string | undefined,
  afterwards: Facts["afterwards"],
): readonly string[] =>
  (items?.usedBy ?? []).filter((setting) => {
    const reading = afterwards.get(setting);
    return reading?.known && reading.value === key;
  });

/** A role of creators keeps what creators need. */
function refuseUnfitCreators(
  { change: { address }, row: { section, setting, of } }: Move,
  { afterwards, roles }: Facts,
): readonly Refusal[] {
  if (!of || setting.references === undefined) return [];
  const role = roles?.find(({ key }) => key === of.key);
  if (!role || role.creatorEligible) return [];
  return usersOf(section, of.key, afterwards)
    .filter((user) => findSetting(CATALOG, user)?.setting.roleMustBeCreatorEligible)
    .map(() => refusal("role_not_eligible", { role: of.key }, { address }));
}

/** What an item names is there, or made by the same plan. */
function refuseReferences(moves: readonly Move[], { lists, roles }: Facts): readonly Refusal[] {
  const idOf = lookupIn({ roles, ...(lists ? { lists } : {}) }, moves);
  return moves
    .filter(({ row }) => row.item ?? row.of)
    .flatMap(({ change: { address, action, to }, row: { setting } }) => {
      const named = action === "delete" ? [] : itemsNamed(setting, to);
      return named
        .filter(({ collection, key }) => idOf(collection, key) === undefined)
        .map(({ collection, key }) => {
          const one = nounOf(collection);
          return refusal("unknown_reference", { one, key, collection }, { address });
        });
    });
}

/** What one item of a collection is called. */
const nounOf = (collection: string): string =>
  findSection(CATALOG, collection)?.items?.noun[0] ?? "item";

/** Clerk makes no more than so many, and what the plan deletes goes last. */
function refuseBeyondQuota(
  { name, items }: Collection,
  moves: readonly Move[],
  { lists, quotas }: Facts,
): readonly Refusal[] {
  const [limit, list] = [quotas?.get(name), lists?.get(name)];
  const made = moves.filter(({ change }) => change.action === "create").length;
  if (limit === undefined || !list?.known || made === 0) return [];
  const there = ownIn(list.items.keys(), items);
  const several = items.noun[1];
  return there + made <= limit ? [] : [refusal("quota_reached", { several, there, made, limit })];
}

/** Of a list that is all that lets people in, nothing may be left while its switch is on, or may be. */
function refuseEmptied(
  { items }: Collection,
  moves: readonly Move[],
  type: InstanceType,
  { afterwards, allowlistSize }: Facts,
): readonly Refusal[] {
  const last = moves.findLast(isDeletion);
  if (type !== "production" || !last || allowlistSize !== 0) return [];
  const on = items.neededBy.find(({ address }) => {
    const reading = afterwards.get(address);
    return !reading?.known || reading.value === true;
  });
  if (!on) return [];
  const rest = { address: last.change.address, hazard: "locks_out_users" } as const;
  return [refusal("empty_allowlist", { deed: on.deed }, rest)];
}
