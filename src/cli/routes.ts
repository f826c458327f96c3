// The command line, as a map of its commands.

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { HelpFlags } from "./commands/help.ts";
import { compare, promote } from "./compare-routes.ts";
import type { Context } from "./context.ts";
import { report, shards } from "./fleet-routes.ts";
import { init, pull } from "./file-routes.ts";
import { colorFlag } from "./flags.ts";
import { commandsOf, type NamedCommand } from "./named-command.ts";
import { completion, emulator, explain, schema, validate } from "./offline-routes.ts";
import { apply, changeDomain, drift, plan, rollback } from "./online-routes.ts";

const BRIEF =
  "Clerk instance settings as code: plan in pull requests, apply on merge, drift on a schedule";

const help = buildCommand<HelpFlags, [string?], Context>({
  docs: { brief: "Print the overview, or the help of a command" },
  parameters: {
    flags: { color: colorFlag },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Such as plan",
          parse: String,
          proposeCompletions: () => [
            ...new Set(commands.map(({ name }) => name.split(" ", 1)[0] ?? name)),
          ],
          placeholder: "COMMAND",
          optional: true,
        },
      ],
    },
  },
  loader: async () => (await import("./commands/help.ts")).helpOn(commands, BRIEF),
});

export const routes = buildRouteMap<string, Context>({
  routes: {
    init,
    pull,
    validate,
    plan,
    apply,
    drift,
    compare,
    promote,
    rollback,
    shards,
    report,
    explain,
    schema,
    changeDomain,
    emulator,
    completion,
    help,
  },
  docs: { brief: BRIEF },
});

/** Every command that the overview shows. */
export const commands: readonly NamedCommand[] = commandsOf(routes);
