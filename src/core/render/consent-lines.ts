// Consents as YAML to paste: the items for the list that a file has, the whole block for one that has none.

import type { Refusal } from "../finding/refusal.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { line, span, type Line } from "../text/line.ts";
import { widthOf, wordsOf, wrap } from "../text/layout.ts";
import { cellsOf, type View } from "./view.ts";

type Entry = NonNullable<Refusal["consent"]>;

/** What to add, and where; the YAML stands in the column where the file has it. */
export function consentLines(refusals: readonly Refusal[], view: View): readonly Line[] {
  const entries = refusals.flatMap(({ consent }) => consent ?? []);
  if (entries.length === 0) return [];
  const { consentsPlace: place = null, consents = [], file: name } = view.source ?? {};
  const width = cellsOf(view);
  const file = name === undefined ? "the file" : escapeText(name);
  const say = (text: string): readonly Line[] =>
    wrap(wordsOf(text), { start: [span("  ")], hang: 4, width });
  if (place === null)
    return [
      ...say(`To have it reviewed, add to ${file}:`),
      line("consents:"),
      ...items(entries, 0, width),
    ];
  if (place.column === null)
    return [
      ...say(`To have it reviewed, put in place of consents in ${file} (line ${place.line}):`),
      line("consents:"),
      ...items([...consents, ...entries], 0, width),
    ];
  return [
    ...say(`To have it reviewed, add to consents in ${file} (line ${place.line}):`),
    ...items(entries, place.column - 1, width),
  ];
}

const items = (entries: readonly Entry[], indent: number, width: number): readonly Line[] =>
  entries.flatMap((entry) => itemOf(entry, indent, width));

/** A flow mapping, on a second line where it is too wide for one. */
function itemOf(
  { address, hazard, reason, until }: Entry,
  indent: number,
  width: number,
): readonly Line[] {
  const start = `${" ".repeat(indent)}- { address: ${escapeText(address)}, hazard: ${hazard},`;
  const end = `reason: ${showValue(reason)}, until: ${until} }`;
  const whole = `${start} ${end}`;
  if (widthOf(whole) <= width) return [line(whole)];
  return [line(start), line(`${" ".repeat(indent)}    ${end}`)];
}
