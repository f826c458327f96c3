// What a shell may complete the last word with.

import { proposeCompletions, type Application } from "@stricli/core";
import { escapeText } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { environmentNamesIn } from "../disk/environment-names.ts";
import { findFile } from "../disk/find-file.ts";
import { commandAt, type NamedCommand } from "../named-command.ts";

type Proposal = Awaited<ReturnType<typeof proposeCompletions>>[number];

/**
 * Prints a line for each proposal: the word, a tab, what it is. `asked` are the arguments of the hidden command:
 * `--` and the words after the tool's name, the last of which is to be completed. Reads nothing but the file, and
 * says nothing about what is wrong.
 */
export async function printProposals(
  application: Application<Context>,
  commands: readonly NamedCommand[],
  asked: readonly string[],
  context: Context,
): Promise<void> {
  const start = asked.indexOf("--");
  const given = asked.slice(start + 1);
  const isEmpty = asked.slice(0, start).includes("--empty");
  const { words, before } = joinValues(isEmpty ? [...given, ""] : given);
  const environmentNames = (): readonly string[] => namesIn(fileIn(words));
  const proposals = await propose(application, words, { ...context, environmentNames });
  const lines = withoutNoise(proposals, words, commands).map(
    // What a flag is for says little of each of its values.
    ({ kind, completion, brief }) =>
      `${completion.slice(before.length)}\t${kind === "argument:value" ? "" : escapeText(brief)}\n`,
  );
  context.terminal.out(lines.join(""));
}

async function propose(
  application: Application<Context>,
  words: readonly string[],
  context: Context,
): Promise<readonly Proposal[]> {
  const last = words.at(-1) ?? "";
  const [, flag, value = ""] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  if (flag === undefined) return proposeCompletions(application, words, context);
  const values = await proposeCompletions(
    application,
    [...words.slice(0, -1), flag, value],
    context,
  );
  return values.map((one) => ({ ...one, completion: `${flag}=${one.completion}` }));
}

interface Joined {
  readonly words: readonly string[];
  /** What stands before the word that the shell replaces. */
  readonly before: string;
}

/** bash breaks words at `=`: `--format`, `=`, `js` are a flag and its value; `a`, `=`, `b` are one word. */
function joinValues(words: readonly string[]): Joined {
  return words.reduce<Joined>(
    ({ words: joined, before }, word, index) => {
      const last = joined.at(-1) ?? "";
      if (word === "=" && last.startsWith("--")) return { words: [...joined, ""], before: "" };
      const isPart = word === "=" || (words[index - 1] === "=" && index > 1);
      if (!isPart) return { words: [...joined, word], before: "" };
      const start = word === "=" ? `${last}=` : before;
      return { words: [...joined.slice(0, -1), last + word], before: start };
    },
    { words: [], before: "" },
  );
}

/** Flags are proposed from their first dash on, or where a command takes nothing else. */
function withoutNoise(
  proposals: readonly Proposal[],
  words: readonly string[],
  commands: readonly NamedCommand[],
): readonly Proposal[] {
  const operands = commandAt(commands, words)?.target.parameters.positional;
  const hides = words.at(-1) === "" && words.length > 1 && operands !== undefined;
  return proposals.filter(
    ({ completion }) => completion !== "--" && !(hides && completion.startsWith("-")),
  );
}

function fileIn(words: readonly string[]): string {
  const at = words.findIndex((word) => word === "-f" || word === "--file");
  const named = words.find((word) => word.startsWith("--file="))?.slice("--file=".length);
  return named ?? (at < 0 ? undefined : words[at + 1]) ?? findFile();
}

function namesIn(file: string): readonly string[] {
  // Nothing that a shell would run.
  const isName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
  return environmentNamesIn(file).filter(isName);
}
