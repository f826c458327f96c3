// The changes of a plan in columns: name, values, place; by section, in the order of the file.

import type { Change } from "../plan/change.ts";
import { inFileOrder } from "../plan/file-order.ts";
import type { PlanKind } from "../plan/plan.ts";
import { escapeText } from "../text/escape.ts";
import { line, lineOf, span, type Line, type Span } from "../text/line.ts";
import { padTo, widthOf, wrap } from "../text/layout.ts";
import { UNREADABLE } from "../value/reading.ts";
import { renderHazard } from "./hazards.ts";
import { valuesOf, type Values } from "./values.ts";
import { cellsOf, type View } from "./view.ts";

/** Cells before a name, and before what goes on below it. */
const INDENT = 4;
const BELOW = 6;
/** Cells between two columns. */
const GAP = 2;
/** How much of a line names may take before they stand alone on theirs. */
const NAMES = 0.4;

/** One change, ready to be laid out. */
interface Row {
  readonly change: Change;
  readonly name: string;
  readonly values: Values;
  readonly place: string;
  /** How many cells each takes; the place with the gap before it. */
  readonly cells: { readonly name: number; readonly values: number; readonly place: number };
}

/** Where the columns stand, in cells. */
interface Columns {
  readonly width: number;
  /** Where values begin. */
  readonly values: number;
  /** Where places end. */
  readonly edge: number;
}

/** Changes of which nothing is known are no drift. */
export function renderChanges(
  changes: readonly Change[],
  kind: PlanKind,
  view: View,
): readonly Line[] {
  const shown = kind === "drift" ? changes.filter(({ from }) => from.known) : changes;
  const rows = inFileOrder(shown).map((change) => rowOf(change, kind, view));
  const columns = columnsFor(rows, cellsOf(view));
  const sections = [...new Set(rows.map(({ change }) => change.section))];
  return sections.flatMap((section, index) => [
    ...(index > 0 ? [line("")] : []),
    line(`  ${escapeText(section)}`, "bold"),
    ...rows
      .filter(({ change }) => change.section === section)
      .flatMap((row) => renderRow(row, columns)),
  ]);
}

function rowOf(change: Change, kind: PlanKind, view: View): Row {
  const name = escapeText(change.setting);
  const values = valuesOf(change, kind, view);
  const place = kind === "rollback" ? "" : placeOf(change, view);
  const cells = {
    name: widthOf(name),
    values: sum(values.parts),
    place: place === "" ? 0 : GAP + widthOf(place),
  };
  return { change, name, values, place, cells };
}

/** The line; with the file too, where that is another one than the plan's. */
function placeOf({ at }: Change, { source }: View): string {
  const isOther = source !== undefined && source.file !== at.file;
  return `${isOther ? escapeText(at.file) : ""}:${at.line}`;
}

const sum = (spans: readonly Span[]): number =>
  spans.reduce((cells, { text }) => cells + widthOf(text), Math.max(0, spans.length - 1));

/** Whether name, values and place stand on one line. */
const fits = ({ cells }: Row, values: number, width: number): boolean =>
  INDENT + cells.name + GAP <= values && values + cells.values + cells.place <= width;

function columnsFor(rows: readonly Row[], width: number): Columns {
  const names = rows.map(({ cells }) => cells.name).filter((name) => name <= width * NAMES);
  const values = INDENT + Math.max(0, ...names) + GAP;
  const edges = rows.map(
    (row) =>
      row.cells.place +
      (fits(row, values, width) ? values + row.cells.values : INDENT + row.cells.name),
  );
  return { width, values, edge: Math.min(width, Math.max(0, ...edges)) };
}

function renderRow(row: Row, columns: Columns): readonly Line[] {
  const { change, name, values } = row;
  const { width } = columns;
  const mark = span(`  ${markOf(change)} `, "change");
  const head = span(name, "bold");
  const lines = fits(row, columns.values, width)
    ? [
        withPlace(
          [mark, span(padTo(name, columns.values - INDENT), "bold"), ...spaced(values.parts)],
          row,
          columns,
        ),
      ]
    : [
        withPlace([mark, head], row, columns),
        ...wrap(values.parts, { start: [span(" ".repeat(BELOW))], hang: BELOW, width }),
      ];
  return [
    ...lines.map((one) => ({ ...one, tone: "change" as const })),
    ...values.lines,
    ...renderUnknown(change, width),
    ...change.hazards.flatMap((met) => renderHazard(met, width)),
  ];
}

const ACTION_MARKS = { create: "+", update: "~", rename: ">", delete: "-" } as const;

const markOf = ({ from, action }: Change): string => (from.known ? ACTION_MARKS[action] : "!");

function renderUnknown({ from }: Change, width: number): readonly Line[] {
  if (from.known) return [];
  const words = `not known: ${UNREADABLE[from.why]}`.split(" ").map((word) => span(word, "dim"));
  return wrap(words, { start: [span(" ".repeat(BELOW))], hang: BELOW + GAP, width, tone: "dim" });
}

const spaced = (parts: readonly Span[]): readonly Span[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [span(" "), part]));

/** The place at the right edge. */
function withPlace(spans: readonly Span[], row: Row, { edge }: Columns): Line {
  const used = spans.reduce((cells, { text }) => cells + widthOf(text), 0);
  const room = Math.max(GAP, edge - used - widthOf(row.place));
  return row.place === ""
    ? lineOf(spans)
    : lineOf([...spans, span(" ".repeat(room)), span(row.place, "dim")]);
}
