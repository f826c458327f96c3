// What must not happen to items of collections without a word from a person, or at all. Moves in, refusals out; pure.

import { isCollection, type Collection } from "../../catalog/item-row.ts";
import { refusal, type Refusal } from "../finding/refusal.ts";
import { plural } from "../text/line.ts";
import { UNREADABLE, type InstanceType } from "../value/reading.ts";
import type { Move } from "./change.ts";
import type { Facts, Limits } from "./facts.ts";

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
    ...collections.flatMap((collection) => {
      const own = items.filter(({ row }) => row.section === collection);
      return [
        ...refuseDeletions(collection, own, facts, limits),
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
  const there = list.items.size;
  if (doomed < there && (there < SHARE_FROM || doomed <= there * SHARE)) return [];
  const [one, several] = items.noun;
  const args = { items: plural(doomed, one, several), there, doomed };
  return [refusal("too_many_deletes", args)];
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
