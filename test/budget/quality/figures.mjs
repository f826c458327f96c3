// Figures that other commands count, and the ones that should be there.

import { existsSync, readFileSync } from "node:fs";

const LONG = "npm run test:long";

/** In the order of the page. */
export const FIGURES = [
  ["Kill points from which a second run converges", "76 of 76", LONG],
  ["Cells of transport faults that end as they must", "all of ≥ 360", LONG],
  ["Rows of the catalogue of bad inputs that have a case", "all of 112", "npm test"],
  ["Requests other than GET by commands that only read", "0", "npm test"],
  ["Bytes of a planted secret in any output", "0", "npm test"],
  ["Lock-out scenarios that are refused without a write", "all of ≥ 15", "npm test"],
  ["Writes sent again without a read between", "0 in 100,000 runs under faults", LONG],
  ["From SIGINT to the end, a write on its way", "≤ 7 s", "npm test"],
  ["Red runs of the whole suite", "0 in 50", "npm run test:repeat -- 50"],
].map(([figure, goal, command]) => ({ figure, goal, command }));

/** The rows of a file of figures; a later line replaces an earlier one. Undefined or absent: none. */
export function readFigures(file) {
  if (file === undefined || !existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  const rows = lines.flatMap((line, index) => (line.trim() === "" ? [] : parse(line, index + 1)));
  return [...new Map(rows.map((row) => [row.figure, row])).values()];
}

function parse(line, number) {
  const { figure, goal, measured, command } = JSON.parse(line);
  const row = { figure, goal, measured, command };
  const wrong = Object.entries(row).find(([, value]) => typeof value !== "string");
  if (wrong) throw new Error(`line ${number} of the figures: ${wrong[0]} is no text`);
  return row;
}
