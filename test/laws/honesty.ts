// Laws about what is said of an apply, and about what moved in the meantime.

import * as fc from "fast-check";
import { expect } from "vitest";
import { concludeReport, type Outcome, type Report } from "../../src/core/report/report.ts";
import type { Planned } from "../../src/reconcile/plan.ts";
import type { Fault, ModelConnection } from "../rig/generators/model-connection.ts";
import { holds, placeOf, seen, storedAt, type Clerk } from "../rig/generators/model.ts";
import { instances, quickScenarios, type Scenario } from "../rig/generators/scenarios.ts";
import { bodyOf, unmet } from "./applying.ts";
import { holdsFor, holdsForAllAtOnce, type Law } from "./law.ts";
import { apply, connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

/** Clerk with one place as another instance has it. */
function moved(clerk: Clerk, other: Clerk, address: string): Clerk {
  const { path, member } = placeOf(address);
  const members = { ...clerk.stored[path], [member]: storedAt(other, address) };
  return { ...clerk, stored: { ...clerk.stored, [path]: members } };
}

export const law13: Law = {
  name: "A setting that moved after planning is never overwritten.",
  check: (implementation, how) =>
    holdsFor(
      fc.record({ scenario: quickScenarios, other: instances, when: fc.nat(3), which: fc.nat() }),
      async ({ scenario, other, when, which }) => {
        let onWrite: (nth: number) => void = () => {};
        const connection = connectTo(scenario, { afterWrite: (nth) => onWrite(nth) });
        const desired = desiredOf(implementation, scenario, scenario.layout);
        const planned = await implementation.planInstance(desired, connection, PLAN_OPTIONS);
        const { calls, changes } = planned.plan;
        // The next call's settings are read while this one is written, so an edit is seen by those after it.
        const late = calls.slice(when === 0 ? 0 : when + 1);
        const candidates = changes.filter(({ address, from }) => {
          const wanted = scenario.managed.get(address) ?? null;
          const now = JSON.stringify(seen(scenario.clerk, address, wanted));
          const then = JSON.stringify(seen(moved(scenario.clerk, other, address), address, wanted));
          return (
            from.known && now !== then && late.some(({ addresses }) => addresses.includes(address))
          );
        });
        const change = candidates[which % Math.max(1, candidates.length)];
        if (!change) return;
        const { address } = change;
        const edit = (): void => connection.edit((clerk) => moved(clerk, other, address));
        if (when === 0) edit();
        else onWrite = (nth) => (nth === when ? edit() : undefined);
        const { report } = await apply(implementation, planned, connection);
        const { path } = bodyOf(address);
        expect(connection.writes.map((write) => write.path)).not.toContain(path);
        expect(storedAt(connection.clerk(), address)).toEqual(storedAt(other, address));
        expect(report.outcomes).toContainEqual(
          expect.objectContaining({ address, outcome: "not_attempted" }),
        );
        expect(report.stopped).toMatchObject({ code: "stale_plan" });
      },
      how,
    ),
};

export const FAULTS: readonly Fault[] = [
  { trouble: "lost", lands: true },
  { trouble: "lost", lands: false },
  { trouble: "unexpected", lands: true },
  { trouble: "unexpected", lands: false },
  { trouble: "not_sent", lands: false },
  { trouble: "untrusted", lands: false },
  ...[500, 503, 504].flatMap((status) => [
    { trouble: "status" as const, status, lands: true },
    { trouble: "status" as const, status, lands: false },
  ]),
  ...[400, 401, 402, 403, 404, 409, 413, 422, 429].map((status) => ({
    trouble: "status" as const,
    status,
    lands: false,
  })),
  { trouble: null, lands: true, drops: true },
  { trouble: null, lands: false },
  { trouble: null, lands: true, lag: 2 },
  { trouble: "lost", lands: true, lag: 2 },
  { trouble: "lost", lands: true, lag: 100 },
  { trouble: "unexpected", lands: true, lag: 100 },
  { trouble: "status", status: 503, lands: true, lag: 100 },
];

export interface Ordeal {
  readonly scenario: Scenario;
  readonly faults: readonly { readonly nth: number; readonly fault: Fault }[];
  /** The read that fails, counted from the end of planning; null: none. */
  readonly failedRead: number | null;
}

const oneFault = fc.record({
  nth: fc.integer({ min: 1, max: 4 }),
  fault: fc.constantFrom(...FAULTS),
});

/** A write that lands without an answer and is not shown for long, and what becomes of the next try. */
const twice = fc.constantFrom(...FAULTS).map((fault) => [
  { nth: 1, fault: { trouble: "lost" as const, lands: true, lag: 100 } },
  { nth: 2, fault },
]);

const ordeals: fc.Arbitrary<Ordeal> = fc.record({
  scenario: quickScenarios,
  faults: fc.oneof(
    { weight: 2, arbitrary: fc.array(oneFault, { maxLength: 2 }) },
    { weight: 1, arbitrary: twice },
  ),
  failedRead: fc.option(fc.nat(6), { freq: 6 }),
});

interface Told {
  readonly ordeal: Pick<Ordeal, "scenario">;
  readonly planned: Planned;
  readonly report: Report;
  readonly connection: ModelConnection;
}

/** What the report says against what Clerk knows. */
export function expectHonest({ ordeal, planned, report, connection }: Told): void {
  const { scenario } = ordeal;
  const after = connection.clerk();
  const wantedAt = (address: string): NonNullable<ReturnType<Scenario["managed"]["get"]>> | null =>
    scenario.managed.get(address) ?? null;
  const addresses = (kind: Outcome["outcome"]): readonly string[] =>
    report.outcomes.filter(({ outcome }) => outcome === kind).map(({ address }) => address);
  const sent = (address: string): boolean =>
    connection.writes.some(
      ({ path, body }) => path === bodyOf(address).path && bodyOf(address).member in body,
    );
  const landed = (address: string): boolean =>
    connection.writes.some((write) => write.landed && write.path === bodyOf(address).path);

  expect(report.outcomes.map(({ address }) => address).toSorted()).toEqual(
    planned.plan.changes.map(({ address }) => address).toSorted(),
  );
  expect({
    confirmedButNotHeld: addresses("confirmed").filter((a) => !holds(after, a, wantedAt(a))),
    contradictedButHeld: addresses("contradicted").filter((a) => holds(after, a, wantedAt(a))),
    notAttemptedButSent: addresses("not_attempted").filter(sent),
    failedButLanded: addresses("failed").filter(landed),
  }).toEqual({
    confirmedButNotHeld: [],
    contradictedButHeld: [],
    notAttemptedButSent: [],
    failedButLanded: [],
  });

  const end = concludeReport(report);
  if (end === "failed" || end === "refused")
    expect([end, connection.writes.filter((write) => write.landed)]).toEqual([end, []]);
  if (end === "partial" || end === "contradicted")
    expect(connection.writes.length).toBeGreaterThan(0);
  if (end === "done" && addresses("unconfirmed").length === 0)
    expect(unmet(after, scenario)).toEqual([]);
}

export const law14: Law = {
  name: 'The report is honest: confirmed is a subset of what truly happened; nothing "not attempted" happened.',
  check: (implementation, how) =>
    holdsForAllAtOnce(
      ordeals,
      async (ordeal) => {
        const { scenario, faults, failedRead } = ordeal;
        let planning = true;
        let readsOfPlan = 0;
        const connection = connectTo(scenario, {
          fault: (nth, path) => {
            const fault = faults.find((one) => one.nth === nth)?.fault;
            // What is dropped where nothing is echoed is polled for a quarter of a minute: left to
            // the tests of the CLI.
            return fault && !fault.trouble && !fault.lag && path === "/instance"
              ? undefined
              : fault;
          },
          failRead: (nth) => {
            if (planning) readsOfPlan = nth;
            return failedRead !== null && !planning && nth === readsOfPlan + failedRead + 1;
          },
        });
        const desired = desiredOf(implementation, scenario, scenario.layout);
        const planned = await implementation.planInstance(desired, connection, PLAN_OPTIONS);
        planning = false;
        const { report } = await apply(implementation, planned, connection);
        expectHonest({ ordeal, planned, report, connection });
      },
      how,
    ),
};
