// What is wrong with an argument, in words.

import { ArgumentScannerError, formatMessageForArgumentScannerError } from "@stricli/core";
import { closestOf } from "../../core/text/nearest.ts";
import { toKebab, type NamedCommand } from "../named-command.ts";
import { translateFlag, translateValue } from "./foreign-words.ts";

/** One sentence, with what was meant where that can be told. */
export function describeMisuse(error: unknown, command: NamedCommand | undefined): string {
  if (!(error instanceof ArgumentScannerError))
    return error instanceof Error ? error.message : String(error);
  const flags = Object.keys(command?.target.parameters.flags ?? {}).map(toKebab);
  const here = command?.name ?? "clerkwork";
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input }) => {
      const translated = translateFlag(input);
      if (translated) return `no flag --${input}: ${translated}`;
      const near = closestOf(toKebab(input), flags) ?? shortOf(toKebab(input), flags);
      return `${here} has no flag --${toKebab(input)}${near ? `; did you mean --${near}?` : ""}`;
    },
    AliasNotFoundError: ({ input }) => {
      const translated = translateFlag(input);
      return translated ? `no flag -${input}: ${translated}` : `${here} has no flag -${input}`;
    },
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, exception }) =>
      `${nameOf(name, flags)}: ${exception instanceof Error ? exception.message : String(exception)}`,
    EnumValidationError: ({ externalFlagName, input, values }) => {
      const translated = translateValue(externalFlagName, input);
      const near = closestOf(input, values) ?? shortOf(input, values);
      const more = translated ? `: ${translated}` : near ? `; did you mean ${near}?` : "";
      return `--${toKebab(externalFlagName)} takes ${listed(values)}, not ${JSON.stringify(input)}${more}`;
    },
    UnsatisfiedFlagError: ({ externalFlagName, nextFlagName }) =>
      `--${toKebab(externalFlagName)} needs a value${nextFlagName === undefined ? "" : `, and --${toKebab(nextFlagName)} follows`}`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }) =>
      `--${toKebab(externalFlagName)} stands there twice, with ${JSON.stringify(previousInput)} and ${JSON.stringify(input)}`,
    UnexpectedPositionalError: ({ input }) =>
      /\.ya?ml$/i.test(input) && flags.includes("file")
        ? `${here} takes no argument ${JSON.stringify(input)}: the file is named with -f ${input}`
        : `${here} takes no argument ${JSON.stringify(input)}`,
    UnsatisfiedPositionalError: ({ placeholder }) => {
      const says = operandOf(command, placeholder);
      return `${here} needs ${placeholder}${says === undefined ? "" : `: ${says}`}`;
    },
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) =>
      `--${toKebab(externalFlagName)} takes no value`,
  });
}

const listed = (values: readonly string[]): string =>
  values.length === 2 ? values.join(" or ") : values.join(", ");

/** The one candidate that a word is short for: its beginning, or some of its letters in their order. */
function shortOf(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  if (typed.length < 2) return undefined;
  const begun = candidates.filter((one) => one.startsWith(typed));
  const meant = begun.length > 0 ? begun : candidates.filter((one) => isShortFor(typed, one));
  return meant.length === 1 ? meant[0] : undefined;
}

/** From the first letter on. */
function isShortFor(typed: string, word: string): boolean {
  let at = -1;
  return [...typed].every((letter, index) => {
    at = word.indexOf(letter, at + 1);
    return index === 0 ? at === 0 : at > 0;
  });
}

/** What help says of an argument that a command takes. */
function operandOf(command: NamedCommand | undefined, placeholder: string): string | undefined {
  const { positional } = command?.target.parameters ?? {};
  const operands =
    positional?.kind === "tuple" ? positional.parameters : [positional?.parameter ?? []].flat();
  const says = operands.find((one) => one.placeholder === placeholder)?.brief;
  return says === undefined ? undefined : `${says.charAt(0).toLowerCase()}${says.slice(1)}`;
}

const nameOf = (name: string, flags: readonly string[]): string =>
  flags.includes(toKebab(name)) ? `--${toKebab(name)}` : name;
