// Consents as YAML to paste: the items for the list that a file has, the whole block for one that has none.

import type { Refusal } from "../finding/refusal.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { line, span, type Line } from "../text/line.ts";
import { widthOf, wordsOf, wrap } from "../text/layout.ts";
import { cellsOf, type View } from "./view.ts";

type Entry = NonNullable<Refusal["consent"]>;

/** Consents that would lift refusals, to be pasted into the file. */
export interface ConsentPaste {
  /** Where they go: a sentence, with the name of the file in the middle. */
  readonly where: readonly [before: string, file: string, after: string];
  /** The YAML, in the column where the file has it. */
  readonly yaml: readonly Line[];
}

/** Undefined: no consent lifts any of them. */
export function consentPaste(refusals: readonly Refusal[], view: View): ConsentPaste | undefined {
  const entries = refusals.flatMap(({ consent }) => consent ?? []);
  if (entries.length === 0) return undefined;
  const { consentsPlace: place = null, consents = [], file: name } = view.source ?? {};
  const width = cellsOf(view);
  const file = name === undefined ? "the file" : escapeText(name);
  if (place === null)
    return {
      where: ["To have it reviewed, add to ", file, ":"],
      yaml: [line("consents:"), ...items(entries, 0, width)],
    };
  if (place.column === null)
    return {
      where: ["To have it reviewed, put in place of consents in ", file, ` (line ${place.line}):`],
      yaml: [line("consents:"), ...items([...consents, ...entries], 0, width)],
    };
  return {
    where: ["To have it reviewed, add to consents in ", file, ` (line ${place.line}):`],
    yaml: items(entries, place.column - 1, width),
  };
}

/** The same as lines. */
export function consentLines(refusals: readonly Refusal[], view: View): readonly Line[] {
  const paste = consentPaste(refusals, view);
  if (!paste) return [];
  const head = wrap(wordsOf(paste.where.join("")), {
    start: [span("  ")],
    hang: 4,
    width: cellsOf(view),
  });
  return [...head, ...paste.yaml];
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
