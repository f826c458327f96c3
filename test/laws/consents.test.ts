// The consent that a refusal offers: pasted where it says, in whatever style the file is written, it lifts the refusal,
// of the environment that was planned and of no other.

import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { readSource } from "../../src/cli/screen/source.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { readDesired, type Desired } from "../../src/core/file/desired.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { consentLines, consentPaste } from "../../src/core/render/consent-lines.ts";
import type { View } from "../../src/core/render/view.ts";
import { known } from "../tables/given.ts";
import { buildPlan } from "../tables/golden/cases.ts";

const LIVE = { "instance.hibp": known(true), "restrictions.blocklist": known(true) };
const REASON = "::a::b ##[y] \u200b é #1";
const OLD = {
  address: "instance.test_mode",
  hazard: "weakens_security",
  reason: REASON,
  until: "2026-12-31",
};
const PAST = {
  address: "instance.hibp",
  hazard: "weakens_security",
  reason: "x",
  until: "2026-05-01",
};
const json = (value: unknown): string => JSON.stringify(value).replaceAll("\u200b", "\\u200b");
const yaml = ({ address, hazard, reason, until }: typeof OLD): string =>
  `{ address: ${address}, hazard: ${hazard}, reason: ${json(reason)}, until: ${until} }`;

/** `consents` as a member of a block that stands so many blanks in; "": none. */
const LISTS: Readonly<Record<string, (indent: string) => string>> = {
  "no consents": () => "",
  "an empty list": (indent) => `${indent}consents: [] # none\n`,
  "a list in brackets": (indent) => `${indent}consents: [${yaml(OLD)}]\n`,
  "a list in brackets on lines": (indent) =>
    `${indent}"consents": &c [\n${indent}    ${yaml(OLD)}, # one\n${indent}    ${yaml(PAST)},\n${indent}  ] # both\n`,
  "a list in the column of its key": (indent) =>
    `${indent}consents: # some\n${indent}- ${yaml(OLD)}\n`,
  "a list further in": (indent) =>
    `${indent}consents:\n\n${indent}    # first\n${indent}    - address: ${PAST.address}\n${indent}      hazard: ${PAST.hazard}\n${indent}      reason: x\n${indent}      until: ${PAST.until}\n`,
};
/** The same as a member inside braces, with the comma behind it. */
const FLOWS: Readonly<Record<string, string>> = {
  "no consents": "",
  "an empty list": '"consents": [],',
  "a list in brackets": `"consents": [${json(OLD)}],`,
  "a list in brackets on lines": `"consents": [\n      ${json(OLD)},\n      ${json(PAST)}\n    ],`,
};

const SETTINGS = "instance: { hibp: false }\nrestrictions:\n  blocklist: false\n";
const indented = (text: string, blanks: string): string => text.replaceAll(/^(?=.)/gm, blanks);

interface Style {
  readonly name: string;
  readonly text: string;
  /** What is planned; null: a file without environments. */
  readonly environment: string | null;
}

/** Single instances, in blocks and in braces. */
const SINGLE: readonly Style[] = [
  ...Object.entries(LISTS).flatMap(([list, write]) => [
    { name: `blocks, ${list} at the top`, text: `version: 1\n${write("")}${SETTINGS}` },
    { name: `blocks, ${list} at the end`, text: `# x\n---\nversion: 1\n${SETTINGS}${write("")}` },
    {
      name: `blocks further in, ${list}`,
      text: indented(`version: 1\n${SETTINGS}${write("")}`, "  "),
    },
  ]),
  ...Object.entries(FLOWS).flatMap(([list, member]) => [
    {
      name: `one line of braces, ${list}`,
      text: `{${member}version: 1, instance: { hibp: false }, restrictions: {blocklist: false}}\n`,
    },
    {
      name: `braces with comments, ${list}`,
      text: `# x\n{ # y\n  version: 1, # z\n  ${member}\n  instance: { hibp: false },\n  restrictions: { blocklist: false }, # last\n}\n`,
    },
    {
      name: `JSON, ${list}`,
      text: `{\n  "version": 1,\n  ${member}\n  "instance": { "hibp": false },\n  "restrictions": { "blocklist": false }\n}\n`,
    },
    {
      name: `JSON in one line behind ---, ${list}`,
      text: `--- {${member}"version":1,"instance":{"hibp":false},"restrictions":{"blocklist":false}}\n`,
    },
  ]),
].map((one) => ({ ...one, environment: null }));

const OTHER = "  other:\n    target: { environment_type: production }\n";

/** Files with environments, of which one is planned. */
const NAMED: readonly Style[] = [
  ...Object.entries(LISTS).flatMap(([list, write]) => [
    {
      name: `an environment of blocks, its own: ${list}`,
      text: `version: 1\n${SETTINGS}environments:\n  live: # here\n    target: { environment_type: production }\n${write("    ")}${OTHER}`,
    },
    {
      name: `an environment that comes last, ${list}`,
      text: `version: 1\n${SETTINGS}environments:\n${OTHER}  "live":\n\n      # first\n      target:\n        environment_type: production\n${write("      ")}`,
    },
    {
      name: `the top has ${list}, the environment none`,
      text: `version: 1\n${write("")}${SETTINGS}environments:\n  live:\n    target: { environment_type: production }\n${OTHER}`,
    },
    {
      name: `an environment that says nothing, above it ${list}`,
      text: `version: 1\n${write("")}${SETTINGS}environments:\n  live: {}\n${OTHER}`,
    },
  ]),
  ...Object.entries(FLOWS).flatMap(([list, member]) => [
    {
      name: `an environment in braces, ${list}`,
      text: `version: 1\n${SETTINGS}environments:\n  live: { ${member} target: { environment_type: production } }\n${OTHER}`,
    },
    {
      name: `environments in braces, ${list}`,
      text: `version: 1\n${SETTINGS}environments: { other: {}, live: { ${member} restrictions: { blocklist: false } } }\n`,
    },
    {
      name: `JSON with environments, ${list}`,
      text: `{\n  "version": 1,\n  "instance": { "hibp": false },\n  "restrictions": { "blocklist": false },\n  "environments": {\n    "other": {},\n    "live": {\n      ${member}\n      "target": { "environment_type": "production" }\n    }\n  }\n}\n`,
    },
  ]),
].map((one) => ({ ...one, environment: "live" }));

/** How a text ends, and which line ends it has. */
const FINISHES: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "with CRLF": (text) => text.replaceAll("\n", "\r\n"),
  "without a last line end": (text) => text.replace(/\n$/, ""),
  "with comments at its end": (text) => `${text}\n  # here\n# and here\n`,
  "with ... at its end": (text) => `${text}...\n# behind\n`,
  "with ..., CRLF and a byte order mark": (text) =>
    `\uFEFF${`${text}...`.replaceAll("\n", "\r\n")}`,
};

function desiredOf(text: string, environment: string | null): Desired {
  const parsed = parseDocument("clerkwork.yaml", text);
  if (!parsed.ok) throw new Error(`doesn't parse: ${JSON.stringify(parsed.issues)}\n${text}`);
  return readDesired(parsed.document, CATALOG, environment);
}

const planOf = (file: string, environment: string | null): Plan =>
  buildPlan({ file, live: LIVE, ...(environment === null ? {} : { environment }) });

/** Refused changes of a plan. */
const refusedIn = (text: string, environment: string | null): readonly (string | null)[] =>
  planOf(text, environment).refusals.map(({ address }) => address);

/**
 * Does what the sentence says, as somebody would who reads it and knows nothing else. `end`: what a terminal copies
 * behind the last line.
 */
function follow(
  text: string,
  sentence: string,
  lines: readonly string[],
  end: "" | "\n" = "",
): string {
  const rows = text.split("\n");
  const numberIn = (pattern: RegExp): number => Number(pattern.exec(sentence)?.[1] ?? Number.NaN);
  const paste = lines.join("\n");
  const bracket =
    /right behind the ([[{]) in line (\d+), column (\d+)(, with no line break after it)?:$/.exec(
      sentence,
    );
  if (bracket) {
    const row = Number(bracket[2]) - 1;
    const mark = row === 0 && text.startsWith("\uFEFF") ? 1 : 0;
    const column = Number(bracket[3]) + mark;
    const written = rows[row] ?? "";
    if (written[column - 1] !== bracket[1]) throw new Error(`no ${bracket[1]} there: ${written}`);
    rows[row] =
      `${written.slice(0, column)}${paste}${bracket[4] ? "" : end}${written.slice(column)}`;
    return rows.join("\n");
  }
  const replaced =
    /in place of \S+ in clerkwork\.yaml \(lines? (\d+)(?: to (\d+))?\):$/.exec(sentence) ??
    /in place of line (\d+) of clerkwork\.yaml:$/.exec(sentence);
  if (replaced) {
    const [first, last] = [Number(replaced[1]), Number(replaced[2] ?? replaced[1])];
    rows.splice(first - 1, last - first + 1, paste);
    return rows.join("\n");
  }
  const before = numberIn(/, before line (\d+):$/);
  const below = numberIn(/(?:, below line |\(line )(\d+)\)?:$/);
  if (!Number.isNaN(before)) rows.splice(before - 1, 0, paste);
  else if (!Number.isNaN(below)) rows.splice(below, 0, paste);
  else if (sentence.endsWith("add to clerkwork.yaml:")) {
    // As `cat >> FILE` does.
    return `${text}${paste}\n`;
  } else throw new Error(`not understood: ${sentence}`);
  return rows.join("\n");
}

const STYLES = [...SINGLE, ...NAMED].map((style) => [style.name, style] as const);

describe.each(Object.entries(FINISHES))("a file %s", (finish, finishOf) => {
  test.each(STYLES)("of %s", async (_name, { text, environment }) => {
    const file = finishOf(text);
    const isJson = isJsonText(file);
    const { refusals } = planOf(file, environment);
    expect(refusals).toHaveLength(2);
    const source = await readSource(desiredOf(file, environment), {}, {});
    const others = environment === null ? [] : ["other", null];
    for (const width of finish === "as it is" ? [60, 80, 200] : [80]) {
      const view: View = { width, source };
      const paste = consentPaste(refusals, view);
      const lines = (paste?.yaml ?? []).map((one) => one.text);
      const where = paste?.where.join("") ?? "";
      const pasted = follow(file, where, lines);
      for (const one of [pasted, follow(file, where, lines, "\n")]) {
        expect(refusedIn(one, environment)).toEqual([]);
        for (const other of others) expect(refusedIn(one, other)).toHaveLength(2);
      }
      // What was there is there still, in the words in which it was written.
      const reasons = (one: string): readonly string[] =>
        desiredOf(one, environment).consents.map(({ reason }) => reason);
      expect(reasons(pasted)).toEqual(expect.arrayContaining([...reasons(file)]));
      expect(reasons(pasted)).toHaveLength(reasons(file).length + 2);
      expect(isJsonText(pasted)).toBe(isJson);
      const shown = consentLines(refusals, view).map((one) => one.text);
      expect(shown.filter((one) => one.length > width)).toEqual([]);
    }
  });
});

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("environments that are aliases", () => {
  const text = `version: 1\n${SETTINGS}environments:\n  other: &o { target: { environment_type: production } }\n  live: *o\n  third: {}\n`;
  const pasteFor = async (
    file: string,
    environment: string,
  ): Promise<readonly [string, string]> => {
    const { refusals } = planOf(file, environment);
    const source = await readSource(desiredOf(file, environment), {}, {});
    const paste = consentPaste(refusals, { source });
    return [
      paste?.where.join("") ?? "",
      (paste?.yaml ?? []).map((one) => `${one.text}\n`).join(""),
    ];
  };

  test("the alias has to be written out; pasted below it, the consent holds for it alone", async () => {
    const [where, lines] = await pasteFor(text, "live");
    expect(where).toBe(
      "To have it reviewed, write out environments.live in clerkwork.yaml (line 7: an alias, of what holds elsewhere too), then add to environments.live:",
    );
    const written = text.replace(
      "  live: *o\n",
      `  live:\n    target: { environment_type: production }\n${lines}`,
    );
    expect(refusedIn(written, "live")).toEqual([]);
    for (const other of ["other", "third", null]) expect(refusedIn(written, other)).toHaveLength(2);
  });

  test("what aliases stand for is shared with them, and that is said", async () => {
    const [where, lines] = await pasteFor(text, "other");
    expect(where).toBe(
      "To have it reviewed, put in place of line 6 of clerkwork.yaml, and so for live, which is an alias of it:",
    );
    const written = text.replace(/ {2}other: .*\n/, lines);
    expect(["other", "live"].map((name) => refusedIn(written, name))).toEqual([[], []]);
    expect(refusedIn(written, "third")).toHaveLength(2);
  });

  test("a list that another environment is an alias of: its own alias keeps no name, the other is told", async () => {
    const list = `&all\n    - ${yaml(OLD)}`;
    const file = `version: 1\n${SETTINGS}environments:\n  other:\n    consents: ${list}\n  live:\n    consents: *all\n  third:\n    consents: *all\n`;
    const [where, lines] = await pasteFor(file, "live");
    expect(where).toContain("in place of environments.live.consents in clerkwork.yaml (line 10)");
    const written = file.replace("  live:\n    consents: *all\n", `  live:\n${lines}`);
    expect(refusedIn(written, "live")).toEqual([]);
    for (const other of ["other", "third"]) expect(refusedIn(written, other)).toHaveLength(2);
    expect((await pasteFor(file, "other"))[0]).toContain(
      ", and so for live, third, which are aliases of it:",
    );
  });

  test("environments as a whole", async () => {
    const file = `version: 1\n${SETTINGS}environments: &e { live: {} }\n`;
    expect((await pasteFor(file, "live"))[0]).toBe(
      "To have it reviewed, put in place of line 5 of clerkwork.yaml:",
    );
  });
});
