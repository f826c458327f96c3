// What is said about a command that does not exist.

import { closestOf } from "../../core/text/nearest.ts";
import { findCommand, groupCalled, type NamedCommand } from "../named-command.ts";
import { translateCommand } from "./foreign-words.ts";

export const HELP_HINT = "clerkwork help lists the commands";

/** Commands that write to an instance or to the file: a slip of the finger never leads there. */
const WRITING: readonly string[] = [
  "apply",
  "rollback",
  "change-domain",
  "promote",
  "pull",
  "init",
];

/** What to look at instead. For a slip that could have meant `apply`: what reads only. */
export function hintFor(word: string, commands: readonly NamedCommand[]): string {
  const meant = closestOf(
    word.toLowerCase(),
    commands.map(({ name }) => name),
  );
  return meant === "apply" ? `clerkwork plan shows what would be sent; ${HELP_HINT}` : HELP_HINT;
}

/** `next` is the word behind it. */
export function describeUnknownCommand(
  word: string,
  commands: readonly NamedCommand[],
  next?: string,
): string {
  const group = groupCalled(commands, word);
  if (group.length > 0) {
    const names = group.map(({ name }) => name).join(", ");
    return next === undefined || next.startsWith("-")
      ? `${word} is no command by itself; there is ${names}`
      : `no command ${JSON.stringify(`${word} ${next}`)}; there is ${names}`;
  }
  const shown = JSON.stringify(word);
  const same = findCommand(commands, word.toLowerCase());
  if (same) return `no command ${shown}: commands are written in lower case, ${same.name}`;
  const here = translateCommand(word);
  if (here) return `no command ${shown}. ${here}`;
  const near = closestOf(
    word,
    commands.map(({ name }) => name).filter((name) => !WRITING.includes(name)),
  );
  return `no command ${shown}${near ? `; did you mean ${near}?` : ""}`;
}
