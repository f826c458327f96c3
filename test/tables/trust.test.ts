// The table of the threat model against the tests that it names.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";

const PAGE = readFileSync(join(PACKAGE_ROOT, "docs/threat-model.md"), "utf8");

const rows = PAGE.split("\n")
  .slice(PAGE.split("\n").findIndex((line) => line.startsWith("| What ")) + 2)
  .filter((_, index, lines) => lines.slice(0, index + 1).every((one) => one.startsWith("|")))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

const named = rows.flatMap((cells) =>
  [...(cells[5] ?? "").matchAll(/`(test\/[\w/.-]+)` "([^"]+)"/g)].map(
    ([, file = "", title = ""]) => [cells[1] ?? "", file, title] as const,
  ),
);

describe("what may decide what", () => {
  test("is told of everything that clerkwork is given", () => {
    const sources = new Set(rows.map(([, source]) => source));
    for (const source of [
      "saved plan",
      "receipt",
      "secret key",
      "publishable key",
      "other variables",
      "YAML file",
      "Clerk's messages",
      "live values",
      "names of files",
      "symbolic links",
    ])
      expect(sources).toContain(source);
  });

  test("each row says what may not be, what happens then, and by which test", () => {
    for (const [, source, , mayNot, then, tests = ""] of rows) {
      expect([source, mayNot]).not.toEqual([source, ""]);
      expect([source, then]).not.toEqual([source, ""]);
      expect([source, tests]).toEqual([
        source,
        expect.stringMatching(/^(?:`test\/[^`]+` "[^"]+"(?:; )?)+$/),
      ]);
    }
  });

  test.each(named)('%s: %s has "%s"', (_, file, title) => {
    const path = join(PACKAGE_ROOT, file);
    expect(existsSync(path)).toBe(true);
    const quoted = [`"${title}"`, `'${title}'`, `\`${title}\``];
    const text = readFileSync(path, "utf8");
    expect(quoted.some((one) => text.includes(one))).toBe(true);
  });
});
