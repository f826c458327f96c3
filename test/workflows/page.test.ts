// docs/ci.md says what is so: of the action, of its reasons, and of the files that it names.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FAILURE_REASONS } from "../../src/core/finding/failure-reason.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, isObject, type Json } from "../rig/json.ts";
import { ACTION } from "./written.ts";

const PAGE = "docs/ci.md";
const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");
const page = read(PAGE);

/** The rows below a table's head, each as its cells. */
function tableOf(head: string): readonly (readonly string[])[] {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} `));
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll(/\\([|*_])/g, "$1")),
    );
}

const described = (kind: "inputs" | "outputs"): readonly (readonly [string, Json])[] => {
  const found = at(parse(ACTION) as Json, kind);
  return isObject(found) ? Object.entries(found) : [];
};

describe("the tables", () => {
  it("list the inputs of action.yml, with defaults and descriptions", () => {
    const rows = described("inputs").map(([name, input]) => {
      const value = at(input, "default");
      return [
        `\`${name}\``,
        value === undefined ? "" : `\`${String(value)}\``,
        at(input, "description"),
      ];
    });
    expect(tableOf("Input")).toEqual(rows);
  });

  it("list the outputs of action.yml, with descriptions", () => {
    const rows = described("outputs").map(([name, output]) => [
      `\`${name}\``,
      at(output, "description"),
    ]);
    expect(tableOf("Output")).toEqual(rows);
  });

  it("list every reason of a failure, in action.yml too", () => {
    const [first, ...reasons] = tableOf("Reason").map(([name]) => name);
    expect(first).toBe("empty");
    expect(reasons).toEqual(FAILURE_REASONS.map((reason) => `\`${reason}\``));
    const [, output] = described("outputs").find(([name]) => name === "failure-reason") ?? [];
    for (const reason of FAILURE_REASONS) expect(at(output, "description")).toContain(reason);
  });
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

it.each(["docs/ci.md", "docs/fleets.md", "CONTRIBUTING.md", "SECURITY.md"])(
  "the links of %s lead somewhere",
  (path) => {
    const dead = [...read(path).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)]
      .map(([link, file = "", anchor]) => {
        const target = file === "" ? path : join(dirname(path), file);
        if (!existsSync(join(PACKAGE_ROOT, target))) return link;
        return anchor === undefined || anchorsOf(read(target)).includes(anchor) ? "" : link;
      })
      .filter(Boolean);
    expect(dead).toEqual([]);
  },
);
