// Items of which something is to be changed, as a whole: a change made by somebody else since the plan shows there, whatever
// of the item it is. Pure.

import { isCollection, itemRowById, type ItemRow } from "../../catalog/item-row.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { sameValue } from "../value/compare.ts";
import { memberAt } from "../value/member.ts";
import type { Live, Readings } from "../value/reading.ts";
import type { Move } from "./change.ts";

/** The rows of such items; of one that is renamed, at the address that it had. */
export function wholesOf(moves: readonly Move[]): readonly ItemRow[] {
  const rows = new Map<string, ItemRow>();
  const sorted = moves.toSorted((one, other) => Number(isRename(one)) - Number(isRename(other)));
  for (const { row, change } of sorted) {
    const id = change.item?.id;
    const key = row.item?.was ?? row.of?.key;
    if (key !== undefined && id && isCollection(row.section))
      rows.set(id, itemRowById(row.section, key, id));
  }
  return [...rows.values()];
}

const isRename = ({ row }: Move): boolean => row.item?.was !== undefined;

/**
 * The items that are no longer as they were listed when the plan was made. What names items of another collection is left
 * out: an earlier call of the same plan may have given those another key.
 */
export function movedWholes(
  moves: readonly Move[],
  lists: Live["lists"],
  now: Readings,
): readonly ItemRow[] {
  return wholesOf(moves).filter(({ address, section, setting, item }) => {
    const list = lists?.get(section.name);
    const before = list?.known ? list.items.get(item.key) : undefined;
    const after = now.get(address);
    if (!before?.known || !after?.known) return true;
    return !sameValue(
      { comparison: "json" },
      ownOf(setting, before.value),
      ownOf(setting, after.value),
    );
  });
}

const ownOf = ({ holds = [] }: Setting, item: Json): Json =>
  item === null
    ? null
    : holds
        .filter(({ references }) => references === undefined)
        .map(({ name }) => memberAt(item, [name]) ?? null);
