// What a change does to its value: on the change's own line, and of a long list on lines below it.

import { CATALOG, findSetting } from "../../catalog/catalog.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Change } from "../plan/change.ts";
import type { PlanKind } from "../plan/plan.ts";
import { plural, span, type Line, type Span } from "../text/line.ts";
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
const SHOWN_ITEMS = 20;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** From what is there to what will be; of a drift from what the file says to what Clerk has. */
export function valuesOf({ address, from, to }: Change, kind: PlanKind, view: View): Values {
  if (!from.known) return fromUnknown(address, to, view);
  const [before, after] = kind === "drift" ? [to, from.value] : [from.value, to];
  const told = kind === "drift" ? tellDrift : tellChange;
  if (!isList(before) && !isList(after)) {
    const pair = pairOf(before, after);
    return { parts: [...told(pair.from, pair.to), ...notes(pair.note)], lines: [] };
  }
  const [short, other] = [before, after].map(shortOf);
  if (short !== undefined && other !== undefined) return { parts: told(short, other), lines: [] };
  const { added, removed } = compareItems(before, after);
  const lengths = lengthsOf(before, after, nounOf(address), kind);
  return {
    parts: [...told(...lengths), ...notes(countsOf(added.length, removed.length))],
    lines: [...itemLines(removed, "−", view), ...itemLines(added, "+", view)],
  };
}

/** Two lengths in a row need their noun once. */
function lengthsOf(
  before: Json,
  after: Json,
  noun: string,
  kind: PlanKind,
): readonly [string, string] {
  const isOnce = isList(before) && isList(after) && kind !== "drift";
  return [lengthOf(before, isOnce ? "" : noun), lengthOf(after, noun)];
}

function countsOf(added: number, removed: number): string {
  const counts = [added > 0 ? `+${added}` : "", removed > 0 ? `−${removed}` : ""];
  const said = counts.filter(Boolean).join(" ");
  return said === "" ? "(in another order)" : `(${said})`;
}

/** A value that nothing is done to. */
export function standingValue(address: string, value: Json, view: View): Values {
  if (!isList(value)) return { parts: [span(showAlone(value))], lines: [] };
  const short = showList(value);
  return short === undefined
    ? {
        parts: wordsOf(lengthOf(value, nounOf(address))),
        lines: itemLines(value, "·", view),
      }
    : { parts: [span(short)], lines: [] };
}

function fromUnknown(address: string, to: Json, view: View): Values {
  const after = isList(to) ? (showList(to) ?? lengthOf(to, nounOf(address))) : showAlone(to);
  const items = isList(to) && showList(to) === undefined ? to : [];
  return { parts: tellChange("not known", after), lines: itemLines(items, "+", view) };
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
function lengthOf(value: Json, noun: string): string {
  if (!isList(value)) return showCut(value);
  if (value.length === 0) return "[]";
  return noun === "" ? String(value.length) : plural(value.length, noun);
}

const nounOf = (address: string): string =>
  findSetting(CATALOG, address)?.setting.itemsAre ?? "item";

const MARKS = { "+": "add", "−": "remove", "·": "plain" } as const;

/** Many on a line; what is left out is counted, and has its hash. */
function itemLines(items: readonly Json[], mark: keyof typeof MARKS, view: View): readonly Line[] {
  if (items.length === 0) return [];
  const tone = MARKS[mark];
  const shown = view.full ? items : items.slice(0, SHOWN_ITEMS);
  const left = items.slice(shown.length);
  const proof = proofOf(JSON.stringify(left));
  return wrap(
    [
      ...shown.map((item) => span(showItem(item), tone)),
      ...(left.length > 0 ? [span(`… ${left.length} more (--full)`, "dim"), ...notes(proof)] : []),
    ],
    { start: [span(`      ${mark} `, tone)], hang: 8, width: cellsOf(view), tone },
  );
}
