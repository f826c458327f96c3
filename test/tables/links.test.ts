// Links of the documentation: each leads to a file that is there, and to a heading that it has.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";

const pagesIn = (folder: string): readonly string[] =>
  readdirSync(join(PACKAGE_ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const PAGES = [
  ...pagesIn("."),
  ...pagesIn("docs"),
  ...pagesIn("docs/decisions"),
  ...pagesIn("examples").filter((name) => existsSync(join(PACKAGE_ROOT, name))),
];

const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");

/** Without blocks of code, in which brackets are no links. */
const proseOf = (text: string): string => text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, "");

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );

interface Link {
  readonly page: string;
  readonly to: string;
}

const brokenIn = (page: string, text: string): readonly Link[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = ""]): Link => ({ page, to }))
    .filter(({ to }) => !/^[a-z]+:/.test(to))
    .filter(({ to }) => {
      const [path = "", anchor] = to.split("#");
      const target = path === "" ? page : relative(".", join(dirname(page), path));
      if (!existsSync(join(PACKAGE_ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });

describe("links", () => {
  test.each(PAGES)("of %s lead somewhere", (page) => {
    expect(brokenIn(page, read(page))).toEqual([]);
  });

  test("that lead nowhere are seen", () => {
    const text =
      "[a](nowhere.md) [b](docs/safety.md#nothing) [c](docs/safety.md#hazards) [d](https://clerk.com)";
    expect(brokenIn("README.md", text).map(({ to }) => to)).toEqual([
      "nowhere.md",
      "docs/safety.md#nothing",
    ]);
  });

  test("docs/README.md names every page of docs", () => {
    const index = read("docs/README.md");
    const missing = pagesIn("docs").filter(
      (page) => page !== "docs/README.md" && !index.includes(`(${page.slice("docs/".length)})`),
    );
    expect(missing).toEqual([]);
  });

  test("README.md has at most 160 lines", () => {
    expect(read("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(160);
  });
});
