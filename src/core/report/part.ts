// The records of one report, in turn: whether they are those of a run from its beginning to its end.

import { Failure } from "../finding/failure.ts";
import { plural } from "../text/line.ts";
import { addTo, EMPTY_TALLY, type Tally } from "./fleet-result.ts";
import {
  STANDS,
  type EndRecord,
  type EnvironmentRecord,
  type ReportRecord,
  type StartRecord,
} from "./record.ts";

/** One report: a whole run, or a shard of one. */
export interface Part {
  readonly file: string;
  readonly start: StartRecord;
  readonly end: EndRecord;
  readonly tally: Tally;
}

const AGAIN = "run it again, and merge what it writes then";

/** `file` is what the report is called. */
export const invalidReport = (file: string, why: string, hint: string): Failure =>
  new Failure("invalid_report", `${file}: ${why}`, { hint });

/**
 * Takes a report to its end, and shows each environment to `see`. What is held does not grow with the report.
 * Throws a `Failure` (exit 3) for one that is not whole, or not as a run writes it.
 */
export function readPart(
  file: string,
  records: Iterable<ReportRecord>,
  see: (record: EnvironmentRecord) => void,
): Part {
  let start: StartRecord | undefined;
  let end: EndRecord | undefined;
  let tally = EMPTY_TALLY;
  let last = -1;
  let line = 0;
  for (const record of records) {
    line += 1;
    const why = whyNotNext(record, line, { start, end, last });
    if (why !== null) throw invalidReport(file, `line ${line} ${why}`, AGAIN);
    if (record.type === "start") start = record;
    else if (record.type === "end") end = record;
    else {
      last = record.index;
      tally = addTo(tally, record);
      see(record);
    }
  }
  if (!start || !end) throw unended(file, start);
  requireCounted({ file, start, end, tally });
  return { file, start, end, tally };
}

/** Why a record can't follow what was read so far; null: it can. */
function whyNotNext(
  record: ReportRecord,
  line: number,
  read: {
    readonly start: StartRecord | undefined;
    readonly end: EndRecord | undefined;
    readonly last: number;
  },
): string | null {
  if (read.end) return "follows the end of the report";
  const begins = record.type === "start";
  if (begins !== (line === 1))
    return begins ? "starts another report" : "is not the start of a report";
  if (record.type !== "environment") return null;
  const isInPlace = record.index > read.last && record.index < (read.start?.of ?? 0);
  return isInPlace ? null : "is not in its place among the environments";
}

function unended(file: string, start: StartRecord | undefined): Failure {
  const shard = start?.shard ?? null;
  return invalidReport(
    file,
    "it has no end line, so its run did not come to its end",
    shard === null ? AGAIN : `run shard ${shard} again, and merge what it writes then`,
  );
}

/** Throws a `Failure` (exit 3) for a report that does not hold what its first and its last line say. */
function requireCounted({ file, start, end, tally }: Part): void {
  const { counts } = tally;
  const held = STANDS.reduce((sum, stand) => sum + counts[stand], 0);
  if (held !== start.total)
    throw invalidReport(
      file,
      `it is of ${plural(start.total, "environment")} and holds ${held}`,
      AGAIN,
    );
  if (STANDS.some((stand) => counts[stand] !== end.counts[stand]))
    throw invalidReport(file, "its end line counts other environments than it holds", AGAIN);
}
