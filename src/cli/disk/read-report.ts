// Reports on disk: the file of --report, or what --format jsonl printed, as records that are what they should be.

import { closeSync } from "node:fs";
import { Failure } from "../../core/finding/failure.ts";
import { checkOf } from "../../core/report/fits.ts";
import { OUTPUTS } from "../../core/report/output-schemas.ts";
import { invalidReport } from "../../core/report/part.ts";
import type { ReportRecord } from "../../core/report/record.ts";
import { errorText } from "./error-text.ts";
import { isThere } from "./find-file.ts";
import { isDeeper, MAX_DEPTH, rejectPrototypes } from "./json-file.ts";
import { linesOf, type RawLine } from "./read-lines.ts";
import { NOT_REGULAR, openRegular } from "./read-file.ts";

/** A report that is open. */
export interface OpenReport {
  readonly file: string;
  /** From its beginning, each time. Throws a `Failure` (exit 3) where a line is no record. */
  readonly records: () => Iterable<ReportRecord>;
  readonly close: () => void;
}

const NAME_REPORTS = "name what --report or --format jsonl wrote";

/** Throws a `Failure` (exit 3) for what can't be read. `toolVersion`: the only one whose reports are taken. */
export function openReport(path: string, toolVersion: string): OpenReport {
  const file = open(path);
  const isRecord = checkOf(OUTPUTS.report());
  return {
    file: path,
    *records() {
      let number = 0;
      for (const line of linesOf(file)) {
        number += 1;
        yield recordIn(path, number, line, toolVersion, isRecord);
      }
    },
    close: () => closeSync(file),
  };
}

function open(path: string): number {
  const fail = (why: string): Failure =>
    new Failure("unreadable_file", `${path} can't be read: ${why}`, { hint: NAME_REPORTS });
  if (path.includes("\0")) throw fail("the path is not usable");
  if (!isThere(path))
    throw new Failure("no_file", `${path} does not exist`, {
      hint: `${NAME_REPORTS}; a shard that wrote no report must run again`,
    });
  try {
    const file = openRegular(path);
    if (file !== null) return file;
  } catch (error) {
    throw fail(errorText(error));
  }
  throw fail(NOT_REGULAR);
}

function recordIn(
  path: string,
  number: number,
  line: RawLine,
  toolVersion: string,
  isRecord: (value: unknown) => boolean,
): ReportRecord {
  const fail = (why: string): Failure =>
    invalidReport(path, `line ${number} ${why}`, `${NAME_REPORTS}, as it was written`);
  const value = parse(line);
  if (value === undefined) throw fail("is not JSON, or cut short");
  if (number === 1) requireVersion(path, value, toolVersion);
  if (!isRecord(value)) throw fail("is no record of a report");
  return value as ReportRecord;
}

/** Undefined: it can't be read. */
function parse(line: RawLine): unknown {
  if (line === null) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
    return isDeeper(text, MAX_DEPTH) ? undefined : JSON.parse(text, rejectPrototypes);
  } catch {
    return undefined;
  }
}

/** Told before anything else: another version's records may have another form. */
function requireVersion(path: string, value: unknown, own: string): void {
  const { type, tool_version: version } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (type !== "start" || typeof version !== "string" || version === own) return;
  throw invalidReport(
    path,
    `clerkwork ${version} wrote it, and this is clerkwork ${own}`,
    "merge with the version that ran the shards, and run all shards with one version",
  );
}
