// What a run over several instances asks before it writes: who they are, and how much would change. A run that is
// refused by it still leaves its records.

import type { Failure } from "../../core/finding/failure.ts";
import type { RecordedCommand } from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import type { Reader } from "../screen/reading.ts";
import type { Sink } from "../screen/record-lines.ts";
import { identifyAll, type Instance } from "./distinct.ts";
import { notAttempted } from "./ends.ts";
import { conclude, redactFailure } from "./finish.ts";
import { requireFewChanges, type Count } from "./max-changes.ts";
import { openRecorder } from "./recorder.ts";
import type { RunParts } from "./take-part.ts";

const AT_ONCE = 16;

export interface Looking {
  readonly command: RecordedCommand;
  readonly reader: Reader;
  readonly count?: Count | undefined;
  readonly maxChanges?: number | undefined;
  /** What takes records, also of a run that is refused. */
  readonly sinks: readonly Sink[];
}

/**
 * Gives back why some may not be written. Throws a `Failure` (exit 4) when two environments come to one instance, or
 * all together would change more than `maxChanges`: with a record for each in `sinks`.
 */
export async function lookFirst(
  context: Context,
  parts: RunParts,
  instances: readonly Instance[],
  { command, reader, count, maxChanges, sinks }: Looking,
): Promise<ReadonlyMap<Instance, Failure>> {
  const failures = new Map<Instance, Failure>();
  try {
    const { unknown, twin } = await reader.read(() => identifyAll(instances, AT_ONCE));
    for (const [instance, failure] of unknown) failures.set(instance, failure);
    if (twin) {
      failures.set(twin.instance, twin.failure);
      throw twin.failure;
    }
    if (!count || maxChanges === undefined) return failures;
    const uncounted = await requireFewChanges(instances, count, maxChanges);
    return new Map([...uncounted, ...failures]);
  } catch (error) {
    const recorder = openRecorder(context, parts, command, sinks);
    for (const instance of instances) {
      const own = failures.get(instance);
      const left = notAttempted(context, instance.name, "the run was refused");
      const { failure, code } = own
        ? conclude(context, own)
        : { failure: left, code: left.exitCode };
      recorder.failed(instance, redactFailure(context, failure), code);
    }
    recorder.end(conclude(context, error).code);
    throw error;
  }
}
