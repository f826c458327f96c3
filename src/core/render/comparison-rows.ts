// The differences of two sides in two columns: name, the one's value, the other's; by section.

import type { Json } from "../../catalog/setting.ts";
import type { Held } from "../plan/comparison.ts";
import type { ComparisonReport, ShownDifference } from "../report/comparison.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { line, lineOf, plural, span, type Line, type Span } from "../text/line.ts";
import { padTo, widthOf, wordsOf, wrap } from "../text/layout.ts";
import { compareItems } from "../value/compare.ts";
import { entriesOf, presenceIn, type Entry } from "./comparison-items.ts";
import { showAlone, showList } from "./value.ts";
import { lengthOf, nounOf, sidesOf } from "./sides.ts";
import { itemLines } from "./values.ts";
import { cellsOf, type View } from "./view.ts";

/** Cells before a name, before what goes on below it, and between two columns. */
const INDENT = 4;
const BELOW = 6;
const GAP = 2;
/** How much of a line names may take before they stand alone on theirs. */
const NAMES = 0.4;

const RULE = " │ ";
const NOT_DECLARED = "not declared";

/** What stands on each side of a difference, and the items that only one of them has. */
export interface Faces {
  readonly a: string;
  readonly b: string;
  /** How they differ, where that is not to be seen; empty: it is. */
  readonly note: string;
  readonly onlyA: readonly Json[];
  readonly onlyB: readonly Json[];
}

export function facesOf({ address, a, b }: ShownDifference): Faces {
  if (a.kind !== "value" || b.kind !== "value")
    return { a: alone(address, a), b: alone(address, b), note: "", onlyA: [], onlyB: [] };
  const reading = { known: true, value: a.value, source: "backend_api" } as const;
  const { before, after, note } = sidesOf({ address, from: reading, to: b.value }, "plan");
  const { removed, added } = isLists(a.value, b.value)
    ? compareItems(a.value, b.value)
    : { removed: [], added: [] };
  const isCounted = removed.length + added.length > 0;
  return { a: before, b: after, note: isCounted ? "" : note, onlyA: removed, onlyB: added };
}

/** Of items that are there on one side alone. */
export const facesOfItems = ({ a, b }: ShownDifference): Faces => ({
  a: presenceIn(a),
  b: presenceIn(b),
  note: "",
  onlyA: [],
  onlyB: [],
});

/** Two lists, each with something in it: what they have in common is not said. */
const isLists = (a: Json, b: Json): boolean =>
  Array.isArray(a) && Array.isArray(b) && a.length > 0 && b.length > 0;

function alone(address: string, held: Held): string {
  if (held.kind !== "value") return NOT_DECLARED;
  if (!Array.isArray(held.value)) return showAlone(held.value);
  const { value } = held;
  return showList(value as readonly Json[]) ?? lengthOf(held.value, nounOf(address));
}

interface Row {
  readonly section: string;
  readonly name: string;
  readonly difference: ShownDifference;
  readonly faces: Faces;
  /** Keys of the items that it is about. */
  readonly keys: readonly string[];
}

/** Where the columns stand, in cells. */
interface Columns {
  readonly width: number;
  readonly name: number;
  readonly a: number;
}

/** By section, in the order of the catalog; the names of the sides above their columns. */
export function renderDifferences(
  differences: readonly ShownDifference[],
  { a, b }: Pick<ComparisonReport, "a" | "b">,
  view: View,
): readonly Line[] {
  if (differences.length === 0) return [];
  const names = { a: escapeText(a.name), b: escapeText(b.name) };
  const rows = entriesOf(differences).map(rowOf);
  const columns = columnsFor(rows, names, cellsOf(view));
  const head = inColumns(span(""), "  ", names.a, names.b, columns, "bold");
  const isTabled = rows.some((row) => fits(row, columns)) && isWithin(head, columns);
  const sections = [...new Set(rows.map(({ section }) => section))];
  return [
    ...(isTabled ? [head] : []),
    ...sections.flatMap((section, index) => [
      ...(index > 0 ? [line("")] : []),
      line(`  ${section}`, "bold"),
      ...rows
        .filter((row) => row.section === section)
        .flatMap((row) => renderRow(row, isTabled, names, columns, view)),
    ]),
  ];
}

function rowOf({ difference, keys }: Entry): Row {
  const { address } = difference;
  const [section = ""] = address.split(/[.[]/);
  const name = address.slice(section.length).replace(/^\./, "");
  return {
    section: escapeText(section),
    name: keys ? plural(keys.length, "item") : escapeText(name),
    difference,
    faces: keys ? facesOfItems(difference) : facesOf(difference),
    keys: keys ?? [],
  };
}

function columnsFor(rows: readonly Row[], names: { readonly a: string }, width: number): Columns {
  const cells = rows.map(({ name }) => widthOf(name)).filter((name) => name <= width * NAMES);
  const name = Math.max(0, ...cells);
  const room = (width - INDENT - name - GAP - RULE.length) / 2;
  const values = [names.a, ...rows.map(({ faces }) => faces.a)].map(widthOf);
  return { width, name, a: Math.max(0, ...values.filter((value) => value <= room)) };
}

const fits = ({ name, faces }: Row, { width, name: column, a }: Columns): boolean =>
  widthOf(name) <= column &&
  widthOf(faces.a) <= a &&
  INDENT + column + GAP + a + RULE.length + widthOf(faces.b) <= width;

const isWithin = ({ text }: Line, { width }: Columns): boolean => widthOf(text) <= width;

function inColumns(
  mark: Span,
  name: string,
  a: string,
  b: string,
  columns: Columns,
  tone: "bold" | "plain",
): Line {
  const label = padTo(name, columns.name + GAP + (mark.text === "" ? INDENT : 0));
  return lineOf([
    mark,
    span(label, "bold"),
    span(padTo(a, columns.a), tone),
    span(RULE, "dim"),
    span(b, tone),
  ]);
}

function renderRow(
  row: Row,
  isTabled: boolean,
  names: { readonly a: string; readonly b: string },
  columns: Columns,
  view: View,
): readonly Line[] {
  const { name, faces, difference, keys } = row;
  const { width } = columns;
  const below = (text: string): readonly Line[] =>
    wrap(wordsOf(text, "dim"), { start: [span(" ".repeat(BELOW))], hang: BELOW + GAP, width });
  const side = (label: string, value: string): readonly Line[] =>
    wrap([span(`${label}:`, "dim"), span(value)], {
      start: [span(" ".repeat(BELOW))],
      hang: BELOW + GAP,
      width,
    });
  const mark = difference.allowed ? span("  = ", "dim") : span("  ≠ ", "change");
  return [
    ...(isTabled && fits(row, columns)
      ? [inColumns(mark, name, faces.a, faces.b, columns, "plain")]
      : [lineOf([mark, span(name, "bold")]), ...side(names.a, faces.a), ...side(names.b, faces.b)]),
    ...itemLines(keys, {}, "plain", view),
    ...(faces.note === "" ? [] : below(faces.note)),
    ...itemLines(faces.onlyA, onlyIn(names.a), "plain", view),
    ...itemLines(faces.onlyB, onlyIn(names.b), "plain", view),
    ...(difference.allowed ? below(allowedBy(difference.allowed)) : []),
  ];
}

const onlyIn = (name: string): { readonly lead: readonly Span[] } => ({
  lead: wordsOf(`only in ${name}:`, "dim"),
});

/** Who allowed a difference, on one line. */
export function allowedBy({ reason, until, at }: NonNullable<ShownDifference["allowed"]>): string {
  const end = until === null ? "" : `, until ${escapeText(until)}`;
  return `allowed: ${escapeText(at.file)}:${at.line} ${showValue(reason)}${end}`;
}
