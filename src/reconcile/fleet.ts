// The same verb over several instances: failures stay where they happen, results come in the order given.

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
  /** Whether those that have not begun are left alone after this result. */
  readonly stopAfter?: (result: Result<Instance, Value>) => boolean;
  /** Told each result, in the order of the instances. */
  readonly onResult?: (result: Result<Instance, Value>, index: number) => void;
}

/** What the verb throws as a `Failure` stays with its instance. Anything else is thrown, once those that run have ended. */
export async function fleet<Instance, Value>(
  instances: readonly Instance[],
  verb: (instance: Instance) => Promise<Value>,
  { concurrency, stopAfter, onResult }: FleetOptions<Instance, Value>,
): Promise<readonly Result<Instance, Value>[]> {
  const results: (Result<Instance, Value> | undefined)[] = instances.map(() => undefined);
  let begun = 0;
  let told = 0;
  let stopped = false;
  const tell = (): void => {
    for (let result = results[told]; result; result = results[(told += 1)])
      onResult?.(result, told);
  };
  const work = async (): Promise<void> => {
    while (begun < instances.length) {
      const index = begun++;
      const instance = instances[index] as Instance;
      const result = stopped ? ({ instance, kind: "skipped" } as const) : await run(instance, verb);
      stopped ||= result.kind !== "skipped" && stopAfter?.(result) === true;
      results[index] = result;
      tell();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  return results.filter((result) => result !== undefined);
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
