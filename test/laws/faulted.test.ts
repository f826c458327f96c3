// 100,000 applies under faults with CLERKWORK_LONG, or as many as CLERKWORK_FAULTED_RUNS says.

import { expect, test } from "vitest";
import { tally, times } from "../rig/long.ts";
import { writeRegression } from "../rig/regression.ts";
import {
  judgeOrdeal,
  ordealOf,
  poolOf,
  smallest,
  stopTheClock,
  type Breach,
  type Ordeal,
} from "./faulted.ts";

const RUNS = times("CLERKWORK_FAULTED_RUNS", 2000, 100_000);
const SEED = Number(process.env["CLERKWORK_FAULTED_SEED"] ?? "20261124");
let blind = 0;
const counted = tally("faulted runs", {
  figure: "Writes sent again without a read between",
  goal: "0 in 100,000 runs under faults",
  measured: (count) => `${blind} in ${count} runs`,
  command: "CLERKWORK_FAULTED_RUNS=100000 npm run test:long -- test/laws/faulted.test.ts",
});

const mapOf = (values: ReadonlyMap<string, unknown> | null): string =>
  values === null ? "null" : `new Map<string, Json>(${JSON.stringify([...values])})`;

/** A test that holds the run itself, so that it stays the same when the generators change. */
function testOf(law: string, { file, ...rest }: Ordeal): string {
  return `// A run that broke this law: ${law}.

import { expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { judgeOrdeal, stopTheClock, type Ordeal } from "../laws/faulted.ts";

const ordeal: Ordeal = {
  file: {
    apiVersion: ${JSON.stringify(file.apiVersion)},
    base: ${mapOf(file.base)},
    staging: ${mapOf(file.staging)},
  },${JSON.stringify(rest, null, 2).slice(1)};

test(${JSON.stringify(law)}, async () => {
  const { goOn } = stopTheClock();
  const { breaches } = await judgeOrdeal(ordeal);
  goOn();
  expect(breaches).toEqual([]);
});
`;
}

test(
  `${RUNS} applies under faults: no blind resend, no third value overwritten, an honest report`,
  { timeout: 3_600_000 },
  async () => {
    const { goOn } = stopTheClock();
    const pool = poolOf(SEED, Math.min(1000, Math.max(100, RUNS / 50)));
    const found = new Map<string, { runs: number; what: string; seed: number; test: string }>();
    const remember = async ({ law, what }: Breach, ordeal: Ordeal, seed: number): Promise<void> => {
      const earlier = found.get(law);
      if (earlier) earlier.runs += 1;
      else {
        const path = writeRegression(law, testOf(law, await smallest(ordeal, law)));
        found.set(law, { runs: 1, what, seed, test: path });
      }
    };
    for (let run = 0; run < RUNS; run += 1) {
      const ordeal = ordealOf(pool, SEED + run);
      const { breaches, writes, resends } = await judgeOrdeal(ordeal);
      counted.add();
      counted.add(writes, "writes");
      counted.add(resends, "resends");
      for (const breach of breaches) await remember(breach, ordeal, SEED + run);
    }
    goOn();
    blind = found.get("no blind resend")?.runs ?? 0;
    expect(Object.fromEntries(found)).toEqual({});
  },
);
