/**
 * Sequences of steps against the built CLI: somebody at the dashboard, a new file, plans, applies, saved plans,
 * rollbacks, kills, faults. CLERKWORK_MODEL_RUNS says how many sequences.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultScene } from "../rig/fault-run.ts";
import type { Json } from "../rig/json.ts";
import { tally, times } from "../rig/long.ts";
import {
  ADDRESSES,
  fileOf,
  liveOf,
  settle,
  SETTINGS,
  take,
  type Fault,
  type Model,
  type Real,
  type Step,
} from "../rig/model-steps.ts";
import { writeRegression } from "../rig/regression.ts";

const SHARDS = 4;
const RUNS = times("CLERKWORK_MODEL_RUNS", 16, 400);
const SEED = Number(process.env["CLERKWORK_MODEL_SEED"] ?? "20261124");
const counted = tally("sequences");

const valueOf = (address: string): fc.Arbitrary<Json> =>
  fc.constantFrom(...(SETTINGS[address] ?? []));

const edits = fc
  .constantFrom(...ADDRESSES)
  .chain((address) => valueOf(address).map((value) => ({ address, value })));

const files = fc
  .subarray([...ADDRESSES], { minLength: 1 })
  .chain((named) =>
    fc
      .tuple(...named.map(valueOf))
      .map((values) => Object.fromEntries(named.map((name, at) => [name, values[at] as Json]))),
  );

const faults: fc.Arbitrary<Fault> = fc.record({
  method: fc.constantFrom("GET" as const, "PATCH" as const, "PATCH" as const),
  nth: fc.integer({ min: 1, max: 8 }),
  phase: fc.constantFrom("headers-in", "body-in", "applied", "headers-out"),
  act: fc.constantFrom<Fault["act"]>("reset", "close", "half", 429, 503, 500, 403, 422),
});

/** A refusal after a write has landed is no fault but a lie, and Clerk tells none. */
const isTrue = ({ phase, act }: Fault): boolean =>
  phase === "body-in" || phase === "headers-in"
    ? act !== "half"
    : act !== 429 && act !== 403 && act !== 422;

const steps: readonly fc.Arbitrary<Step>[] = [
  edits.map((edit) => ({ do: "edit", ...edit })),
  files.map((values) => ({ do: "write", values })),
  fc.constantFrom<Step>({ do: "plan" }, { do: "drift" }),
  fc.constant({ do: "apply" }),
  fc.constant({ do: "applySaved" }),
  fc.constant({ do: "rollback" }),
  fc.record({
    do: fc.constant("kill" as const),
    nth: fc.integer({ min: 1, max: 20 }),
    phase: fc.constantFrom("headers-in", "body-in", "applied", "headers-out", "closed"),
  }),
  fc.record(
    {
      do: fc.constant("fault" as const),
      faults: fc.array(faults.filter(isTrue), { minLength: 1, maxLength: 3 }),
      edit: fc
        .record({ nth: fc.integer({ min: 4, max: 20 }), edit: edits })
        .map(({ nth, edit }) => ({ nth, ...edit })),
    },
    { requiredKeys: ["do", "faults"] },
  ),
];

const commands = fc.commands(
  steps.map((step) =>
    step.map((one) => ({
      check: () => true,
      run: (model: Model, real: Real) => take(one, model, real),
      toString: () => JSON.stringify(one),
    })),
  ),
  { maxCommands: 9, size: "max" },
);

/** The steps of the shortest sequence that failed, as a test. */
const testOf = (
  trace: readonly Step[],
  file: Readonly<Record<string, Json>>,
): string => `// A sequence that broke a law.

import { expect, test } from "vitest";
import { faultScene } from "../rig/fault-run.ts";
import { fileOf, liveOf, settle, take, type Model, type Real, type Step } from "../rig/model-steps.ts";

const STEPS: readonly Step[] = ${JSON.stringify([{ do: "write", values: file }, ...trace], null, 2)};

test("steps that broke a law", { timeout: 60_000 }, async () => {
  await faultScene({ yaml: fileOf({}) }, async (scene) => {
    const model: Model = { desired: new Map(), live: liveOf(scene) };
    const real: Real = { scene, trace: [], file: "" };
    for (const step of STEPS) await take(step, model, real);
    await settle(model, real);
    expect(real.trace).toEqual(STEPS);
  });
});
`;

const FIRST: Readonly<Record<string, Json>> = {
  "instance.hibp": true,
  "restrictions.blocklist": true,
  "organization.max_allowed_memberships": 20,
  "protect.rules_enabled": true,
  "communication.blocked_country_codes": ["KP", "RU"],
};

async function runShard(shard: number): Promise<void> {
  let shortest: readonly Step[] | undefined;
  let failedAt = Infinity;
  const property = fc.asyncProperty(commands, async (sequence) => {
    // A shorter sequence is looked for, but not for long.
    if (performance.now() > failedAt + 20_000) return;
    await faultScene({ yaml: fileOf({}) }, async (scene) => {
      const trace: Step[] = [];
      const setup = async (): Promise<{ model: Model; real: Real }> => {
        const model: Model = { desired: new Map(), live: liveOf(scene) };
        const real: Real = { scene, trace: [], file: "" };
        await take({ do: "write", values: FIRST }, model, real);
        return { model, real: { ...real, trace } };
      };
      try {
        const { model, real } = await setup();
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await settle(model, real);
        counted.add();
        counted.add(trace.length, "steps");
      } catch (error) {
        failedAt = Math.min(failedAt, performance.now());
        if (shortest === undefined || trace.length <= shortest.length) shortest = trace;
        throw error;
      }
    });
  });
  const outcome = await fc.check(property, {
    seed: SEED + shard,
    numRuns: Math.ceil(RUNS / SHARDS),
  });
  if (shortest) {
    const path = writeRegression("sequence", testOf(shortest, FIRST));
    const { errorInstance } = outcome;
    const why = errorInstance instanceof Error ? errorInstance.message : "";
    throw new Error(`${path}\n${shortest.map((step) => JSON.stringify(step)).join("\n")}\n${why}`);
  }
}

describe.concurrent(`${RUNS} sequences of steps`, { timeout: 1_500_000 }, () => {
  test.for(Array.from({ length: SHARDS }, (_, shard) => shard))("shard %i", async (shard) => {
    await expect(runShard(shard)).resolves.toBeUndefined();
  });
});
