import type { Parameters } from "fast-check";

/** Runs of each law. CLERKWORK_LAW_RUNS raises it for a night. */
const RUNS = Number(process.env["CLERKWORK_LAW_RUNS"] ?? 200);

/** At most so many, where a test is run once per mutant. */
const MOST = Number(process.env["CLERKWORK_LAW_MOST"] ?? Infinity);

/** The same seed each time, so that a red run stays red; CLERKWORK_LAW_SEED tries others. */
const SEED = Number(process.env["CLERKWORK_LAW_SEED"] ?? 20_260_512);

/** For `fc.assert` and `fc.sample`. */
export function runs(atLeast = 200): Required<Pick<Parameters, "numRuns" | "seed">> {
  return { numRuns: Math.min(MOST, Math.max(atLeast, RUNS)), seed: SEED };
}
