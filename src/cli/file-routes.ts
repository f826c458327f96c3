// The commands that write the file: flags and help. What they do is loaded when one runs.

import { buildCommand } from "@stricli/core";
import type { Context } from "./context.ts";
import { partFlag } from "./flag-values.ts";
import { FILE_ALIASES, INSTANCE_FLAGS, switchFlag } from "./flags.ts";
import type { InitFlags } from "./session/init-file.ts";
import type { PullFlags } from "./session/pull-flags.ts";

const { receipt: _receipt, only: _only, ...READ_FLAGS } = INSTANCE_FLAGS;

export const pull = buildCommand<PullFlags, [], Context>({
  docs: { brief: "Take the instance's settings into the file" },
  parameters: {
    flags: {
      ...READ_FLAGS,
      only: partFlag,
      add: switchFlag("Add settings that the file does not name yet"),
      dryRun: switchFlag("Show the edit and write nothing"),
      force: switchFlag("Write over changes that git has not committed"),
    },
    aliases: FILE_ALIASES,
  },
  loader: () => import("./commands/pull.ts"),
});

export const init = buildCommand<InitFlags, [], Context>({
  docs: { brief: "Write a first file from what the instance has" },
  parameters: {
    flags: {
      file: READ_FLAGS.file,
      dotenv: READ_FLAGS.dotenv,
      keysFile: READ_FLAGS.keysFile,
      yes: switchFlag("Ask nothing: one instance, no CI"),
      ci: {
        kind: "enum",
        values: ["github", "none"],
        optional: true,
        brief: "The workflow to write (default: none)",
      },
      format: READ_FLAGS.format,
      color: READ_FLAGS.color,
      verbose: READ_FLAGS.verbose,
      timeout: READ_FLAGS.timeout,
      withoutFrontendApi: READ_FLAGS.withoutFrontendApi,
    },
    aliases: { f: "file", y: "yes" },
  },
  loader: () => import("./commands/init.ts"),
});
