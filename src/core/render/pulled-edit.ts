// An edit of a file, for people: its values as a plan shows them, and what danger the file takes over.

import type { Json } from "../../catalog/setting.ts";
import type { PulledEdit } from "../report/pull.ts";
import { escapeText } from "../text/escape.ts";
import { wordsOf, wrap } from "../text/layout.ts";
import { plural, span, type Line, type Tone } from "../text/line.ts";
import { renderHazard } from "./hazards.ts";
import { showAlone, showItem } from "./value.ts";
import { nounOf, sidesOf } from "./sides.ts";

/** Indented, with a sign that keeps to the first word; what a line has no room for stands two deeper. */
export const entry = (sign: string, text: string, width: number, tone: Tone): readonly Line[] =>
  wrap(wordsOf(text, tone), { start: [span(`  ${sign}`, tone)], hang: 4, width, tone });

/** The setting, behind its environment. */
export const nameOf = ({
  address,
  environment,
}: {
  readonly address: string;
  readonly environment: string | null;
}): string => escapeText(environment === null ? address : `${environment}: ${address}`);

/** How many items of a list are shown that come, or go. */
const MOST = 24;

function listed(items: readonly Json[]): string {
  const more = items.length > MOST ? [`… ${items.length - MOST} more`] : [];
  const shown = items.slice(0, MOST).map((item) => showItem(item));
  return [...shown, ...more].join(" ");
}

/** What stands in the line of an edit, and the items that stand below it. */
interface Values {
  readonly text: string;
  readonly removed: readonly Json[];
  readonly added: readonly Json[];
}

function valuesOf({ address, from, to }: Pick<PulledEdit, "address" | "from" | "to">): Values {
  const none = { removed: [], added: [] };
  if (from === undefined)
    return Array.isArray(to) && to.length > 0
      ? { ...none, text: `${plural(to.length, nounOf(address))}: ${listed(to)}` }
      : { ...none, text: showAlone(to) };
  const reading = { known: true, value: from, source: "receipt" } as const;
  const { before, after, length, note, removed, added } = sidesOf(
    { address, from: reading, to },
    "plan",
  );
  const text = [`${length ?? before} → ${after}`, note].filter(Boolean).join(" ");
  return { text, removed, added };
}

const itemsBelow = (items: readonly Json[], sign: string, width: number, tone: Tone) =>
  items.length === 0
    ? []
    : wrap(wordsOf(listed(items), tone), {
        start: [span(`      ${sign}`, tone)],
        hang: 8,
        width,
        tone,
      });

export function showEdit(edit: PulledEdit, columns: number): readonly Line[] {
  const { line: at, from, also_for: others, hazards = [] } = edit;
  if (edit.removed)
    return entry("− ", `${nameOf(edit)}: no longer there (line ${at})`, columns, "remove");
  const { text: values, removed, added } = valuesOf(edit);
  const also = others.length === 0 ? "" : `; counts for ${others.map(escapeText).join(", ")} too`;
  const text = `${nameOf(edit)}: ${values} (line ${at}${also})`;
  const [sign, tone] = from === undefined ? (["+ ", "add"] as const) : (["~ ", "change"] as const);
  return [
    ...entry(sign, text, columns, tone),
    ...itemsBelow(removed, "− ", columns, "remove"),
    ...itemsBelow(added, "+ ", columns, "add"),
    ...hazards.flatMap((met) => renderHazard(met, columns)),
  ];
}
