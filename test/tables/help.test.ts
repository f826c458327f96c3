// Help: every flag in one group, within the width, with examples that the command takes.

import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/core/finding/failure.ts";
import type { Line } from "../../src/core/text/line.ts";
import { closestOf } from "../../src/core/text/nearest.ts";
import { isGrouped } from "../../src/cli/help/flag-groups.ts";
import { describeCommand } from "../../src/cli/help/page.ts";
import { noteOf } from "../../src/cli/help/notes.ts";
import { renderOverview } from "../../src/cli/help/overview.ts";
import { renderPage } from "../../src/cli/help/render.ts";
import { commandAt, findCommand, toKebab, type NamedCommand } from "../../src/cli/named-command.ts";
import { commands } from "../../src/cli/routes.ts";
import { FOREIGN_WORDS, translateCommand } from "../../src/cli/usage/foreign-words.ts";
import { readLine } from "../../src/cli/usage/read-line.ts";
import { describeUnknownCommand } from "../../src/cli/usage/unknown-command.ts";

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => `${text}\n`).join("");

function named(name: string): NamedCommand {
  const found = findCommand(commands, name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}

/** The words of a command line, and the command that they begin with. */
function lineOf(text: string): {
  readonly words: readonly string[];
  readonly target: NamedCommand;
} {
  const words = text.split(" ");
  const target = commandAt(commands, words);
  if (!target) throw new Error(`no command in ${text}`);
  return { words, target };
}

const flagsOf = ({ target }: NamedCommand): readonly string[] =>
  Object.keys(target.parameters.flags ?? {});

const CASES = commands.map((command) => [command.name, command] as const);

describe.each(CASES)("help of %s", (name, command) => {
  const page = describeCommand(command);
  const entries = page.groups.flatMap((group) => group.entries);

  test("shows each flag once, in a group that was chosen for it", () => {
    const shown = flagsOf(command).map((flag) => {
      const typed = new RegExp(`--(?:\\[no-\\])?${toKebab(flag)}(?![\\w-])`);
      return [flag, entries.filter((entry) => typed.test(entry.name)).length, isGrouped(flag)];
    });
    // false: src/cli/help/flag-groups.ts names no group of the flag.
    expect(shown).toEqual(flagsOf(command).map((flag) => [flag, 1, true]));
    expect(entries).toHaveLength(flagsOf(command).length + 2);
  });

  test("shows what a flag takes", () => {
    const taking = Object.entries(command.target.parameters.flags ?? {})
      .filter(([, { kind }]) => kind === "parsed" || kind === "enum")
      .map(([flag]) => new RegExp(`--${toKebab(flag)} \\S+$`));
    expect(taking.filter((typed) => !entries.some((entry) => typed.test(entry.name)))).toEqual([]);
  });

  test("has a sentence, three examples that the command takes, and exit codes of the table", () => {
    const note = noteOf(name);
    expect(note).toBeDefined();
    expect(note?.says.endsWith(".")).toBe(true);
    expect(note?.examples).toHaveLength(3);
    const untaken = (note?.examples ?? []).flatMap(([example]) => {
      const { words, target } = lineOf(example);
      const rest = words.slice(target.name.split(" ").length);
      const taken = flagsOf(target).map((flag) => `--${toKebab(flag)}`);
      const aliases = Object.keys(target.target.parameters.aliases ?? {});
      const known = [...taken, ...aliases.map((alias) => `-${alias}`), "-h"];
      return rest.filter((part) => part.startsWith("-") && !known.includes(part));
    });
    expect(untaken).toEqual([]);
    const codes: readonly string[] = [...Object.values(EXIT).map(String), "130"];
    expect(Object.keys(note?.exits ?? {}).filter((code) => !codes.includes(code))).toEqual([]);
  });

  test.each([60, 80, 120])("holds within %i columns", (columns) => {
    const copied = new Set(page.examples.map(({ name }) => `  clerkwork ${name}`));
    // What is there to be copied is not broken, and fits where nobody says how wide a line may be.
    const widest = (text: string): number =>
      copied.has(text) || text.startsWith("Documentation: ") ? Math.max(columns, 80) : columns;
    const texts = renderPage(page, columns).map(({ text }) => text);
    expect(texts.filter((text) => text.length > widest(text) || text !== text.trimEnd())).toEqual(
      [],
    );
  });
});

describe("goldens", () => {
  test.each([60, 80, 120])("plan at %i columns", async (columns) => {
    const text = textOf(renderPage(describeCommand(named("plan")), columns));
    await expect(text).toMatchFileSnapshot(`golden/files/help-plan-${columns}.text.golden`);
  });

  test.each(["apply", "change-domain", "schema"])("%s", async (name) => {
    const text = textOf(renderPage(describeCommand(named(name)), 80));
    await expect(text).toMatchFileSnapshot(`golden/files/help-${name}.text.golden`);
  });

  test.each([60, 80])("the overview at %i columns", async (columns) => {
    const all = commands.map(({ name, target }) => ({ name, brief: target.brief }));
    const lines = renderOverview(all, { brief: "Settings as code", version: "1.2.3" }, columns);
    const tooWide = lines
      .map(({ text }) => text)
      .filter((text) => text.length > columns && !text.startsWith("Documentation: "));
    expect(tooWide).toEqual([]);
    await expect(textOf(lines)).toMatchFileSnapshot(
      `golden/files/help-overview-${columns}.text.golden`,
    );
  });
});

describe("suggestions", () => {
  test.each([
    ["pln", "plan"],
    ["paln", "plan"],
    ["hlep", "help"],
    ["valdiate", "validate"],
    ["exlpain", "explain"],
    ["drfit", "drift"],
    ["aply", undefined],
    ["appyl", undefined],
    ["rollbakc", undefined],
    ["man", undefined],
    ["ls", undefined],
    ["x", undefined],
  ])("%s → %s", (typed, meant) => {
    const said = describeUnknownCommand(typed, commands);
    expect(/did you mean (.*)\?$/.exec(said)?.[1]).toBe(meant);
  });

  test("no foreign word is a command or a flag of ours", () => {
    const flags = new Set(commands.flatMap(flagsOf).map(toKebab));
    const aliases = commands.flatMap(({ target }) => Object.keys(target.parameters.aliases ?? {}));
    for (const word of FOREIGN_WORDS.commands) expect(findCommand(commands, word)).toBeUndefined();
    // pull writes a file of the user's own, and has a dry run; of the others plan is it.
    for (const word of FOREIGN_WORDS.flags.filter((one) => one !== "dry-run"))
      expect([...flags, ...aliases]).not.toContain(word);
  });

  test.each(FOREIGN_WORDS.commands)("%s has one sentence", (word) => {
    expect(translateCommand(word)).toMatch(/^[A-Z][^\n]*[^.]$/);
  });

  test("swapped letters are one step; nothing close is nothing", () => {
    expect(closestOf("ab", ["ba"])).toBe("ba");
    expect(closestOf("", ["a"])).toBeUndefined();
    expect(closestOf("plans", ["plan", "plain"])).toBe("plan");
    expect(closestOf("unmanagde", ["unmanaged", "only"])).toBe("unmanaged");
  });
});

describe("the command line as typed", () => {
  const inputs = (...typed: readonly string[]): readonly string[] =>
    readLine(typed, commands).inputs;

  test.each([
    [
      ["plan", "-fx.yaml"],
      ["plan", "--file=x.yaml"],
    ],
    [
      ["plan", "-f=x.yaml"],
      ["plan", "--file=x.yaml"],
    ],
    [
      ["plan", "-f", "x.yaml"],
      ["plan", "-f", "x.yaml"],
    ],
    [
      ["apply", "-y"],
      ["apply", "-y"],
    ],
    [
      ["plan", "--format=JSON"],
      ["plan", "--format=json"],
    ],
    [
      ["plan", "--format", "Markdown"],
      ["plan", "--format", "markdown"],
    ],
    [
      ["plan", "--out", "JSON"],
      ["plan", "--out", "JSON"],
    ],
    [
      ["plan", "--", "-fx"],
      ["plan", "--", "-fx"],
    ],
    [
      ["plan", "-h"],
      ["help", "plan"],
    ],
    [
      ["plan", "-f", "x", "--help"],
      ["help", "plan"],
    ],
    [["--help"], ["help"]],
    [[], ["help"]],
    [
      ["help", "plan", "-h"],
      ["help", "plan"],
    ],
    [
      ["plan", "--", "--help"],
      ["plan", "--", "--help"],
    ],
  ])("%j", (typed, expected) => {
    expect(inputs(...typed)).toEqual(expected);
  });

  test.each([[["-v"]], [["plan", "-v"]], [["plan", "--version"]], [["-V"]]])(
    "%j asks for the version",
    (typed) => {
      expect(readLine(typed, commands).version).toBe(true);
      expect(readLine([...typed.slice(0, -1), "--", "-v"], commands).version).toBe(false);
    },
  );
});
