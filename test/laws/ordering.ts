import * as fc from "fast-check";
import { expect } from "vitest";
import { CATALOG, type Catalog } from "../../src/catalog/catalog.ts";
import type { Ordered } from "../../src/core/plan/order.ts";
import type { Role } from "../../src/core/value/reading.ts";
import { movesOf, movesOfCatalogs, type Wanted } from "../rig/generators/catalogs.ts";
import { ROLES as MODEL_ROLES } from "../rig/generators/files.ts";
import { holdsFor, type Law } from "./law.ts";

/** What comes before something which must precede it. */
function misplaced(steps: readonly Ordered[]): readonly string[] {
  return steps.flatMap((step, index) => {
    const later = new Set(steps.slice(index + 1).flatMap(({ provides }) => provides));
    return step.needs
      .filter((need) => later.has(need) && !step.provides.includes(need))
      .map((need) => `${nameOf(step)} precedes ${need}`);
  });
}

const nameOf = ({ provides }: Ordered): string => provides.join(" ");

/** What a step needs, directly or not. */
function needsOf(steps: readonly Ordered[], step: Ordered): ReadonlySet<string> {
  const found = new Set(step.needs);
  for (const name of found) {
    for (const further of steps.find(({ provides }) => provides.includes(name))?.needs ?? [])
      found.add(further);
  }
  return found;
}

/** What is to go late, standing before a step of a lower rank that has nothing to do with any such step. */
function tooEarly(steps: readonly Ordered[]): readonly string[] {
  return [...new Set(steps.map(({ rank }) => rank))].flatMap((from) => {
    const isLate = ({ rank }: Ordered): boolean => rank >= from;
    const late = new Set(steps.filter(isLate).flatMap(({ provides }) => provides));
    const isFree = (step: Ordered): boolean =>
      !isLate(step) && [...needsOf(steps, step)].every((name) => !late.has(name));
    return steps.flatMap((step, index) =>
      steps
        .slice(index + 1)
        .filter((later) => isLate(step) && isFree(later))
        .map((later) => `${nameOf(step)} precedes ${nameOf(later)}`),
    );
  });
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
    const needs = rows
      .flatMap(({ after }) => after)
      .filter((address) => !addresses.includes(address));
    return [{ provides: addresses, needs, rank: Number(addresses.some(dangerous)) }];
  });
}

/** Steps whose dependencies have no circle: each may need only those before it in a hidden order. */
const steps: fc.Arbitrary<readonly Ordered[]> = fc
  .array(fc.record({ rank: fc.nat(3), after: fc.array(fc.nat(8), { maxLength: 3 }) }), {
    maxLength: 9,
  })
  .map((all) =>
    all.map(({ rank, after }, index) => ({
      provides: [`step_${index}`],
      needs: after.filter((other) => other < index).map((other) => `step_${other}`),
      rank,
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
        expect(ordered.map(nameOf).toSorted()).toEqual(given.map(nameOf).toSorted());
        expect(misplaced(ordered)).toEqual([]);
        expect(tooEarly(ordered)).toEqual([]);
        if (given.every(({ needs, rank }) => needs.length === 0 && rank === 0))
          expect(ordered).toEqual(given);
      },
      how,
    );
    const rightOrder = ({ catalog, moves }: Wanted): void => {
      const calls = implementation.callsFor(moves, { roles: ROLES });
      const dangerous = (address: string): boolean =>
        moves.some(
          ({ change }) =>
            change.address === address &&
            change.hazards.some(({ hazard }) => hazard === "locks_out_users"),
        );
      const ordered = stepsOf(catalog, calls, dangerous);
      expect(calls.flatMap(({ addresses }) => addresses).toSorted()).toEqual(
        moves.map(({ change }) => change.address).toSorted(),
      );
      expect(misplaced(ordered)).toEqual([]);
      expect(tooEarly(ordered)).toEqual([]);
    };
    await holdsFor(movesOfCatalogs, rightOrder, how);
    await holdsFor(movesOfOurs, rightOrder, how);
  },
};

const ROLES: readonly Role[] = MODEL_ROLES.map(({ id, key, eligible }) => ({
  id,
  key,
  creatorEligible: eligible,
}));

const movesOfOurs = movesOf(CATALOG);
