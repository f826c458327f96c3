// The two ways out of a drift, as commands to copy.

import { addressOfItem } from "../../catalog/item-row.ts";
import type { Change } from "../plan/change.ts";
import { withoutLagging } from "../plan/lag.ts";
import type { Plan } from "../plan/plan.ts";
import { escapeText } from "../text/escape.ts";
import { line, type Line } from "../text/line.ts";
import { widthOf, wrapText } from "../text/layout.ts";
import { inFileOrder } from "../plan/file-order.ts";
import { layNext } from "./command-lines.ts";
import { cellsOf, waysOnOf, type View } from "./view.ts";

/** So many settings are named one by one. */
const NAMED = 3;

/** The ways out of a drift, as far as they go without a line's end. */
export interface WaysOut {
  readonly back: string;
  readonly keep: string;
  /** What `keep` is narrowed to: a flag each, with a blank before it. */
  readonly only: readonly string[];
  /** What to know of `keep`: an address, escaped, and what is to be said of it; undefined: nothing. */
  readonly note: readonly [address: string, says: string] | undefined;
}

/** What an apply puts back: neither what may only lag, nor what is reported and never deleted. */
export function putBackIn(plan: Plan): readonly Change[] {
  const reported = new Set(reportedIn(plan));
  return withoutLagging(plan).filter(({ address }) => !reported.has(address));
}

/** The addresses of items that the file does not name, and that are only reported. */
const reportedIn = ({ unlisted = [] }: Plan): readonly string[] =>
  unlisted.flatMap(({ collection, keys = [] }) =>
    keys.map((key) => addressOfItem(collection, key)),
  );

/** What can be done about items that are only reported; undefined: there are none. */
export const sayReported = (plan: Plan): string | undefined =>
  reportedIn(plan).length === 0
    ? undefined
    : "What the file does not name is only reported (unlisted: report): name it under present to keep it, or under absent to have it deleted.";

/** Undefined: nothing has drifted. */
export function waysOut(changes: readonly Change[], view: View): WaysOut | undefined {
  const found = inFileOrder(changes.filter(({ from }) => from.known));
  if (found.length === 0) return undefined;
  const { apply: back, pull: keep } = waysOnOf(view);
  return {
    back,
    keep,
    only: namesOf(found).map((name) => ` --only ${escapeText(name)}`),
    note: noteOn(found, view),
  };
}

/** Who keeps a value that stands at the top keeps it for others as well. */
function noteOn(found: readonly Change[], { source }: View): WaysOut["note"] {
  const shared = found.filter(({ address }) => source?.shared?.includes(address));
  const [first, ...more] = shared;
  if (!first) return undefined;
  const stand = more.length === 0 ? "stands" : `and ${more.length} more stand`;
  return [
    escapeText(first.address),
    `${stand} at the top of the file: to keep the value changes it for other environments too`,
  ];
}

export function renderWaysOut(plan: Plan, view: View): readonly Line[] {
  const reported = sayReported(plan);
  const said = reported ? wrapText(reported, { first: "  ", hang: 4, width: cellsOf(view) }) : [];
  const ways = waysOut(putBackIn(plan), view);
  if (!ways) return said;
  const note =
    ways.note === undefined
      ? []
      : wrapText(ways.note.join(" "), { first: "  ", hang: 4, width: cellsOf(view) });
  return [...commandsOf(ways, view), ...note, ...said];
}

function commandsOf({ back, keep, only }: WaysOut, view: View): readonly Line[] {
  const width = cellsOf(view);
  const kept = `${keep}${only.join("")}`;
  const together = `  Put it back: ${back}    Keep it: ${kept}`;
  if (widthOf(together) <= width) return [line(together)];
  return [
    ...layNext(["Put it back:", back], width, "  "),
    ...layNext(["Keep it:", kept], width, "  "),
  ];
}

/** The settings; of many, and of items, the sections that they are in: `pull` takes a collection as a whole. */
function namesOf(changes: readonly Change[]): readonly string[] {
  const names = changes.map(({ address, section, item }) =>
    changes.length <= NAMED && !item ? address : section,
  );
  return [...new Set(names)];
}
