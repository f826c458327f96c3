// Which of the environments that were loaded a run is of: those that a pattern fits, and of these one shard.

import { createHash } from "node:crypto";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { hashSource } from "../../core/plan/saved-plan.ts";
import { nameOfShard, takeShard, type Shard } from "../../core/report/shard.ts";
import { namesIn, type Loaded } from "../disk/load-file.ts";
import type { PermissionFlags } from "../flags.ts";

/** The environments of a run, and where they stand among all. */
export interface RunParts extends Loaded {
  /** What each is called among the others. */
  readonly nameOf: (desired: Desired) => string;
  /** Its place among those of all shards, from 0. */
  readonly indexOf: (desired: Desired) => number;
  /** How many all shards have. */
  readonly of: number;
  /** `i/n`; null: the whole. */
  readonly shard: string | null;
  /** The sections that were asked for; absent: all. */
  readonly only?: readonly string[] | undefined;
  /** A hash of the files and of what was asked for of them: the same in every shard of a run. */
  readonly config: () => string;
  /** A hash of the flags that change what comes of it, and of the address of Clerk. No secret goes into it. */
  readonly flags: (apiUrl: string) => string;
}

/** Flags that change what comes of an instance. `--detailed-exitcode` is none: `report merge` has it as well. */
interface OutcomeFlags extends PermissionFlags {
  readonly only?: readonly string[];
  readonly withoutFrontendApi?: boolean;
  readonly requireConfirmed?: boolean;
  readonly keepGoing?: boolean;
  readonly unmanaged?: boolean;
  readonly receipt?: string;
  readonly against?: string;
}

export interface PartFlags extends OutcomeFlags {
  readonly match?: readonly string[];
  readonly shard?: Shard;
}

/** Throws a `Failure` (exit 3) when no name fits. A shard may be empty. */
export async function takePart(loaded: Loaded, flags: PartFlags): Promise<RunParts> {
  const { match, shard, only } = flags;
  const nameOf = namesIn(loaded);
  const all = match === undefined ? loaded.desired : await matching(loaded.desired, nameOf, match);
  const places = new Map(all.map((one, index) => [one, index]));
  return {
    ...loaded,
    desired: shard === undefined ? all : takeShard(all, shard),
    byEnvironment: loaded.byEnvironment || shard !== undefined,
    nameOf,
    indexOf: (desired) => places.get(desired) ?? -1,
    of: all.length,
    shard: shard === undefined ? null : nameOfShard(shard),
    only,
    config: () => hashConfig(loaded, all),
    flags: (apiUrl) => hashFlags(flags, apiUrl),
  };
}

async function matching(
  desired: readonly Desired[],
  nameOf: (desired: Desired) => string,
  patterns: readonly string[],
): Promise<readonly Desired[]> {
  const { default: picomatch } = await import("picomatch");
  const fits = picomatch([...patterns]);
  const found = desired.filter(
    (one) => fits(nameOf(one)) || (one.environment !== null && fits(one.environment)),
  );
  if (found.length > 0) return found;
  const known = desired.slice(0, 10).map(nameOf).join(", ");
  const more = desired.length > 10 ? `, and ${desired.length - 10} more` : "";
  throw new Failure("unknown_environment", `--match ${patterns.join(" ")} fits no environment`, {
    hint: `there are ${known}${more}`,
  });
}

function hashConfig({ files }: Loaded, all: readonly Desired[]): string {
  const hash = createHash("sha256");
  for (const { file, bytes } of files) hash.update(`${file}\0${hashSource(bytes)}\0`);
  for (const { file, environment } of all) hash.update(`${file}\0${environment ?? ""}\0`);
  return `sha256:${hash.digest("hex")}`;
}

function hashFlags(flags: OutcomeFlags, apiUrl: string): string {
  const listed = (values: readonly unknown[] = []): readonly string[] =>
    [...new Set(values.map((value) => JSON.stringify(value)))].toSorted();
  const said = [
    apiUrl,
    flags.only === undefined ? null : listed(flags.only),
    listed(flags.allow),
    flags.maxChanges ?? null,
    // Where a receipt stands may differ; that there is one changes what is known.
    flags.receipt !== undefined,
    ...[flags.withoutFrontendApi, flags.requireConfirmed, flags.keepGoing, flags.unmanaged].map(
      Boolean,
    ),
    ...(flags.against === undefined ? [] : [flags.against]),
    ...(flags.maxDeletes === undefined ? [] : [{ maxDeletes: flags.maxDeletes }]),
  ];
  return `sha256:${createHash("sha256").update(JSON.stringify(said)).digest("hex")}`;
}
