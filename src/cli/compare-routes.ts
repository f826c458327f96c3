// The commands that hold two environments against each other: flags and help. What they do is loaded when one runs.

import { buildCommand } from "@stricli/core";
import type { Context } from "./context.ts";
import { partFlag, startingWith } from "./flag-values.ts";
import { INSTANCE_FLAGS, switchFlag } from "./flags.ts";
import type { CompareFlags } from "./session/compare-flags.ts";

const {
  receipt: _receipt,
  only: _only,
  env: _env,
  all: _all,
  base: _base,
  ...READ_FLAGS
} = INSTANCE_FLAGS;

const side = (placeholder: "A" | "B") =>
  ({
    brief: "An entry of environments, or a file: PATH, or PATH:NAME for an entry of its own",
    parse: String,
    proposeCompletions(this: Context, typed: string): readonly string[] {
      return startingWith(this.environmentNames?.() ?? [])(typed);
    },
    placeholder,
  }) as const;

const declared = switchFlag("Compare what the file says; asks no instance, needs no key");

export const compare = buildCommand<CompareFlags, [string, string], Context>({
  docs: { brief: "Show where two environments differ; exit 2 when they do" },
  parameters: {
    flags: { ...READ_FLAGS, only: partFlag, declared },
    positional: { kind: "tuple", parameters: [side("A"), side("B")] },
    aliases: { f: "file" },
  },
  loader: () => import("./commands/compare.ts"),
});
