// Flags of runs over several instances.

import { MAX_SHARDS, readShard, type Shard } from "../core/report/shard.ts";
import { numberIn } from "./flag-values.ts";
import { INSTANCE_FLAGS, textFlag, type InstanceFlags, type PartFlags } from "./flags.ts";

/** Flags of commands that read files. */
export interface FilesFlags extends PartFlags {
  readonly file?: readonly string[];
}

/** Which of the environments of files. */
export interface ChoiceFlags extends FilesFlags {
  readonly match?: readonly string[];
}

/** How several instances are gone through, and what is kept of it. */
export interface RunFlags {
  readonly concurrency?: number;
  readonly shard?: Shard;
  readonly report?: string;
}

/** Flags of commands that read instances. */
export interface FleetFlags extends ChoiceFlags, Omit<InstanceFlags, "file">, RunFlags {}

function parseShard(text: string): Shard {
  const shard = readShard(text);
  if (shard) return shard;
  throw new Error(
    `must be i/n, such as 1/3, with 1 ≤ i ≤ n ≤ ${MAX_SHARDS}, not ${JSON.stringify(text)}`,
  );
}

/** Of commands that read files. */
export const filesFlag = {
  kind: "parsed",
  parse: String,
  optional: true,
  variadic: true,
  brief:
    "The FILE, a folder of files, or a pattern; repeatable (default: the nearest clerkwork.yaml)",
  placeholder: "FILE",
} as const;

export const recordsFormatFlag = {
  kind: "enum",
  values: ["text", "json", "markdown", "jsonl"],
  optional: true,
  brief: "How results are printed (default: text); jsonl: one line for each environment",
} as const;

export const matchFlag = {
  kind: "parsed",
  parse: String,
  optional: true,
  variadic: true,
  brief: "Environments whose name fits this PATTERN, such as 'tenant-*'; repeatable",
  placeholder: "PATTERN",
} as const;

export const FLEET_FLAGS = {
  ...INSTANCE_FLAGS,
  file: filesFlag,
  format: recordsFormatFlag,
  match: matchFlag,
  concurrency: {
    kind: "parsed",
    parse: numberIn(1, 256),
    optional: true,
    brief: "How many environments are read at once (default: 16)",
    placeholder: "N",
  },
  shard: {
    kind: "parsed",
    parse: parseShard,
    optional: true,
    brief: "Only the part I of N, so that N runs share the work",
    placeholder: "I/N",
  },
  report: textFlag("Write the result of each environment to this file, as JSON Lines", "FILE"),
} as const;
