// The law about taking an apply back: it is not fooled by reads that lag, and silent about nothing.

import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../src/core/finding/failure.ts";
import { leftBy } from "../../src/core/report/conclusion.ts";
import { planRollback, type PlannedRollback } from "../../src/reconcile/rollback.ts";
import { reverse } from "../../src/reconcile/reverse.ts";
import { holds, storedAt } from "../rig/generators/model.ts";
import { quickScenarios } from "../rig/generators/scenarios.ts";
import { REAL } from "./implementation.ts";
import { holdsForAllAtOnce } from "./law.ts";
import { apply, connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

const waits = { ...PLAN_OPTIONS, wait: async (): Promise<void> => {} };

test("After a rollback Clerk holds what was there, or the rollback names what it left.", async () => {
  let lagged = 0;
  await holdsForAllAtOnce(
    fc.record({ scenario: quickScenarios, lag: fc.constantFrom(0, 3, 1000) }),
    async ({ scenario, lag }) => {
      let last = 0;
      const connection = connectTo(scenario, {
        // Of a write without an answer's body only reads tell, so an apply would wait for these for real.
        fault: (nth, path) =>
          nth === last && path !== "/instance" ? { trouble: null, lands: true, lag } : undefined,
      });
      const desired = desiredOf(REAL, scenario, scenario.layout);
      const planned = await REAL.planInstance(desired, connection, PLAN_OPTIONS);
      last = planned.plan.calls.length;
      const { receipt } = await apply(REAL, planned, connection);
      const sent = connection.writes.length;

      const reversal = reverse(receipt, "receipt.json", {});
      const back = await planRollback(reversal, connection, waits).catch(
        (error: unknown): PlannedRollback | Failure => {
          if (error instanceof Failure) return error;
          throw error;
        },
      );
      const isNamed = (address: string): boolean =>
        back instanceof Failure
          ? back.message.includes(`\n${address}: `)
          : leftBy(back.plan).some((one) => one.address === address);
      if (!(back instanceof Failure)) await apply(REAL, back, { ...connection, ...back.instance });
      const after = connection.clerk();
      if (lag === 1000 && connection.writes.length > sent) lagged += 1;
      for (const { address, from } of planned.plan.changes) {
        const isAsBefore = isDeepStrictEqual(
          storedAt(after, address),
          storedAt(scenario.clerk, address),
        );
        const isBack = isAsBefore || (from.known && holds(after, address, from.value));
        expect([address, isBack || isNamed(address)]).toEqual([address, true]);
      }
    },
  );
  expect(lagged).toBeGreaterThan(0);
}, 240_000);
