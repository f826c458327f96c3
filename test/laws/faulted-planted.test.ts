// The laws on applies under faults can fail: what breaks them is caught.

import { expect, test } from "vitest";
import type { InstancePort, SendOptions } from "../../src/clerk/instance.ts";
import { judgeOrdeal, ordealOf, poolOf, stopTheClock } from "./faulted.ts";
import { REAL, type Implementation } from "./implementation.ts";

type Send = InstancePort["send"];

/** The real thing over an instance of which one verb is another. */
const over = (change: (real: InstancePort) => Partial<InstancePort>): Implementation => ({
  ...REAL,
  applyInstance: (planned, instance, options) =>
    REAL.applyInstance(planned, { ...instance, ...change(instance) }, options),
});

const twice =
  (send: Send): Send =>
  async (call, moves, options: SendOptions) => {
    const first = await send(call, moves, options);
    return first.failure ? send(call, moves, options) : first;
  };

const FAULTY: readonly (readonly [name: string, faulty: Implementation, law: RegExp])[] = [
  [
    "a sender that tries again what has failed, without a look",
    over(({ send }) => ({ send: twice(send) })),
    /blind resend|overwritten by a resend/,
  ],
  [
    "an executor that doesn't look again",
    {
      ...REAL,
      applyInstance: (planned, instance, options) =>
        REAL.applyInstance(
          planned,
          { ...instance, reread: () => Promise.resolve(planned.live.readings) },
          options,
        ),
    },
    /read again before its call/,
  ],
  [
    "a report that calls everything confirmed",
    {
      ...REAL,
      applyInstance: async (planned, instance, options) => {
        const report = await REAL.applyInstance(planned, instance, options);
        const outcomes = report.outcomes.map(({ address, to }) => ({
          address,
          to,
          outcome: "confirmed" as const,
        }));
        return { ...report, outcomes };
      },
    },
    /honest report/,
  ],
];

test.for(FAULTY)("%s is caught", { timeout: 120_000 }, async ([, faulty, law]) => {
  const { goOn } = stopTheClock();
  const pool = poolOf(1, 50);
  const broken = new Set<string>();
  for (let seed = 1; seed <= 400; seed += 1) {
    const { breaches } = await judgeOrdeal(ordealOf(pool, seed), faulty);
    for (const breach of breaches) broken.add(breach.law);
  }
  goOn();
  expect([...broken].join(", ")).toMatch(law);
});
