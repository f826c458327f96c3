// Consents as YAML to paste, in the style of the place where they go: the items for the list that the file has, the
// whole key where it has none.

import { NOWHERE, type ConsentsPlace, type WrittenConsent } from "../file/consents-place.ts";
import type { Refusal } from "../finding/refusal.ts";
import { escapeText, showDocument } from "../text/escape.ts";
import { line, span, type Line } from "../text/line.ts";
import { widthOf, wordsOf, wrap } from "../text/layout.ts";
import { cellsOf, type View } from "./view.ts";

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
  const { consentsPlace: place = NOWHERE, file: name } = view.source ?? {};
  const file = name === undefined ? "the file" : escapeText(name);
  const [what, at] = sayWhere(place);
  return {
    where: [`To have it reviewed, ${what} `, file, `${at}:`],
    yaml: textsOf(place, entries, cellsOf(view)).map((text) => line(text)),
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

/** What is to be done with which part of the file, and where in it. */
function sayWhere(place: ConsentsPlace): readonly [what: string, at: string] {
  const [what, at] = sayPlace(place);
  const others = place.sharedWith.map(escapeText);
  if (others.length === 0) return [what, at];
  const are = others.length === 1 ? "is an alias" : "are aliases";
  return [what, `${at}, and so for ${others.join(", ")}, which ${are} of it`];
}

function sayPlace(place: ConsentsPlace): readonly [what: string, at: string] {
  const { environment, what, how, line: row, lastLine, alias } = place;
  const part = environment === null ? "" : `environments.${environment}`;
  const list = part === "" ? "consents in" : `${part}.consents in`;
  if (how === "alias")
    return [
      `write out ${escapeText(alias ?? "")} in`,
      ` (line ${row}: an alias, of what holds elsewhere too), then add to ${part}`,
    ];
  if (how === "split") return [`put in place of line ${row} of`, ""];
  if (how === "replace") {
    const lines = lastLine > row ? `lines ${row} to ${lastLine}` : `line ${row}`;
    return [`put in place of ${list}`, ` (${lines})`];
  }
  if (what === "items")
    return [`add to ${list}`, how === "behind" ? behindBracket(place) : ` (line ${row})`];
  const at = {
    end: "",
    before: `, before line ${row}`,
    below: `, below line ${row}`,
    behind: behindBracket(place),
  }[how];
  return [part === "" ? "add to" : `add to ${part} in`, at];
}

function behindBracket({ what, line: row, column, isFree }: ConsentsPlace): string {
  const mark = what === "items" ? "[" : "{";
  const whole = isFree ? "" : ", with no line break after it";
  return `, right behind the ${mark} in line ${row}, column ${column}${whole}`;
}

function textsOf(
  place: ConsentsPlace,
  added: readonly WrittenConsent[],
  width: number,
): readonly string[] {
  const texts = entriesOf(place, added, width);
  const { halves, indent } = place;
  return halves ? [halves[0], ...texts, `${" ".repeat(indent)}${halves[1]}`] : texts;
}

function entriesOf(
  place: ConsentsPlace,
  added: readonly WrittenConsent[],
  width: number,
): readonly string[] {
  const { what, how, inFlow, indent, isAlone, needsBreak, kept, anchor } = place;
  const entries = [...kept, ...added];
  const start = " ".repeat(indent);
  const name = anchor === undefined ? "" : ` &${anchor}`;
  if (!inFlow) {
    const items = entries.flatMap((entry) => itemOf(entry, `${start}- `, "", false, width));
    const key = [...(needsBreak ? [""] : []), `${start}consents:${name}`];
    return what === "items" ? items : [...key, ...items];
  }
  const deeper = what === "items" ? start : `${start}  `;
  const comma = how !== "replace" && !isAlone ? "," : "";
  const items = entries.flatMap((entry, index) => {
    const isLast = index === entries.length - 1;
    return itemOf(entry, deeper, isLast && what === "key" ? "" : isLast ? comma : ",", true, width);
  });
  return what === "items" ? items : [`${start}"consents":${name} [`, ...items, `${start}]${comma}`];
}

/** A flow mapping, on as many lines as the width asks for. */
function itemOf(
  { address, hazard, reason, until }: WrittenConsent,
  start: string,
  end: string,
  isJson: boolean,
  width: number,
): readonly string[] {
  const members = isJson
    ? Object.entries({ address, hazard, reason, until }).map(
        ([key, value]) => `"${key}": ${quote(value)}`,
      )
    : [
        `address: ${/^[\w.]+$/.test(address) ? address : quote(address)}`,
        `hazard: ${hazard}`,
        `reason: ${quote(reason)}`,
        `until: ${until}`,
      ];
  const below = " ".repeat(start.length + 2);
  const [whole, halves, single] = [4, 2, 1].map((count) =>
    rowsOf(members, count).map(
      (row, index, rows) =>
        `${index === 0 ? `${start}{ ` : below}${row}${index < rows.length - 1 ? "," : ` }${end}`}`,
    ),
  );
  const fits = (rows: readonly string[]): boolean => rows.every((row) => widthOf(row) <= width);
  return [whole, halves].find((rows) => rows !== undefined && fits(rows)) ?? single ?? [];
}

const rowsOf = (members: readonly string[], count: number): readonly string[] =>
  members.flatMap((_, index) =>
    index % count === 0 ? [members.slice(index, index + count).join(", ")] : [],
  );

/** In double quotes that JSON and YAML read back alike, and in which nothing gives a log orders. */
const quote = (text: string): string => showDocument(text).trimEnd().replaceAll("::", ":\\u003a");
