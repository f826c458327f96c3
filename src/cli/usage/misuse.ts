// What is wrong with an argument, in words.

import { ArgumentScannerError, formatMessageForArgumentScannerError } from "@stricli/core";
import { closestOf } from "../../core/text/nearest.ts";
import { toKebab, type NamedCommand } from "../named-command.ts";
import { translateFlag } from "./foreign-words.ts";

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
      const near = closestOf(toKebab(input), flags);
      return `${here} has no flag --${toKebab(input)}${near ? `; did you mean --${near}?` : ""}`;
    },
    AliasNotFoundError: ({ input }) => {
      const translated = translateFlag(input);
      return translated ? `no flag -${input}: ${translated}` : `${here} has no flag -${input}`;
    },
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, exception }) =>
      `${nameOf(name, flags)}: ${exception instanceof Error ? exception.message : String(exception)}`,
    EnumValidationError: ({ externalFlagName, input, values }) => {
      const near = closestOf(input, values);
      return `--${toKebab(externalFlagName)} takes ${values.join(", ")}, not ${JSON.stringify(input)}${near ? `; did you mean ${near}?` : ""}`;
    },
    UnsatisfiedFlagError: ({ externalFlagName, nextFlagName }) =>
      `--${toKebab(externalFlagName)} needs a value${nextFlagName === undefined ? "" : `, and --${toKebab(nextFlagName)} follows`}`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }) =>
      `--${toKebab(externalFlagName)} stands there twice, with ${JSON.stringify(previousInput)} and ${JSON.stringify(input)}`,
    UnexpectedPositionalError: ({ input }) =>
      /\.ya?ml$/i.test(input) && flags.includes("file")
        ? `${here} takes no argument ${JSON.stringify(input)}: the file is named with -f ${input}`
        : `${here} takes no argument ${JSON.stringify(input)}`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${here} needs ${placeholder}`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) =>
      `--${toKebab(externalFlagName)} takes no value`,
  });
}

const nameOf = (name: string, flags: readonly string[]): string =>
  flags.includes(toKebab(name)) ? `--${toKebab(name)}` : name;
