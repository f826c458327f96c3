import * as fc from "fast-check";
import { expect } from "vitest";
import { CATALOG, type Catalog } from "../../src/catalog/catalog.ts";
import type { Ordered } from "../../src/core/order.ts";
import { changesOfCatalogs } from "../generators/catalogs.ts";
import { scenarios } from "../generators/scenarios.ts";
import { holdsFor, type Law } from "./law.ts";
import { connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

/** Names that come before something which must precede them. */
function misplaced(steps: readonly Ordered[]): readonly string[] {
  return steps.flatMap((step, index) => {
    const later = new Set(steps.slice(index + 1).map(({ name }) => name));
    return step.after
      .filter((name) => later.has(name))
      .map((name) => `${step.name} precedes ${name}`);
  });
}

/** What a step needs, directly or not. */
function needs(steps: readonly Ordered[], step: Ordered): ReadonlySet<string> {
  const found = new Set(step.after);
  for (const name of found) {
    for (const further of steps.find((other) => other.name === name)?.after ?? [])
      found.add(further);
  }
  return found;
}

/** What can lock people out, standing before a step that has nothing to do with any such step. */
function tooEarly(steps: readonly Ordered[]): readonly string[] {
  const dangerous = new Set(steps.filter(({ last }) => last).map(({ name }) => name));
  const isFree = (step: Ordered): boolean =>
    !step.last && [...needs(steps, step)].every((name) => !dangerous.has(name));
  return steps.flatMap((step, index) =>
    steps
      .slice(index + 1)
      .filter((later) => step.last && isFree(later))
      .map((later) => `${step.name} precedes ${later.name}`),
  );
}

/** Calls as steps, judged by the catalog alone. */
function stepsOf(
  catalog: Catalog,
  calls: readonly { readonly path: string; readonly addresses: readonly string[] }[],
  dangerous: (address: string) => boolean,
): readonly Ordered[] {
  return calls.flatMap(({ path, addresses }) => {
    const home = catalog.find((section) => section.path === path);
    if (!home) return [];
    const rows = home.settings.filter(({ name }) => addresses.includes(`${home.name}.${name}`));
    const after = rows.flatMap((row) => row.after.map((address) => address.split(".")[0] ?? ""));
    return [
      {
        name: home.name,
        last: addresses.some(dangerous),
        after: after.filter((name) => name !== home.name),
      },
    ];
  });
}

/** Steps whose dependencies have no circle: each may need only those before it in a hidden order. */
const steps: fc.Arbitrary<readonly Ordered[]> = fc
  .array(fc.record({ last: fc.boolean(), after: fc.array(fc.nat(8), { maxLength: 3 }) }), {
    maxLength: 9,
  })
  .map((all) =>
    all.map(({ last, after }, rank) => ({
      name: `step_${rank}`,
      last,
      after: after.filter((other) => other < rank).map((other) => `step_${other}`),
    })),
  )
  .chain((all) => fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }));

export const law7: Law = {
  name: "A call never precedes what it depends on (generated catalogs too).",
  check: async (implementation, how) => {
    await holdsFor(
      steps,
      (given) => {
        const ordered = implementation.orderSteps(given);
        expect(ordered.map(({ name }) => name).toSorted()).toEqual(
          given.map(({ name }) => name).toSorted(),
        );
        expect(misplaced(ordered)).toEqual([]);
        expect(tooEarly(ordered)).toEqual([]);
        if (given.every(({ after, last }) => after.length === 0 && !last))
          expect(ordered).toEqual(given);
      },
      how,
    );
    await holdsFor(
      changesOfCatalogs,
      ({ catalog, changes }) => {
        const calls = implementation.planCalls(changes, catalog, []);
        const dangerous = (address: string): boolean =>
          changes.some(
            (change) => change.address === address && change.hazards.includes("locks_out_users"),
          );
        const ordered = stepsOf(catalog, calls, dangerous);
        expect(calls.flatMap(({ addresses }) => addresses).toSorted()).toEqual(
          changes.map(({ address }) => address).toSorted(),
        );
        expect(misplaced(ordered)).toEqual([]);
        expect(tooEarly(ordered)).toEqual([]);
      },
      how,
    );
    await holdsFor(
      scenarios,
      async (scenario) => {
        const desired = desiredOf(implementation, scenario, scenario.layout);
        const { plan } = await implementation.planInstance(
          desired,
          connectTo(scenario),
          PLAN_OPTIONS,
        );
        const dangerous = (address: string): boolean =>
          plan.changes.some(
            (change) => change.address === address && change.hazards.includes("locks_out_users"),
          );
        const ordered = stepsOf(CATALOG, plan.calls, dangerous);
        expect(misplaced(ordered)).toEqual([]);
        expect(tooEarly(ordered)).toEqual([]);
      },
      how,
    );
  },
};
