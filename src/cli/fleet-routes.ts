// The commands around runs over several instances that open no connection: flags and help. What they do is loaded when
// one runs.

import { buildCommand, buildRouteMap } from "@stricli/core";
import type { MergeFlags } from "./commands/report-merge.ts";
import type { ShardsFlags } from "./commands/shards.ts";
import { COMMENT_FLAGS } from "./ci-flags.ts";
import type { Context } from "./context.ts";
import { MAX_SHARDS, PER_SHARD, SHARDS_AT_MOST } from "../core/report/shard.ts";
import { numberIn } from "./flag-values.ts";
import { filesFlag, matchFlag, recordsFormatFlag } from "./fleet-flags.ts";
import { colorFlag, plainFormatFlag, switchFlag, textFlag } from "./flags.ts";

export const shards = buildCommand<ShardsFlags, [], Context>({
  docs: { brief: "Say into how many shards a run is cut, for a matrix of CI jobs" },
  parameters: {
    flags: {
      file: filesFlag,
      match: matchFlag,
      max: {
        kind: "parsed",
        parse: numberIn(1, MAX_SHARDS),
        optional: true,
        brief: `The most shards (default: ${SHARDS_AT_MOST})`,
        placeholder: "N",
      },
      per: {
        kind: "parsed",
        parse: numberIn(1, 100_000),
        optional: true,
        brief: `The most environments in each, as long as there are not too many shards (default: ${PER_SHARD})`,
        placeholder: "N",
      },
      format: plainFormatFlag,
    },
    aliases: { f: "file" },
  },
  loader: async () => (await import("./offline.ts")).shards,
});

const merge = buildCommand<MergeFlags, readonly string[], Context>({
  docs: { brief: "Put the reports of shards together, as one run prints it" },
  parameters: {
    flags: {
      format: recordsFormatFlag,
      color: colorFlag,
      detailedExitcode: switchFlag("Exit 2 when there is something to send"),
      ...COMMENT_FLAGS,
      html: textFlag("Write a page of it to this file, for a browser", "FILE"),
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "What --report or --format jsonl wrote, one of each shard",
        parse: String,
        placeholder: "FILE",
      },
    },
  },
  loader: () => import("./commands/report-merge.ts"),
});

export const report = buildRouteMap<"merge", Context>({
  routes: { merge },
  docs: { brief: "Go on from what --report wrote" },
});
