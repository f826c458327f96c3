import * as fc from "fast-check";
import { expect } from "vitest";
import { CATALOG, type Catalog } from "../../src/catalog/catalog.ts";
import type { Ordered } from "../../src/core/order.ts";
import type { Role } from "../../src/core/reading.ts";
import { changesOf, changesOfCatalogs, type Wanted } from "../generators/catalogs.ts";
import { ROLES as MODEL_ROLES } from "../generators/files.ts";
import { holdsFor, type Law } from "./law.ts";

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
    const rightOrder = ({ catalog, changes }: Wanted): void => {
      const calls = implementation.planCalls(changes, catalog, ROLES);
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
    };
    await holdsFor(changesOfCatalogs, rightOrder, how);
    await holdsFor(changesOfOurs, rightOrder, how);
  },
};

const ROLES: readonly Role[] = MODEL_ROLES.map(({ id, key, eligible }) => ({
  id,
  key,
  creatorEligible: eligible,
}));

const changesOfOurs = changesOf(CATALOG);
