// What the page's script shows on request, as JSON: each text once, rows by numbers.

import { MARKS, type Mark } from "./marks.ts";
import type { Column, PageRow } from "./rows.ts";

/** One setting of a row: column, mark, before, after, place, notes. Numbers but the mark are places in `texts`. */
type PageFinding = readonly [
  column: number,
  mark: Mark,
  before: number,
  after: number,
  place: number,
  ...notes: number[],
];

/** One row: the end of its command, what is said about it, its findings. */
type DataRow = readonly [
  command: number,
  about: readonly number[],
  findings: readonly PageFinding[],
];

export interface PageData {
  readonly texts: readonly string[];
  readonly addresses: readonly string[];
  /** The columns that differ somewhere. */
  readonly differing: readonly number[];
  readonly marks: Readonly<Record<string, string>>;
  readonly heads: readonly [before: string, after: string];
  /** What all commands begin with. */
  readonly command: string;
  readonly rows: readonly DataRow[];
}

/** Rows stand in the order of the table's. What is in sync has nothing to tell. */
export function dataOf(
  rows: readonly PageRow[],
  columns: readonly Column[],
  heads: PageData["heads"],
): PageData {
  const places = new Map<string, number>([["", 0]]);
  const placeOf = (text: string): number => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  const findingsOf = ({ findings }: PageRow): readonly PageFinding[] =>
    columns.flatMap(({ address }, column) => {
      const found = findings.get(address);
      if (!found || found.mark === "s") return [];
      const [before = "", after = ""] = found.values ?? [];
      const texts = [before, after, found.place].map(placeOf) as [number, number, number];
      return [[column, found.mark, ...texts, ...found.notes.map(placeOf)] as const];
    });
  const command = commonStart(rows.map((row) => row.command));
  const data = rows.map((row): DataRow => [
    placeOf(row.command.slice(command.length)),
    row.about.map(placeOf),
    findingsOf(row),
  ]);
  return {
    texts: [...places.keys()],
    addresses: columns.map(({ address }) => address),
    differing: columns.flatMap(({ differs }, index) => (differs ? [index] : [])),
    marks: Object.fromEntries(
      Object.entries(MARKS).map(([mark, { sign, says }]) => [mark, `${sign} ${says}`]),
    ),
    heads,
    command,
    rows: data,
  };
}

function commonStart(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
