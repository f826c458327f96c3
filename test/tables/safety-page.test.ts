// Every sentence of docs/safety.md, that of README.md on safety, and the exit codes of docs/commands.md, against the tests that show it,
// which safety-claims.txt names.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HAZARDS } from "../../src/catalog/hazard.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";

const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");

/** A text under each of its headings. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  const [top = "", ...parts] = text.split(/^## /m);
  return new Map(
    [`\n${top}`, ...parts].map((part) => {
      const [heading = "", ...lines] = part.split("\n");
      return [heading, lines.join("\n")];
    }),
  );
}

/** Paragraphs, items of lists and rows of tables, each on one line; no headings, code or head of a table. */
function blocksOf(text: string): readonly string[] {
  return text
    .replaceAll(/^```[^]*?^```$/gm, "")
    .replaceAll(/^\|.*\n\|[-| ]+\|$/gm, "")
    .replaceAll(/^#.*$/gm, "")
    .split(/\n\s*\n|\n(?=\||\d+\. |- )/)
    .map((block) => block.replaceAll(/\s+/g, " ").trim())
    .filter((block) => block !== "");
}

/** A row of a table is one sentence: its cells say nothing without each other. */
function sentencesOf(text: string): readonly string[] {
  return blocksOf(text).flatMap((block) =>
    block.startsWith("|")
      ? [block]
      : block.replace(/^(?:\d+\.|-) /, "").split(/(?<=[.!?]\**) (?=[A-Z`_*[])/),
  );
}

interface Claim {
  readonly excerpt: string;
  readonly tests: readonly (readonly [file: string, title: string])[];
  /** Why no test shows it. */
  readonly reason: string | null;
}

const NAMED = /^(test\/[\w/.-]+) "(.+)"$/;

function claimOf(line: string): Claim {
  const [excerpt = "", shown = ""] = line.split(" → ");
  if (shown.startsWith("untested: ")) return { excerpt, tests: [], reason: shown.slice(10) };
  const tests = shown.split(/; (?=test\/)/).map((one) => {
    const [, file = "", title = ""] = NAMED.exec(one) ?? [];
    if (file === "") throw new Error(`neither a test nor a reason: ${line}`);
    return [file, title] as const;
  });
  return { excerpt, tests, reason: null };
}

/** What a test, a law or a row of a table may be called: the first text behind a bracket. */
const namesOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:[([]|\b(?:name|what):)\s*(["'`])(.+?)\1(?=[,\]]| as )/g)].map(
    ([, , name = ""]) => name,
  );

const README = read("README.md");
const PAGE: ReadonlyMap<string, string> = new Map([
  ...sectionsOf(read("docs/safety.md")),
  ["README.md: Safety", sectionsOf(README).get("Safety") ?? ""],
  [
    "docs/commands.md: exit codes",
    read("docs/commands.md")
      .split("\n\n")
      .find((one) => one.startsWith("| Exit code")) ?? "",
  ],
]);
const CLAIMS = new Map(
  [...sectionsOf(read("test/tables/safety-claims.txt"))].map(([heading, text]) => [
    heading,
    text
      .split("\n")
      .filter((line) => line.includes(" → "))
      .map(claimOf),
  ]),
);

/** Sections of which no sentence needs a test. */
const EXEMPT: Readonly<Record<string, string>> = {
  "": "what the page is about",
  "What it can't promise": "limits: what is not kept can't be shown to be kept",
  "Around it": "advice on what stands around clerkwork",
};

describe("what the documents say of safety", () => {
  test("has the sections that are claimed or exempt, and no other", () => {
    const claimed = [...CLAIMS.keys()].filter((heading) => heading !== "");
    expect([...PAGE.keys()].toSorted()).toEqual(
      [...new Set([...claimed, ...Object.keys(EXEMPT)])].toSorted(),
    );
  });

  describe.each([...PAGE].filter(([heading]) => heading !== ""))("%s", (heading, text) => {
    const sentences = sentencesOf(text);
    const claims = CLAIMS.get(heading) ?? [];

    test("each sentence is claimed", () => {
      const unclaimed = sentences.filter(
        (sentence) => !claims.some(({ excerpt }) => sentence.includes(excerpt)),
      );
      expect(heading in EXEMPT ? [] : unclaimed).toEqual([]);
    });

    test("each claim is of one sentence", () => {
      const counts = claims.map(({ excerpt }) => [
        excerpt,
        sentences.filter((sentence) => sentence.includes(excerpt)).length,
      ]);
      expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
    });
  });

  test("each reason is one of those that are known", () => {
    const known = ["advice", "an introduction", "an example", "the next sentences say how"];
    const reasons = [...CLAIMS.values()].flat().flatMap(({ reason }) => reason ?? []);
    expect(reasons.filter((reason) => !known.includes(reason))).toEqual([]);
  });

  const named = [...CLAIMS.values()]
    .flat()
    .flatMap(({ excerpt, tests }) => tests.map(([file, title]) => [excerpt, file, title] as const));
  test.each(named)('%s: %s has "%s"', (_, file, title) => {
    expect(existsSync(join(PACKAGE_ROOT, file))).toBe(true);
    expect(namesOf(read(file))).toContain(title);
  });

  test("lists the hazards as the catalog has them, and says which needs no consent", () => {
    const rows = blocksOf(PAGE.get("Hazards") ?? "").filter((block) => block.startsWith("|"));
    expect(rows.map((row) => row.replaceAll(/ *\| */g, "|"))).toEqual(
      Object.entries(HAZARDS).map(([hazard, { says }]) => `|\`${hazard}\`|${says}|`),
    );
    const free = Object.entries(HAZARDS).flatMap(([hazard, { blocks }]) => (blocks ? [] : hazard));
    expect(PAGE.get("Hazards")).toContain(
      `every one but \`${free.join("` and `")}\` needs consent`,
    );
  });
});

describe("what a sentence is", () => {
  test.each<readonly [text: string, sentences: readonly string[]]>([
    ["One. Two: three; four. `Five`.", ["One.", "Two: three; four.", "`Five`."]],
    ["**A head.** A body.\nWith more.", ["**A head.**", "A body.", "With more."]],
    ["1. One.\n2. Two\n   and a half.", ["One.", "Two and a half."]],
    ["| A | B |\n| - | - |\n| a. B | c |\n| d | e |", ["| a. B | c |", "| d | e |"]],
    ["### Head\n\n```sh\nCode. Code.\n```\n\nText.", ["Text."]],
  ])("%j", (text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });
});
