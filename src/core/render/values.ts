// What a change does to its value: on the change's own line, and of a long list on lines below it.

import { CATALOG, findRow } from "../../catalog/catalog.ts";
import { parseItemAddress } from "../../catalog/item-row.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Change } from "../plan/change.ts";
import type { PlanKind } from "../plan/plan.ts";
import { span, type Line, type Span, type Tone } from "../text/line.ts";
import { wordsOf, wrap } from "../text/layout.ts";
import { isList, isObject, lengthOf, nounOf, presence, sidesOf } from "./sides.ts";
import { proofOf, showAlone, showItem, showList } from "./value.ts";
import { cellsOf, type View } from "./view.ts";

/** What stands in the line of a change, and what below it. */
export interface Values {
  readonly parts: readonly Span[];
  readonly lines: readonly Line[];
}

/** Items of a long list that are shown of each kind, unless all are asked for. */
export const SHOWN_ITEMS = 20;

/** The same for the line of a change, and those below it. */
export function valuesOf(change: Change, kind: PlanKind, view: View): Values {
  const isWhole = change.action === "create" || change.action === "delete";
  // The mark says it.
  if (isWhole && change.from.known && kind !== "drift")
    return { parts: [], lines: change.action === "create" ? membersOf(change.to, view) : [] };
  if (change.action === "rename" && kind !== "drift") return { parts: [], lines: [] };
  const { before, after, length, note, removed, added } = sidesOf(change, kind);
  const isDrift = kind === "drift" && change.from.known;
  // Two lengths in a row need their noun once.
  const told = isDrift
    ? tellDrift(before, after)
    : tellChange(length === null ? before : String(length), after);
  return {
    parts: [...told, ...notes(note)],
    lines: [...markedItems(removed, "−", view), ...markedItems(added, "+", view)],
  };
}

/** What an item is made with, below its line; the first member is its key. */
const membersOf = (item: Json, view: View): readonly Line[] =>
  (isObject(item) ? Object.entries(item).slice(1) : []).flatMap(([name, value]) =>
    wrap([span(`${name}:`, "dim"), ...wordsOf(isList(value) ? listOf(value) : showAlone(value))], {
      start: [span("      ")],
      hang: 8,
      width: cellsOf(view),
    }),
  );

const listOf = (items: readonly Json[]): string => `[${items.map(showItem).join(", ")}]`;

/** The items of a list; sorted where their order means nothing. */
export function inOrder(address: string, items: readonly Json[]): readonly Json[] {
  const isSet = findRow(CATALOG, address)?.setting.comparison === "set";
  const keyed = items.map((item) => [showItem(item), item] as const);
  const sorted = keyed.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return isSet ? sorted.map(([, item]) => item) : items;
}

const isItem = (address: string): boolean => {
  const item = parseItemAddress(address);
  return item !== undefined && item.member === undefined;
};

/** A value that nothing is done to. */
export function standingValue(address: string, live: Json, view: View): Values {
  if (isItem(address)) return { parts: [span(presence(live))], lines: [] };
  if (!isList(live)) return { parts: [span(showAlone(live))], lines: [] };
  const value = inOrder(address, live);
  const short = showList(value);
  return short === undefined
    ? {
        parts: wordsOf(lengthOf(value, nounOf(address))),
        lines: markedItems(value, "·", view),
      }
    : { parts: [span(short)], lines: [] };
}

const tellChange = (from: string, to: string): readonly Span[] => [
  span(from, "remove"),
  span("→", "dim"),
  span(to, "add"),
];

const tellDrift = (file: string, live: string): readonly Span[] => [
  ...wordsOf("the file says"),
  span(`${file},`, "add"),
  ...wordsOf("Clerk has"),
  span(live, "remove"),
];

const notes = (text: string): readonly Span[] => (text === "" ? [] : [span(text, "dim")]);

/** Items below a line, behind a mark or words; many on a line. What is left out is counted, and has its hash. */
export function itemLines(
  items: readonly Json[],
  { mark = "", lead = [] }: { readonly mark?: string; readonly lead?: readonly Span[] },
  tone: Tone,
  view: View,
): readonly Line[] {
  if (items.length === 0) return [];
  const shown = view.full ? items : items.slice(0, SHOWN_ITEMS);
  const left = items.slice(shown.length);
  const proof = proofOf(JSON.stringify(left));
  return wrap(
    [
      ...lead,
      ...shown.map((item) => span(showItem(item), tone)),
      ...(left.length > 0 ? [span(`… ${left.length} more (--full)`, "dim"), ...notes(proof)] : []),
    ],
    { start: [span(`      ${mark}`, tone)], hang: 8, width: cellsOf(view), tone },
  );
}

const MARKS = { "+": "add", "−": "remove", "·": "plain" } as const;

/** The same with the mark of what is done to them. */
const markedItems = (
  items: readonly Json[],
  mark: keyof typeof MARKS,
  view: View,
): readonly Line[] => itemLines(items, { mark: `${mark} ` }, MARKS[mark], view);
