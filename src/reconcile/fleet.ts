// The same verb over several instances: failures stay where they happen, results come in the order given.

import { pMapIterable } from "p-map";
import { Failure } from "../core/finding/failure.ts";

/** What became of one instance. */
export type Result<Instance, Value> = { readonly instance: Instance } & (
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Left alone, because an earlier one did not end well. */
  | { readonly kind: "skipped" }
);

export interface FleetOptions<Instance, Value> {
  /** How many at once; 1 is one after the other. */
  readonly concurrency: number;
  /** One after the other, in their order, until this holds of a result; absent: `concurrency` at once from the start. */
  readonly until?: (result: Result<Instance, Value>) => boolean;
  /** Whether those that have not begun are left alone after this result. */
  readonly stopAfter?: (result: Result<Instance, Value>, index: number) => boolean;
  /** Told each result, in the order of the instances. Nothing of it is kept here. */
  readonly onResult: (result: Result<Instance, Value>, index: number) => void;
}

/** Nothing begins more than so many times the concurrency ahead of the oldest that has not ended. */
const WINDOW = 4;

/**
 * What the verb throws as a `Failure` stays with its instance. Anything else, and whatever `onResult` throws, is
 * thrown once those that run have ended; none begins after it. What is held at a time does not grow with the number of instances.
 */
export async function fleet<Instance, Value>(
  instances: Iterable<Instance>,
  verb: (instance: Instance) => Promise<Value>,
  { concurrency, until, stopAfter, onResult }: FleetOptions<Instance, Value>,
): Promise<void> {
  const atOnce = Math.max(1, concurrency);
  const faults: unknown[] = [];
  const gate = openGate(until !== undefined);
  let stopped = false;
  const attempt = async (instance: Instance, index: number): Promise<Result<Instance, Value>> => {
    await gate.enter();
    let opens = false;
    try {
      if (stopped) return { instance, kind: "skipped" };
      const result = await run(instance, verb);
      stopped ||= stopAfter?.(result, index) === true;
      opens = until?.(result) === true;
      return result;
    } catch (fault) {
      faults.push(fault);
      stopped = true;
      return { instance, kind: "skipped" };
    } finally {
      gate.leave(opens);
    }
  };
  const results = pMapIterable(instances, attempt, {
    concurrency: atOnce,
    backpressure: WINDOW * atOnce,
  });
  let index = 0;
  for await (const result of results) {
    try {
      if (faults.length === 0) onResult(result, index);
    } catch (fault) {
      faults.push(fault);
      stopped = true;
    }
    index += 1;
  }
  if (faults.length > 0) throw faults[0];
}

interface Gate {
  /** Waits for its turn, in the order of the calls. */
  readonly enter: () => Promise<void>;
  /** To be called once for each that entered. `opens`: from now on nobody waits. */
  readonly leave: (opens: boolean) => void;
}

/** Lets one in at a time while it is closed. */
function openGate(isClosed: boolean): Gate {
  let isTaken = false;
  const waiting: (() => void)[] = [];
  return {
    enter: async () => {
      if (!isClosed) return;
      if (isTaken) await new Promise<void>((resolve) => waiting.push(resolve));
      isTaken = true;
    },
    leave: (opens) => {
      if (opens) isClosed = false;
      if (!isClosed) for (const enter of waiting.splice(0)) enter();
      else if (waiting.length > 0) waiting.shift()?.();
      else isTaken = false;
    },
  };
}

async function run<Instance, Value>(
  instance: Instance,
  verb: (instance: Instance) => Promise<Value>,
): Promise<Result<Instance, Value>> {
  try {
    return { instance, kind: "done", value: await verb(instance) };
  } catch (error) {
    if (error instanceof Failure) return { instance, kind: "failed", failure: error };
    throw error;
  }
}
