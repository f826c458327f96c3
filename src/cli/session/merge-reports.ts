// The reports of shards as the records of one run: read once to see that they are whole, and again to be written.

import type { EndCode } from "../../core/report/fleet-result.ts";
import { readPart } from "../../core/report/part.ts";
import type {
  EndRecord,
  EnvironmentRecord,
  RecordedCommand,
  ReportRecord,
  StartRecord,
} from "../../core/report/record.ts";
import {
  detailed,
  inFileOrder,
  openRegister,
  requireWhole,
  wholeEnd,
  wholeStart,
} from "../../core/report/whole.ts";
import { openSightings } from "../../core/report/same-instance.ts";
import { openReport, type OpenReport } from "../disk/read-report.ts";
import type { Sink } from "../screen/record-lines.ts";

export interface MergeOptions {
  readonly toolVersion: string;
  /** Whether something to send is told by the exit code, as `plan --detailed-exitcode` does. */
  readonly detailed: boolean;
  /** Where the records go, once it is known that they are whole. */
  readonly sinksFor: (start: StartRecord) => readonly Sink[];
}

/**
 * What is held at a time is one record of each report, and the names. Before anything is written, throws a `Failure`:
 * exit 3 for reports that are not those of one run, exit 4 where two environments of theirs are one instance.
 */
export function mergeReports(
  paths: readonly string[],
  { toolVersion, detailed: isDetailed, sinksFor }: MergeOptions,
): EndCode {
  const reports: OpenReport[] = [];
  try {
    for (const path of paths) reports.push(openReport(path, toolVersion));
    const register = openRegister();
    const sightings = openSightings();
    const parts = reports.map((report) =>
      readPart(report.file, recordsOf(report, isDetailed), (record) => {
        register.take(report.file, record);
        sightings.take(report.file, record);
      }),
    );
    requireWhole(parts);
    register.requireOnce();
    const [first] = parts;
    if (!first) throw new Error("no report was named");
    const start = wholeStart(first);
    sightings.requireDistinct(start);
    const end = wholeEnd(parts);
    const sinks = sinksFor(start);
    write(sinks, start, inFileOrder(reports.map((one) => environmentsOf(one, isDetailed))), end);
    return end.exit_code as EndCode;
  } finally {
    for (const report of reports) report.close();
  }
}

function* recordsOf(report: OpenReport, isDetailed: boolean): Generator<ReportRecord> {
  let command: RecordedCommand = "plan";
  for (const record of report.records()) {
    if (record.type === "start") command = record.command;
    yield isDetailed && record.type === "environment" ? detailed(record, command) : record;
  }
}

function* environmentsOf(report: OpenReport, isDetailed: boolean): Generator<EnvironmentRecord> {
  for (const record of recordsOf(report, isDetailed))
    if (record.type === "environment") yield record;
}

function write(
  sinks: readonly Sink[],
  start: StartRecord,
  records: Iterable<EnvironmentRecord>,
  end: EndRecord,
): void {
  for (const sink of sinks) sink.start?.(start);
  for (const record of records) for (const sink of sinks) sink.each?.(record);
  for (const sink of sinks) sink.end?.(end);
}
