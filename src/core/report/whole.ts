// From the reports of the shards to the one that a run without shards writes.

import { EXIT, type Failure } from "../finding/failure.ts";
import { exitCodeOf, type Tally } from "./fleet-result.ts";
import { invalidReport, type Part } from "./part.ts";
import {
  STANDS,
  type EndRecord,
  type EnvironmentRecord,
  type RecordedCommand,
  type StartRecord,
} from "./record.ts";
import { readShard } from "./shard.ts";

const OF_ONE_RUN =
  "merge the reports of one run: one command, with one set of flags, over the same files";

const SAME = [
  ["command", "it is of another command"],
  ["config", "it is of other files, or of other environments of them,"],
  ["files", "it is of another number of files"],
  ["of", "it is of another number of environments"],
  ["flags", "it was made with other flags or another address"],
] as const satisfies readonly (readonly [member: keyof StartRecord, what: string])[];

/** Throws a `Failure` (exit 3) for reports that are not the shards of one run, each once. */
export function requireWhole(parts: readonly Part[]): void {
  const [first] = parts;
  if (!first) return;
  for (const part of parts) {
    for (const [member, what] of SAME)
      if (part.start[member] !== first.start[member])
        throw invalidReport(part.file, `${what} than ${first.file}`, OF_ONE_RUN);
  }
  requireEachShard(parts, first);
}

function requireEachShard(parts: readonly Part[], first: Part): void {
  const count = countOf(first);
  const byShard = new Map<string | null, Part>();
  for (const part of parts) {
    const { shard } = part.start;
    if (countOf(part) !== count) throw mixed(part, first);
    const other = byShard.get(shard);
    if (other) throw twice(part, other);
    byShard.set(shard, part);
  }
  if (first.start.shard === null) return;
  const missing = Array.from({ length: count }, (_, index) => `${index + 1}/${count}`).filter(
    (shard) => !byShard.has(shard),
  );
  if (missing.length > 0)
    throw invalidReport(
      first.file,
      `it is of ${count} shards, and there is no report of ${missing.join(", ")}`,
      "name the report of each shard; run the shards that wrote none again",
    );
}

/** How many shards its run has; 0: it was not cut. */
const countOf = ({ start }: Part): number =>
  start.shard === null ? 0 : (readShard(start.shard)?.count ?? -1);

const shardOf = ({ start }: Part): string =>
  start.shard === null ? "a run without shards" : `shard ${start.shard}`;

const mixed = (part: Part, first: Part): Failure =>
  invalidReport(
    part.file,
    `it is of ${shardOf(part)}, and ${first.file} of ${shardOf(first)}`,
    "merge the reports of one run: all cut into the same number of shards",
  );

const twice = (part: Part, other: Part): Failure =>
  invalidReport(
    part.file,
    `it is of ${shardOf(part)}, and so is ${other.file}`,
    "name one report of each shard",
  );

/** Which environments the reports hold. */
export interface Register {
  readonly take: (file: string, record: EnvironmentRecord) => void;
  /** Throws a `Failure` (exit 3) when one was taken twice. */
  readonly requireOnce: () => void;
}

export function openRegister(): Register {
  const places = new Map<number, string>();
  const names = new Map<string, string>();
  let failure: Failure | undefined;
  return {
    take: (file, { index, file: from, name }) => {
      const key = JSON.stringify([from, name]);
      const other = names.get(key) ?? places.get(index);
      places.set(index, file);
      names.set(key, file);
      if (other === undefined) return;
      failure ??= invalidReport(
        file,
        `${name ?? from} stands there, and ${other === file ? "twice" : `in ${other} as well`}`,
        "merge one report of each shard, as the runs wrote them",
      );
    },
    requireOnce: () => {
      if (failure) throw failure;
    },
  };
}

/** The first line of a run without shards. */
export const wholeStart = ({ start }: Part): StartRecord => ({
  ...start,
  shard: null,
  total: start.of,
});

/** The last line: all counts together, and the code by the rules of one run. */
export function wholeEnd(parts: readonly Part[]): EndRecord {
  const tallies = parts.map(({ tally, end }) => withCode(tally, end.exit_code));
  const counts = Object.fromEntries(
    STANDS.map((stand) => [stand, tallies.reduce((sum, one) => sum + one.counts[stand], 0)]),
  ) as Tally["counts"];
  const tally: Tally = {
    counts,
    codes: new Set(tallies.flatMap(({ codes }) => [...codes])),
    changes: tallies.reduce((sum, { changes }) => sum + changes, 0),
    wrote: tallies.some(({ wrote }) => wrote),
  };
  return { type: "end", counts, exit_code: exitCodeOf(tally) };
}

/** A run may end otherwise than its environments: stopped by a signal, or over a limit for all of them. */
const withCode = (tally: Tally, code: number): Tally => ({
  ...tally,
  codes: new Set([...tally.codes, code]),
});

/** With the exit code that the environment has under `--detailed-exitcode`. */
export function detailed(record: EnvironmentRecord, command: RecordedCommand): EnvironmentRecord {
  if ("error" in record || command !== "plan") return record;
  const { document } = record;
  const differs = document.exit_code === EXIT.ok && (document.calls ?? []).length > 0;
  return differs ? { ...record, document: { ...document, exit_code: EXIT.differs } } : record;
}

/** The environments of reports that are each in file order, in file order. One of each report is held at a time. */
export function* inFileOrder(
  reports: readonly Iterable<EnvironmentRecord>[],
): Generator<EnvironmentRecord> {
  const heads = reports.map((report) => {
    const rest = report[Symbol.iterator]();
    return { rest, next: rest.next() };
  });
  for (;;) {
    let least: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (!least || least.next.done || head.next.value.index < least.next.value.index) least = head;
    }
    if (!least || least.next.done) return;
    yield least.next.value;
    least.next = least.rest.next();
  }
}
