// What was measured, when and where (measured.json), and the page that shows it (docs/quality.md).

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { arch, availableParallelism, platform } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FIGURES } from "./figures.mjs";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const MEASURED = fileURLToPath(new URL("measured.json", import.meta.url));

export function readMeasured() {
  if (!existsSync(MEASURED)) return { coverage: [], mutation: [], figures: [] };
  return JSON.parse(readFileSync(MEASURED, "utf8"));
}

/** The rows with those that were measured just now in place of their last. */
export function keep(measured, part, rows) {
  const date = new Date().toISOString().slice(0, 10);
  const here = { date, node: process.versions.node, machine: machine() };
  const fresh = new Map(rows.map((row) => [row.figure, { ...row, ...here }]));
  const kept = measured[part].map((row) => fresh.get(row.figure) ?? row);
  const known = new Set(kept.map(({ figure }) => figure));
  const added = [...fresh.values()].filter(({ figure }) => !known.has(figure));
  return { ...measured, [part]: [...kept, ...added] };
}

/** The same for the places of faults: those of files that were measured just now replace their last. */
export function keepPlaces(measured, { measured: files, ...places }) {
  const merged = Object.entries(places)
    .filter(([name]) => name !== "rows")
    .map(([name, found]) => {
      const kept = (measured[name] ?? []).filter(({ file }) => !files.includes(file));
      return [name, [...kept, ...found].toSorted(byPlace)];
    });
  return { ...measured, ...Object.fromEntries(merged) };
}

const byPlace = (one, other) => one.file.localeCompare(other.file) || one.line - other.line;

const machine = () => `${availableParallelism()} cores, ${arch()}, ${platform()}`;

/** A cell of a table: on one line, and without what would end it. */
const cell = (text) => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
const code = (text) => {
  const marks = "`".repeat(1 + Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)));
  const edge = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${marks}${edge}${text}${edge}${marks}`;
};

function table(rows) {
  const cells = rows.map((row) => row.map(cell));
  const [head] = cells;
  const widths = head.map((_, at) => Math.max(3, ...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((one, at) => one.padEnd(widths[at])).join(" | ")} |`;
  const [first, ...rest] = cells.map(line);
  return [first, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rest].join("\n");
}

const HEAD = ["Figure", "Goal", "Measured", "On", "Node", "Machine", "Command"];
const rowOf = ({ figure, goal, measured, date, node, machine, command }) => [
  figure,
  goal,
  measured ?? "not measured",
  date ?? "–",
  node ?? "–",
  machine ?? "–",
  code(command),
];
const byFigure = (rows) => rows.toSorted((a, b) => a.figure.localeCompare(b.figure));

/** Those that should be there, measured or not, and whatever else was counted. */
function figureRows(measured) {
  const found = (figure) => measured.find((row) => row.figure === figure);
  const expected = new Set(FIGURES.map(({ figure }) => figure));
  return [
    ...FIGURES.map((row) => found(row.figure) ?? row),
    ...byFigure(measured.filter(({ figure }) => !expected.has(figure))),
  ];
}

const NOTHING = "None.";
const placed = (rows, why) =>
  rows.length === 0
    ? NOTHING
    : table([
        ["File", "Line", "Fault", "In its place", ...(why ? ["Why"] : [])],
        ...rows.map((row) => [
          code(row.file),
          code(row.source),
          row.mutator,
          row.replacement === "" ? "nothing" : code(row.replacement),
          ...(why ? [row.why] : []),
        ]),
      ]);

function pageOf({ coverage, mutation, figures, survivors = [], equivalent = [] }) {
  return `# Quality

Written by \`npm run quality\`. Nothing here is edited by hand. A row that was not measured says so; each names its own day and machine.

## Branches

Reached by the tests of \`test/tables\` and the quick laws, in one process. What only the built CLI runs is not counted: its tests start \`dist/\`.

${coverage.length === 0 ? "Not measured." : table([HEAD, ...coverage.map(rowOf)])}

## Faults

Stryker changes the code in small ways, one at a time, and runs the same tests. A change that no test notices survives.

${mutation.length === 0 ? "Not measured." : table([HEAD, ...byFigure(mutation).map(rowOf)])}

### Changes that change nothing

Stryker is told to leave them out, at the line, with the reason.

${placed(equivalent, true)}

### Not noticed

${placed(survivors, false)}

## Runs

${table([HEAD, ...figureRows(figures).map(rowOf)])}
`;
}

export function writePage(measured) {
  writeFileSync(MEASURED, `${JSON.stringify(measured, null, 2)}\n`);
  writeFileSync(join(ROOT, "docs/quality.md"), pageOf(measured));
}
