// The commands that hold two environments against each other: flags and help. What they do is loaded when one runs.

import { buildCommand } from "@stricli/core";
import type { Context } from "./context.ts";
import { partFlag, parsePartOrItem, startingWith } from "./flag-values.ts";
import { INSTANCE_FLAGS, plainFormatFlag, switchFlag } from "./flags.ts";
import type { CompareFlags, PromoteFlags } from "./session/compare-flags.ts";

const {
  receipt: _receipt,
  only: _only,
  env: _env,
  all: _all,
  base: _base,
  ...READ_FLAGS
} = INSTANCE_FLAGS;

const EITHER = "An entry of environments, or a file: PATH, or PATH:NAME for an entry of its own";

const side = (placeholder: "A" | "B", brief = EITHER) =>
  ({
    brief,
    parse: String,
    proposeCompletions(this: Context, typed: string): readonly string[] {
      return startingWith(this.environmentNames?.() ?? [])(typed);
    },
    placeholder,
  }) as const;

const only = {
  ...partFlag,
  parse: parsePartOrItem,
  brief: "Only this section, collection, setting or item; repeatable",
} as const;

const declared = switchFlag("Compare what the file says; asks no instance, needs no key");

export const compare = buildCommand<CompareFlags, [string, string], Context>({
  docs: { brief: "Show where two environments differ; exit 2 when they do" },
  parameters: {
    flags: { ...READ_FLAGS, only, declared },
    positional: { kind: "tuple", parameters: [side("A"), side("B")] },
    aliases: { f: "file" },
  },
  loader: () => import("./commands/compare.ts"),
});

const { full: _full, showIdentifiers: _showIdentifiers, ...EDIT_FLAGS } = READ_FLAGS;

export const promote = buildCommand<PromoteFlags, [string, string], Context>({
  docs: { brief: "Take one environment's settings into another's part of the file" },
  parameters: {
    flags: {
      ...EDIT_FLAGS,
      format: plainFormatFlag,
      only,
      declared,
      dryRun: switchFlag("Show the edit and write nothing"),
      force: switchFlag("Write over changes that git has not committed"),
    },
    positional: {
      kind: "tuple",
      parameters: [side("A"), side("B", "The entry of environments that is written")],
    },
    aliases: { f: "file" },
  },
  loader: () => import("./commands/promote.ts"),
});
