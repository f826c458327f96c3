// The commands that open no connection to Clerk: flags and help. What they do is loaded when one runs.

import { buildCommand } from "@stricli/core";
import { API_VERSIONS } from "../catalog/api-version.ts";
import { CATALOG } from "../catalog/catalog.ts";
import type { EmulatorFlags } from "./commands/emulator.ts";
import type { ExplainFlags } from "./commands/explain.ts";
import type { SchemaFlags } from "./commands/schema.ts";
import type { Shell } from "./completion/scripts.ts";
import type { Context } from "./context.ts";
import { SCHEMA_NAMES } from "./schema-names.ts";
import { numberIn } from "./flag-values.ts";
import { filesFlag, type FilesFlags } from "./fleet-flags.ts";
import {
  colorFlag,
  FILE_ALIASES,
  FILE_FLAGS,
  formatFlag,
  plainFormatFlag,
  switchFlag,
  textFlag,
} from "./flags.ts";

export const validate = buildCommand<FilesFlags, [], Context>({
  docs: { brief: "Check the file; opens no connection" },
  parameters: { flags: { ...FILE_FLAGS, file: filesFlag }, aliases: FILE_ALIASES },
  loader: async () => (await import("./offline.ts")).validate,
});

export const explain = buildCommand<ExplainFlags, [string?], Context>({
  docs: { brief: "Say what a setting, a hazard, a key, a status or a code means" },
  parameters: {
    flags: { format: formatFlag, color: colorFlag },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief:
            "Such as restrictions.blocklist, blocklist, weakens_security, consents, 402 or stale_plan",
          parse: String,
          proposeCompletions: async () =>
            (await import("../core/render/explainable.ts")).explainableNames(CATALOG),
          placeholder: "NAME",
          optional: true,
        },
      ],
    },
  },
  loader: () => import("./commands/explain.ts"),
});

export const schema = buildCommand<SchemaFlags, [], Context>({
  docs: { brief: "Print the JSON Schema of the file" },
  parameters: {
    flags: {
      format: plainFormatFlag,
      checkOpenapi: textFlag(
        "Compare the catalog with OpenAPI documents of Clerk's instead; exit 2 when something moved",
        "FILE_OR_FOLDER",
      ),
      since: textFlag(
        "With --check-openapi: what moved since this older copy, whatever the catalog knows",
        "FILE",
      ),
      against: {
        kind: "enum",
        values: API_VERSIONS,
        optional: true,
        brief: "With --check-openapi: as which API version (default: the document's own)",
      },
      of: {
        kind: "enum",
        values: SCHEMA_NAMES,
        optional: true,
        brief: "Of what: the file, what is kept, or what --format json prints (default: file)",
      },
    },
  },
  loader: () => import("./commands/schema.ts"),
});

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish", "powershell"];

export const completion = buildCommand<object, [Shell], Context>({
  docs: { brief: "Print a script that completes commands, flags and values in your shell" },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: `${SHELLS.slice(0, -1).join(", ")} or ${SHELLS.at(-1)}`,
          parse: parseShell,
          proposeCompletions: () => SHELLS,
          placeholder: "SHELL",
        },
      ],
    },
  },
  loader: () => import("./commands/completion.ts"),
});

function parseShell(text: string): Shell {
  const shell = SHELLS.find((known) => known === text.toLowerCase());
  if (shell) return shell;
  throw new Error(`no script for ${JSON.stringify(text)}; there is one for ${SHELLS.join(", ")}`);
}

export const emulator = buildCommand<EmulatorFlags, [], Context>({
  docs: { brief: "Serve a Clerk of your own on this machine, to try things on" },
  parameters: {
    flags: {
      port: {
        kind: "parsed",
        parse: numberIn(0, 65_535),
        optional: true,
        brief: "0 takes a free one (default: 0)",
        placeholder: "PORT",
      },
      format: plainFormatFlag,
      state: textFlag("Keep the state in this file", "FILE"),
      verbose: switchFlag("Say which requests come in; on a terminal it does so anyway"),
    },
  },
  loader: () => import("./commands/emulator.ts"),
});
