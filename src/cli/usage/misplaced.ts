// What is said of a command line that does not begin with a command.

import { Failure } from "../../core/finding/failure.ts";
import { findCommand, type NamedCommand } from "../named-command.ts";
import { quoteWord } from "../screen/command-line.ts";
import { translateFlag } from "./foreign-words.ts";
import { describeUnknownCommand, HELP_HINT, hintFor } from "./unknown-command.ts";

/** A word that is no command, or a flag before its command: then the line as it should be. */
export function describeMisplaced(
  inputs: readonly string[],
  commands: readonly NamedCommand[],
): Failure {
  const [first = "", next] = inputs;
  if (!first.startsWith("-"))
    return new Failure("invalid_usage", describeUnknownCommand(first, commands, next), {
      hint: hintFor(first, commands),
    });
  const later = inputs.find((input) => findCommand(commands, input)) ?? "COMMAND";
  const rest = inputs.filter((input) => input !== later).map(quoteWord);
  const translated = translateFlag(first.replace(/^--?/, ""));
  return new Failure(
    "invalid_usage",
    translated
      ? `no flag ${first}: ${translated}`
      : `the command comes before its flags: ${["clerkwork", later, ...rest].join(" ")}`,
    { hint: HELP_HINT },
  );
}
