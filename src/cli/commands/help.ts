// Prints the overview, or the help of a command.

import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { Line } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import { renderOverview } from "../help/overview.ts";
import { describeCommand } from "../help/page.ts";
import { renderPage } from "../help/render.ts";
import { findCommand, groupCalled, type NamedCommand } from "../named-command.ts";
import { useColor } from "../screen/color.ts";
import { paint } from "../screen/terminal.ts";
import { finish } from "../session/finish.ts";
import { describeUnknownCommand, HELP_HINT } from "../usage/unknown-command.ts";

export interface HelpFlags {
  readonly color?: boolean;
}

type Help = (this: Context, flags: HelpFlags, name?: string) => Promise<void>;

/** The command, which knows the others by what the routes say. */
export function helpOn(commands: readonly NamedCommand[], brief: string): Help {
  return function help(flags, name) {
    return finish(this, flags, () => {
      const about = { brief, version: this.toolVersion };
      const { columns } = this.terminal;
      const lines =
        name === undefined
          ? renderOverview(
              commands.map(({ name, target }) => ({ name, brief: target.brief })),
              about,
              columns,
            )
          : pageOf(commands, name, columns);
      this.terminal.out(paint(lines, useColor(this, flags)));
      return EXIT.ok;
    });
  };
}

function pageOf(commands: readonly NamedCommand[], name: string, columns: number): readonly Line[] {
  const [only, ...others] = groupCalled(commands, name);
  const found = findCommand(commands, name) ?? (others.length === 0 ? only : undefined);
  if (!found)
    throw new Failure("invalid_usage", describeUnknownCommand(name, commands), {
      hint: HELP_HINT,
    });
  return renderPage(describeCommand(found), columns);
}
