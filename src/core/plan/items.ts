// The calls that make, change, rename and delete items: one for each item.

import { HAZARDS } from "../../catalog/hazard.ts";
import { isCollection, type Collection } from "../../catalog/item-row.ts";
import type { Items } from "../../catalog/items.ts";
import type { Json } from "../../catalog/setting.ts";
import { memberAt } from "../value/member.ts";
import type { Live } from "../value/reading.ts";
import { encode, type Lookup } from "../value/wire.ts";
import type { BodyValue, Call } from "./call.ts";
import type { Move } from "./change.ts";
import type { Step } from "./order.ts";
import { neededBy } from "./references.ts";

type Body = Readonly<Record<string, BodyValue>>;

/** What an item is called in the orders of steps: its own address, whatever of it moves. */
const itemAt = ({ row, change }: Move): string =>
  row.of ? change.address.slice(0, -row.of.member.length - 1) : change.address;

/**
 * A step for each item. One that is made or changed provides itself and its collection, for what names it and for
 * settings that need something in the list. Nothing is deleted before all else is done, and what others name not before
 * those that may name it.
 */
export function itemSteps(
  moves: readonly Move[],
  lists: Live["lists"],
  idOf: Lookup,
): readonly Step[] {
  const groups = new Map<string, Move[]>();
  for (const move of moves) {
    const address = itemAt(move);
    const group = groups.get(address);
    if (group) group.push(move);
    else groups.set(address, [move]);
  }
  return [...groups].flatMap(([address, own]): readonly Step[] => {
    const [first] = own;
    const section = first?.row.section;
    if (!first || !section || !isCollection(section)) return [];
    const { action } = first.change;
    const isDeletion = action === "delete";
    const call = isDeletion
      ? deleteCall(first, section)
      : action === "create"
        ? createCall(first, section, idOf)
        : changeCall(own, section, lists, idOf);
    const isLast = own.some(({ change }) =>
      change.hazards.some(({ hazard }) => HAZARDS[hazard].goesLast),
    );
    return [
      {
        provides: isDeletion ? [deletionOf(section)] : [address, section.name],
        needs: isDeletion ? deletedBefore(section, moves) : own.flatMap(neededBy),
        rank: (isDeletion ? 2 : 0) + (isLast ? 1 : 0),
        call: { ...call, addresses: own.map(({ change }) => change.address) },
      },
    ];
  });
}

const deletionOf = ({ name }: Pick<Collection, "name">): string => `${name}, deleted`;

/** Deletions in collections whose items name those of this one. */
const deletedBefore = ({ name }: Collection, moves: readonly Move[]): readonly string[] =>
  [...new Set(moves.map(({ row }) => row.section))]
    .filter(({ items }) => items?.members?.some(({ references }) => references === name))
    .map(deletionOf);

type Unaddressed = Omit<Call, "id" | "addresses">;

function createCall(
  { change: { to } }: Move,
  { path, items }: Collection,
  idOf: Lookup,
): Unaddressed {
  const values = items.members?.flatMap((member): readonly [string, BodyValue][] => {
    const wanted = memberAt(to, [member.name]);
    const value = wanted === undefined ? undefined : encode(member, wanted, idOf);
    return value === undefined ? [] : [[member.write.member, value]];
  });
  const key = memberAt(to, [items.key.member]) ?? null;
  const body = {
    [items.key.member]: key,
    ...Object.fromEntries(values ?? []),
    ...items.alwaysSent,
  };
  return { method: "POST", path, body };
}

/** What differs, and what Clerk wants beside it as the item has it. */
function changeCall(
  moves: readonly Move[],
  { name, path, items }: Collection,
  lists: Live["lists"],
  idOf: Lookup,
): Unaddressed {
  const id = moves[0]?.change.item?.id ?? "";
  const moved = new Map<string, BodyValue>();
  for (const { change, row } of moves) {
    const value = encode(row.setting, change.to, idOf);
    if (value !== undefined) moved.set(row.setting.write.member, value);
  }
  const held = valueById(lists, name, id);
  for (const member of sentBeside(items, moved)) {
    const row = items.members?.find(({ write }) => write.member === member);
    const value = memberAt(held, [row?.name ?? member]);
    if (value !== undefined) moved.set(member, value);
  }
  return { method: "PATCH", path: `${path}/${id}`, body: Object.fromEntries(moved) };
}

/** Members that go with those that move. */
function sentBeside(
  { sentTogether = [], patchAlwaysSends = [] }: Items,
  moved: ReadonlyMap<string, BodyValue>,
): readonly string[] {
  const together = sentTogether.some((member) => moved.has(member)) ? sentTogether : [];
  return [...patchAlwaysSends, ...together].filter((member) => !moved.has(member));
}

/** The item as it was listed. */
function valueById(lists: Live["lists"], collection: string, id: string): Json {
  const list = lists?.get(collection);
  const items = list?.known ? [...list.items.values()] : [];
  const found = items.find((item) => item.known && item.id === id);
  return found?.known ? found.value : null;
}

function deleteCall({ change: { item } }: Move, { path }: Collection): Unaddressed {
  const body: Body = {};
  return { method: "DELETE", path: `${path}/${item?.id ?? ""}`, body };
}
