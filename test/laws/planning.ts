// Laws about what is planned and how it is written down.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Plan } from "../../src/core/plan/plan.ts";
import { layouts, versionOf, type Layout } from "../rig/generators/files.ts";
import { holds, means, patch, SETS, type Clerk } from "../rig/generators/model.ts";
import { scenarios, type Scenario } from "../rig/generators/scenarios.ts";
import { shuffled } from "../rig/generators/shuffle.ts";
import { bodyOf } from "./applying.ts";
import type { Implementation } from "./implementation.ts";
import { holdsFor, type Law } from "./law.ts";
import { connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

async function planOf(
  implementation: Implementation,
  scenario: Scenario,
  rest: { readonly layout?: Layout; readonly turns?: (nth: number) => number } = {},
): Promise<Plan> {
  const desired = desiredOf(implementation, scenario, rest.layout ?? scenario.layout);
  const connection = connectTo(scenario, rest.turns ? { turns: rest.turns } : {});
  return (await implementation.planInstance(desired, connection, PLAN_OPTIONS)).plan;
}

export const law4: Law = {
  name: "Every change in a plan is needed.",
  check: (implementation, how) =>
    holdsFor(
      fc.record({ scenario: scenarios, index: fc.nat() }),
      async ({ scenario, index }) => {
        const { managed, clerk } = scenario;
        const desired = desiredOf(implementation, scenario, scenario.layout);
        const { plan } = await implementation.planInstance(
          desired,
          connectTo(scenario),
          PLAN_OPTIONS,
        );
        expect(new Set(plan.calls.map(({ path }) => path)).size).toBe(plan.calls.length);
        expect(plan.calls.flatMap(({ addresses }) => addresses).toSorted()).toEqual(
          plan.changes.map(({ address }) => address).toSorted(),
        );
        for (const { address, from, to } of plan.changes) {
          if (!from.known) continue;
          expect([address, means(address, from.value, to)]).toEqual([address, false]);
          expect([address, holds(clerk, address, managed.get(address) ?? null)]).toEqual([
            address,
            false,
          ]);
        }
        // Any one member of any one body left out, something is left to plan.
        const members = plan.calls.flatMap(({ path, body }) =>
          Object.keys(body).map((member) => ({ path, member })),
        );
        const left = members[index % Math.max(1, members.length)];
        if (!left) return;
        const after = plan.calls.reduce<Clerk>((at, { path, body }) => {
          const rest = Object.entries(body).filter(
            ([member]) => path !== left.path || member !== left.member,
          );
          return patch(at, path, Object.fromEntries(rest), versionOf(scenario.file)).clerk;
        }, clerk);
        const isLeft = (address: string): boolean =>
          bodyOf(address).path === left.path && bodyOf(address).member === left.member;
        const sent = plan.changes.filter(({ address }) => !isLeft(address));
        const again = await implementation.planInstance(
          desired,
          connectTo({ ...scenario, clerk: after }),
          {
            ...PLAN_OPTIONS,
            lastSent: Object.fromEntries(sent.map(({ address, to }) => [address, to])),
          },
        );
        expect(again.plan.changes.map(({ address }) => address).filter(isLeft)).toHaveLength(1);
        expect(
          again.plan.changes
            .filter(({ from }) => from.known)
            .every(({ address }) => isLeft(address)),
        ).toBe(true);
      },
      how,
    ),
};

const pageOf = (implementation: Implementation, plan: Plan): string =>
  (["plan", "drift"] as const)
    .flatMap((kind) => {
      const shown = kind === "plan" ? plan : implementation.toDrift(plan);
      return [
        JSON.stringify(shown, null, 2),
        ...implementation.renderPlan(shown, kind).map(({ tone, text }) => `${tone} ${text}`),
        implementation.renderMarkdown(shown, kind),
      ];
    })
    .join("\n");

export const law5: Law = {
  name: "The same inputs give the same bytes.",
  check: (implementation, how) =>
    holdsFor(
      fc.record({
        scenario: scenarios,
        turns: fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }),
      }),
      async ({ scenario, turns }) => {
        const one = await planOf(implementation, scenario);
        const other = await planOf(implementation, scenario, {
          turns: (nth) => turns[nth % turns.length] ?? 0,
        });
        expect(pageOf(implementation, other)).toBe(pageOf(implementation, one));
      },
      how,
    ),
};

/** The plan without what speaks of the file's lines. */
const withoutPlaces = (plan: Plan): string =>
  JSON.stringify(
    { ...plan, changes: plan.changes.map((change) => ({ ...change, at: null })) },
    null,
    2,
  );

/** Clerk with the items of its sets in another order. */
function reordered(clerk: Clerk, seed: number): Clerk {
  const sections = Object.entries(clerk.stored).map(([path, members]) => {
    const turned = Object.entries(members).map(([member, value]) =>
      Array.isArray(value) && SETS.some((address) => bodyOf(address).member === member)
        ? [member, shuffled(value, seed)]
        : [member, value],
    );
    return [path, Object.fromEntries(shuffled(turned, seed))];
  });
  return { ...clerk, stored: Object.fromEntries(sections) };
}

export const law6: Law = {
  name: "Key order and set order do not matter.",
  check: (implementation, how) =>
    holdsFor(
      fc.record({ scenario: scenarios, layout: layouts, seed: fc.nat(1_000_000) }),
      async ({ scenario, layout, seed }) => {
        const one = await planOf(implementation, scenario);
        const turned = { ...scenario, clerk: reordered(scenario.clerk, seed) };
        const other = await planOf(implementation, turned, { layout });
        expect(withoutPlaces(other)).toBe(withoutPlaces(one));
      },
      how,
    ),
};

const CHANNELS = ["net.client.socket", "http.client.request.start", "undici:request:create"];

/** What something gave, and how many sockets and requests were opened while it ran. */
async function socketsDuring<Result>(
  something: () => Result,
): Promise<{ readonly result: Result; readonly opened: number }> {
  let opened = 0;
  const count = (): void => {
    opened += 1;
  };
  for (const channel of CHANNELS) subscribe(channel, count);
  try {
    const result = something();
    // What was put off until later counts too.
    await nextTurn();
    return { result, opened };
  } finally {
    for (const channel of CHANNELS) unsubscribe(channel, count);
  }
}

export const law12: Law = {
  name: "Validate opens no socket; plan and drift change nothing.",
  check: (implementation, how) =>
    holdsFor(
      scenarios,
      async (scenario) => {
        const { result: desired, opened } = await socketsDuring(() =>
          desiredOf(implementation, scenario, scenario.layout),
        );
        expect(opened).toBe(0);
        const connection = connectTo(scenario);
        const before = JSON.stringify(connection.clerk());
        const { plan } = await implementation.planInstance(desired, connection, PLAN_OPTIONS);
        implementation.toDrift(plan);
        expect(connection.writes).toEqual([]);
        expect(JSON.stringify(connection.clerk())).toBe(before);
      },
      how,
    ),
};
