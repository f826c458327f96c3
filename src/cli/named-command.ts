// The commands by name, as help, completion and messages about misuse see them.

import type { Command, RouteMap } from "@stricli/core";
import type { Context } from "./context.ts";

export interface NamedCommand {
  /** As typed, such as `change-domain` or `report merge`. */
  readonly name: string;
  readonly target: Command<Context>;
}

/** Every command that is shown, in the order of the routes; those of a group with the group's name before theirs. */
export function commandsOf(routes: RouteMap<Context>): readonly NamedCommand[] {
  return routes.getAllEntries().flatMap(({ name, target, hidden }): readonly NamedCommand[] => {
    const typed = name["convert-camel-to-kebab"];
    if (hidden) return [];
    if ("parameters" in target) return [{ name: typed, target }];
    return commandsOf(target).map((one) => ({ ...one, name: `${typed} ${one.name}` }));
  });
}

/** How a flag or a command is typed: `maxPlanAge` is `max-plan-age`. */
export const toKebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The command of a name, in either spelling. */
export function findCommand(
  commands: readonly NamedCommand[],
  name: string | undefined,
): NamedCommand | undefined {
  return name === undefined
    ? undefined
    : commands.find((command) => command.name === name || command.name === toKebab(name));
}

/** The command that a line begins with: of a group, by its first two words. */
export const commandAt = (
  commands: readonly NamedCommand[],
  [first, second]: readonly string[],
): NamedCommand | undefined =>
  findCommand(commands, `${first ?? ""} ${second ?? ""}`) ?? findCommand(commands, first);

/** The commands of a group, such as `report`. */
export const groupCalled = (
  commands: readonly NamedCommand[],
  name: string,
): readonly NamedCommand[] => commands.filter((command) => command.name.startsWith(`${name} `));
