// The command line as typed, in the form that the parser takes.

import type { Command } from "@stricli/core";
import type { Context } from "../context.ts";
import { commandAt, toKebab, type NamedCommand } from "../named-command.ts";

/** What was asked for. */
export interface CommandLine {
  /** Whether the version alone is asked for. */
  readonly version: boolean;
  readonly inputs: readonly string[];
  /** The command at hand, when the line names one. */
  readonly command: NamedCommand | undefined;
}

const HELP = ["-h", "--help", "--help-all"];
const VERSION = ["-v", "-V", "--version"];

type Parameters = Command<Context>["parameters"];

/** Help wherever it is asked for; `-fFILE` and `-f=FILE` as `--file=FILE`; values of a closed list in any case. */
export function readLine(typed: readonly string[], commands: readonly NamedCommand[]): CommandLine {
  const end = typed.indexOf("--");
  const words = end < 0 ? typed : typed.slice(0, end);
  const rest = end < 0 ? [] : typed.slice(end);
  const command = commandAt(commands, words);
  if (words.some((word) => VERSION.includes(word)))
    return { version: true, inputs: typed, command };
  if (typed.length === 0 || words.some((word) => HELP.includes(word))) {
    const named = words.filter((word) => !word.startsWith("-"));
    const asked =
      named[0] === "help" ? asOne(named.slice(1), commands) : asOne(named, commands).slice(0, 1);
    return { version: false, inputs: ["help", ...asked], command };
  }
  if (words[0] === "help")
    return { version: false, inputs: ["help", ...asOne(typed.slice(1), commands)], command };
  const inputs = command ? [...foldEnums(attach(words, command), command), ...rest] : typed;
  return { version: false, inputs, command };
}

/** The two words of a command of a group as one. */
function asOne(words: readonly string[], commands: readonly NamedCommand[]): readonly string[] {
  const name = commandAt(commands, words)?.name;
  return name?.includes(" ") ? [name, ...words.slice(2)] : words;
}

/** `-fFILE` and `-f=FILE`, for flags that take a value. */
function attach(words: readonly string[], { target }: NamedCommand): readonly string[] {
  const { aliases = {}, flags = {} }: Parameters = target.parameters;
  return words.map((word) => {
    const [, letter = "", value = ""] = /^-([A-Za-z])=?(.+)$/s.exec(word) ?? [];
    const name = Object.entries(aliases).find(([alias]) => alias === letter)?.[1];
    const kind = name === undefined ? undefined : flags[name]?.kind;
    return name !== undefined && (kind === "parsed" || kind === "enum")
      ? `--${toKebab(name)}=${value}`
      : word;
  });
}

/** `--format=JSON` and `--format JSON`. */
function foldEnums(words: readonly string[], { target }: NamedCommand): readonly string[] {
  const { flags = {} }: Parameters = target.parameters;
  const valuesOf = (long: string | undefined): readonly string[] => {
    const named = Object.entries(flags).find(
      ([name]) => `--${toKebab(name)}` === long || `--${name}` === long,
    );
    return named?.[1].kind === "enum" ? named[1].values : [];
  };
  const fold = (value: string, values: readonly string[]): string =>
    values.find((known) => known.toLowerCase() === value.toLowerCase()) ?? value;
  return words.map((word, index) => {
    const [, long, value = ""] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (long !== undefined) return `${long}=${fold(value, valuesOf(long))}`;
    return fold(word, valuesOf(words[index - 1]));
  });
}
