import * as fc from "fast-check";
import { runs } from "../rig/generators/runs.ts";
import type { Implementation } from "./implementation.ts";

/** A rule that holds for every input. */
export interface Law {
  /** As in the design. */
  readonly name: string;
  /** Rejects with a counter-example when the implementation breaks it. */
  readonly check: (implementation: Implementation, how?: CheckOptions) => Promise<void>;
}

export interface CheckOptions {
  /** The first counter-example will do, as large as it came. */
  readonly hasty?: boolean;
}

/** Checks a property as often as laws are checked. */
export async function holdsFor<T>(
  inputs: fc.Arbitrary<T>,
  rule: (input: T) => Promise<void> | void,
  { hasty = false }: CheckOptions = {},
): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    await rule(input);
  });
  const { numRuns, seed } = runs();
  await fc.assert(property, {
    seed,
    // The first counter-example ends it, so that a rare one may be looked for longer.
    numRuns: hasty ? 5 * numRuns : numRuns,
    endOnFailure: hasty,
  });
}

/**
 * The same for rules that wait for real seconds: all inputs at once, without looking for a smaller
 * counter-example.
 */
export async function holdsForAllAtOnce<T>(
  inputs: fc.Arbitrary<T>,
  rule: (input: T) => Promise<void>,
  { hasty = false }: CheckOptions = {},
): Promise<void> {
  const checked = fc
    .sample(inputs, hasty ? { ...runs(), numRuns: 60 } : runs())
    .map(async (input) => {
      try {
        await rule(input);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${fc.stringify(input)}\n${why}`, { cause: error });
      }
    });
  if (hasty) return void (await Promise.all(checked));
  const broken = (await Promise.allSettled(checked)).flatMap((one) =>
    one.status === "rejected" ? [one.reason as Error] : [],
  );
  const [first] = broken;
  if (!first) return;
  const many = `${broken.length} of ${checked.length} inputs broke it; the first:`;
  throw new Error(`${many} ${first.message}`, { cause: first.cause });
}
