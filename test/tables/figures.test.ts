// From a test that counts to docs/quality.md.

import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FIGURES, readFigures } from "../budget/quality/figures.mjs";
import { noteFigure, type Figure } from "../rig/figures.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-figures-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KILLS: Figure = {
  figure: "Kill points",
  goal: "76 of 76",
  measured: "75 of 76",
  command: "npm run test:long",
};

describe("a figure", () => {
  test("that is noted is read; the last one counts", () => {
    const file = join(folder, "figures");
    noteFigure(KILLS, file);
    noteFigure({ ...KILLS, figure: "Another" }, file);
    noteFigure({ ...KILLS, measured: "76 of 76" }, file);
    expect(readFigures(file)).toEqual([
      { ...KILLS, measured: "76 of 76" },
      { ...KILLS, figure: "Another" },
    ]);
  });

  test("is noted nowhere without a file", () => {
    expect(() => noteFigure(KILLS, "")).not.toThrow();
  });

  test("without a value is none, and says so", () => {
    const file = join(folder, "figures");
    appendFileSync(file, '{"figure":"a","goal":"b","command":"c"}\n');
    expect(() => readFigures(file)).toThrow("line 1 of the figures: measured is no text");
  });

  test.each([undefined, "/nowhere/at/all"])("%s: none", (file) => {
    expect(readFigures(file)).toEqual([]);
  });
});

test("what the page expects has a goal and a command each, and no value of its own", () => {
  for (const row of FIGURES) {
    expect(Object.keys(row).toSorted()).toEqual(["command", "figure", "goal"]);
    expect(Object.values(row).every((text) => text !== "")).toBe(true);
  }
});
