// The same verb over the instances of a run: one document, or one by the environment's name.

import { Failure } from "../../core/finding/failure.ts";
import type { EndCode } from "../../core/report/fleet-result.ts";
import type { RecordedCommand } from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import type { ReportFile } from "../disk/report-file.ts";
import { linesTo, type Sink } from "../screen/record-lines.ts";
import type { Instance } from "./distinct.ts";
import { conclude, redactFailure, tellFailure } from "./finish.ts";
import type { SeveralFlags } from "./over-several.ts";
import { describeMissing, prepareAll, prepareEach, type Prepared } from "./prepare-all.ts";
import type { openRecorder, Recorder } from "./recorder.ts";
import type { RunParts } from "./take-part.ts";
import { showOnly, takeOnly, type Verb } from "./turn.ts";
import type { Verbs } from "./verbs.ts";

export interface RunFlags extends SeveralFlags {
  /** Where records are written to as well. */
  readonly report?: string;
}

/**
 * Runs the verb for each instance. With one, its failure is the command's; with several, each failure stands
 * under its name.
 */
export async function overInstances(
  context: Context,
  parts: RunParts,
  flags: RunFlags,
  command: RecordedCommand,
  verbs: Verbs,
): Promise<EndCode> {
  const writes = command === "apply";
  if (writes && flags.concurrency !== undefined && !flags.keepGoing) {
    throw new Failure(
      "invalid_usage",
      "--concurrency goes with --keep-going where settings are written",
      {
        hint: "without --keep-going, one instance is written after the other, and the first that fails ends the run",
      },
    );
  }
  const prepared = prepare(context, parts, flags, command, verbs.made);
  context.interruption.listen();
  const report = await openReport(flags);
  const files = [
    ...(report ? [linesTo(report.write)] : []),
    ...(context.records ? [context.records(parts)] : []),
  ];
  const [only] = prepared.instances;
  try {
    if (!parts.byEnvironment && only)
      return await overOne(context, parts, flags, command, only, verbs.run, files);
    const { overSeveral } = await import("./over-several.ts");
    return await overSeveral(context, parts, flags, command, prepared, verbs, files);
  } finally {
    report?.close();
  }
}

async function openReport({ report }: RunFlags): Promise<ReportFile | undefined> {
  if (report === undefined) return undefined;
  const { openReportFile } = await import("../disk/report-file.ts");
  return openReportFile(report);
}

/** A key that is missing stops a run that needs all of them before its first request; it is one instance's failure otherwise. */
function prepare(
  context: Context,
  { desired, nameOf, shard }: RunParts,
  flags: RunFlags,
  command: RecordedCommand,
  made: Verbs["made"],
): Prepared {
  if (command === "apply" && !flags.keepGoing)
    return { instances: prepareAll(context, desired, nameOf, flags), missing: new Map() };
  const prepared = prepareEach(context, desired, nameOf, flags);
  const missing = [...prepared.missing].filter(([one]) => made?.has(one.desired) !== true);
  const failure = describeMissing({ ...prepared, missing: new Map(missing) });
  if (!failure) return prepared;
  // The other shards may have their keys: what this one came to must be in its report.
  if (shard === null && prepared.missing.size === prepared.instances.length)
    throw command === "plan" ? withAgainst(failure) : failure;
  tellFailure(context, flags, redactFailure(context, failure));
  return prepared;
}

/** Without any key, the file can still be looked at. A file that has the key is the better way. */
function withAgainst(failure: Failure): Failure {
  const { code, message, hint } = failure;
  const isMissing = code === "invalid_secret_key" && message.includes("is not set");
  if (!isMissing || hint?.includes("--dotenv")) return failure;
  const more = "without a key: --against REF shows what the file changes";
  return new Failure(code, message, { hint: hint === undefined ? more : `${hint}; ${more}` });
}

async function overOne(
  context: Context,
  parts: RunParts,
  flags: RunFlags,
  command: RecordedCommand,
  instance: Instance,
  verb: Verb,
  files: readonly Sink[],
): Promise<EndCode> {
  const lines = flags.format === "jsonl" ? [linesTo(context.terminal.out)] : [];
  const recorder = await recorderFor(context, parts, command, [...files, ...lines]);
  try {
    const run = await takeOnly(context, instance, flags, verb);
    const code = showOnly(context, flags, run);
    recorder?.done(instance, run);
    recorder?.end(code);
    return code;
  } catch (error) {
    const { failure, code } = conclude(context, error);
    recorder?.failed(instance, redactFailure(context, failure), code);
    recorder?.end(code);
    throw error;
  }
}

/** Undefined: nobody takes records, and what they would be made of is not loaded. */
async function recorderFor(
  ...given: Parameters<typeof openRecorder>
): Promise<Recorder | undefined> {
  if (given[3].length === 0) return undefined;
  const { openRecorder } = await import("./recorder.ts");
  return openRecorder(...given);
}
