// The verb over several instances: who runs when, what stops the rest, and what the whole comes to.

import { EXIT, Failure } from "../../core/finding/failure.ts";
import { exitCodeOf, type EndCode, type Tally } from "../../core/report/fleet-result.ts";
import type { RecordedCommand } from "../../core/report/record.ts";
import { plural } from "../../core/text/line.ts";
import { fleet, type Result } from "../../reconcile/fleet.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags, PermissionFlags } from "../flags.ts";
import type { ShowFlags } from "../screen/color.ts";
import { openFleetProgress } from "../screen/fleet-progress.ts";
import { openPages } from "../screen/pages.ts";
import { openReader } from "../screen/reading.ts";
import type { Sink } from "../screen/record-lines.ts";
import { resultsTo } from "../screen/sinks.ts";
import { openTwins, type Instance } from "./distinct.ts";
import { hasWritten, isSpoiled, notAttempted, standOfFailure, whyOf } from "./ends.ts";
import { tellFailure, toFailure } from "./finish.ts";
import { lookFirst } from "./look-first.ts";
import type { Prepared } from "./prepare-all.ts";
import { openRecorder, type Recorder } from "./recorder.ts";
import { codeOf, standOfRun, type Run } from "./run.ts";
import type { RunParts } from "./take-part.ts";
import { recordResult } from "./record-result.ts";
import { takeTurn } from "./turn.ts";
import type { Verbs } from "./verbs.ts";

export interface SeveralFlags
  extends ShowFlags, ConnectionFlags, Pick<PermissionFlags, "maxChanges"> {
  readonly concurrency?: number;
  readonly keepGoing?: boolean;
  /** Where plans are saved: what is saved can be applied, so it is known first who the instances are. */
  readonly out?: string;
}

/** Instances that are read at once. */
const READ_AT_ONCE = 16;

/**
 * A verb that writes leaves the rest alone after one that did not end well, and begins none unless all are who
 * they should be. `--keep-going` goes on; with several at once, they go one after the other until one was written and
 * came to be so. When one before that did not, the rest is left alone.
 */
export async function overSeveral(
  context: Context,
  parts: RunParts,
  flags: SeveralFlags,
  command: RecordedCommand,
  { instances, missing }: Prepared,
  { run, count, made = new Map() }: Verbs,
  files: readonly Sink[],
): Promise<EndCode> {
  const writes = command === "apply";
  const keepsGoing = flags.keepGoing === true;
  const concurrency = flags.concurrency ?? (writes ? 1 : READ_AT_ONCE);
  const total = instances.length;
  const progress = openFleetProgress(context, flags, { command, total, concurrency });
  const pages = openPages(context.terminal);
  const results = resultsTo(context, flags, parts.files.length > 1, pages);
  const isAlone = concurrency === 1;
  const twinOf = openTwins(false);
  const twinSoFar = openTwins(false);
  let isProven = false;
  const { interruption } = context;
  let recorder: Recorder;
  try {
    const spoiled =
      writes || flags.out !== undefined
        ? await lookFirst(context, parts, instances, {
            command,
            reader: isAlone
              ? openReader(context, "who the instances are", flags)
              : progress.reader("who the instances are"),
            count,
            maxChanges: flags.maxChanges,
            sinks: flags.format === "jsonl" ? [...files, results] : files,
          })
        : new Map<Instance, Failure>();
    const isLeft = writes && spoiled.size > 0 && !keepsGoing;
    recorder = openRecorder(context, parts, command, [...files, results]);
    await fleet<Instance, Run>(
      instances,
      async (instance) => {
        const { name } = instance;
        const turn = (): Promise<Run> => {
          const failure = spoiled.get(instance);
          if (failure) throw failure;
          if (isLeft) throw notAttempted(context, name);
          const reader = isAlone ? openReader(context, name, flags) : progress.reader(name);
          return takeTurn(context, instance, run, { reader, isAlone, openPage: pages.open }, flags);
        };
        try {
          const done = await turn();
          const isTwin = !writes && twinSoFar(instance, done.plan.target.instance_id) !== undefined;
          progress.ended(name, isTwin ? "refused" : standOfRun(done));
          return done;
        } catch (error) {
          const failure = toFailure(error);
          const stand = made.has(instance.desired) ? "offline" : standOfFailure(failure);
          progress.ended(name, stand, whyOf(context, failure));
          throw failure;
        }
      },
      {
        concurrency,
        ...(writes ? { until: (result) => (isProven ||= hasWritten(result)) } : {}),
        stopAfter: (result) => {
          if (interruption.exitCode() !== undefined) return true;
          if (!writes || isLeft) return false;
          if (keepsGoing) return !isProven && !isAlone && isSpoiled(result);
          return result.kind !== "done" || codeOf(result.value, interruption) !== EXIT.ok;
        },
        onResult: (result) => {
          progress.clear();
          recordResult(
            context,
            flags,
            { recorder, pages, missing, made },
            writes ? result : asOwn(result, twinOf),
          );
        },
      },
    );
  } finally {
    progress.close();
  }
  return endOf(context, flags, recorder, writes);
}

/** What was read of an instance that an environment before it came to is not shown under a second name. */
function asOwn(
  result: Result<Instance, Run>,
  twinOf: ReturnType<typeof openTwins>,
): Result<Instance, Run> {
  if (result.kind !== "done") return result;
  const { instance, value } = result;
  const failure = twinOf(instance, value.plan.target.instance_id);
  return failure ? { instance, kind: "failed", failure } : result;
}

/** The limit on changes is for all of them together; a verb that writes was held to it before. */
function endOf(
  context: Context,
  flags: SeveralFlags,
  recorder: Recorder,
  writes: boolean,
): EndCode {
  const tally = recorder.tally();
  const { maxChanges } = flags;
  const signalled = context.interruption.exitCode();
  if (signalled !== undefined && tally.counts.not_attempted > 0)
    return recorder.end(withCode(tally, signalled));
  if (writes || maxChanges === undefined || tally.changes <= maxChanges) return recorder.end();
  const failure = new Failure(
    "refused",
    `all environments together would change ${plural(tally.changes, "setting")}, and --max-changes allows ${maxChanges}`,
  );
  tellFailure(context, flags, failure);
  return recorder.end(withCode(tally, EXIT.refused));
}

const withCode = (tally: Tally, code: EndCode): EndCode =>
  exitCodeOf({ ...tally, codes: new Set([...tally.codes, code]) });
