// The commands by name, as help, completion and messages about misuse see them.

import type { Command, RouteMap } from "@stricli/core";
import type { Context } from "./context.ts";

export interface NamedCommand {
  /** As typed, such as `change-domain`. */
  readonly name: string;
  readonly target: Command<Context>;
}

/** Every command that is shown, in the order of the routes. */
export function commandsOf(routes: RouteMap<Context>): readonly NamedCommand[] {
  return routes
    .getAllEntries()
    .flatMap(({ name, target, hidden }) =>
      hidden || !("parameters" in target) ? [] : [{ name: name["convert-camel-to-kebab"], target }],
    );
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
