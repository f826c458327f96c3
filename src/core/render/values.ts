// What a change does to its value: on the change's own line, and of a long list on lines below it.

import { CATALOG, findSetting } from "../../catalog/catalog.ts";
import { parseItemAddress } from "../../catalog/item-row.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Change } from "../plan/change.ts";
import type { PlanKind } from "../plan/plan.ts";
import { plural, span, type Line, type Span, type Tone } from "../text/line.ts";
import { wordsOf, wrap } from "../text/layout.ts";
import { compareItems } from "../value/compare.ts";
import { pairOf, proofOf, showAlone, showCut, showItem, showList } from "./value.ts";
import { cellsOf, type View } from "./view.ts";

/** What stands in the line of a change, and what below it. */
export interface Values {
  readonly parts: readonly Span[];
  readonly lines: readonly Line[];
}

/** Items of a long list that are shown of each kind, unless all are asked for. */
export const SHOWN_ITEMS = 20;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A change of a value, as texts of one line each. */
export interface Sides {
  readonly before: string;
  readonly after: string;
  /** How many items `before` has, of two lists that are too long to be written out; null: they are not. */
  readonly length: number | null;
  /** How they differ, where that is not to be seen; empty: it is. */
  readonly note: string;
  /** Items of lists that are too long to stand in `before` and `after`. */
  readonly removed: readonly Json[];
  readonly added: readonly Json[];
}

const WRITTEN_OUT = { length: null, note: "", removed: [], added: [] } as const;

/** From what is there to what will be; of a drift from what the file says to what Clerk has. */
export function sidesOf(
  { address, from, to, item }: Pick<Change, "address" | "from" | "to" | "item">,
  kind: PlanKind,
): Sides {
  if (item) return sidesOfItem(from, to, kind);
  if (!from.known) return fromUnknown(address, to);
  const [before, after] = kind === "drift" ? [to, from.value] : [from.value, to];
  if (!isList(before) && !isList(after)) {
    const pair = pairOf(before, after);
    return { ...WRITTEN_OUT, before: pair.from, after: pair.to, note: pair.note };
  }
  const [short, other] = [before, after].map(shortOf);
  if (short !== undefined && other !== undefined)
    return { ...WRITTEN_OUT, before: short, after: other };
  const { added, removed } = compareItems(before, after);
  const noun = nounOf(address);
  return {
    before: lengthOf(before, noun),
    after: lengthOf(after, noun),
    length: isList(before) && isList(after) && before.length > 0 ? before.length : null,
    note: countsOf(added.length, removed.length),
    removed,
    added,
  };
}

/** Of an item, in the words of the file. */
export const presence = (value: Json): string => (value === null ? "absent" : "present");

function sidesOfItem(from: Change["from"], to: Json, kind: PlanKind): Sides {
  const [live, wanted] = [from.known ? presence(from.value) : "not known", presence(to)];
  const [before, after] = kind === "drift" ? [wanted, live] : [live, wanted];
  return { ...WRITTEN_OUT, before, after };
}

function fromUnknown(address: string, to: Json): Sides {
  const before = "not known";
  if (!isList(to)) return { ...WRITTEN_OUT, before, after: showAlone(to) };
  const short = showList(to);
  return short === undefined
    ? { ...WRITTEN_OUT, before, after: lengthOf(to, nounOf(address)), added: to }
    : { ...WRITTEN_OUT, before, after: short };
}

/** The same for the line of a change, and those below it. */
export function valuesOf(change: Change, kind: PlanKind, view: View): Values {
  // The mark says it.
  if (change.item && change.from.known && kind !== "drift") return { parts: [], lines: [] };
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

function countsOf(added: number, removed: number): string {
  const counts = [added > 0 ? `+${added}` : "", removed > 0 ? `−${removed}` : ""];
  const said = counts.filter(Boolean).join(" ");
  return said === "" ? "(in another order)" : `(${said})`;
}

/** The items of a list; sorted where their order means nothing. */
export function inOrder(address: string, items: readonly Json[]): readonly Json[] {
  const isSet = findSetting(CATALOG, address)?.setting.comparison === "set";
  const keyed = items.map((item) => [showItem(item), item] as const);
  const sorted = keyed.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return isSet ? sorted.map(([, item]) => item) : items;
}

/** A value that nothing is done to. */
export function standingValue(address: string, live: Json, view: View): Values {
  if (parseItemAddress(address)) return { parts: [span(presence(live))], lines: [] };
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

/** A value of a pair in which one is a list, as it is written; undefined: only its length is told there. */
const shortOf = (value: Json): string | undefined =>
  isList(value) ? showList(value) : showCut(value);

/** How many there are; of none and of what is no list, as it is written. */
export function lengthOf(value: Json, noun: string): string {
  if (!isList(value)) return showCut(value);
  return value.length === 0 ? "[]" : plural(value.length, noun);
}

export const nounOf = (address: string): string =>
  findSetting(CATALOG, address)?.setting.itemsAre ?? "item";

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
