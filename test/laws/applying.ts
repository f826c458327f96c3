// Laws about what an apply leaves behind. The executor is not watched, Clerk is.

import { expect } from "vitest";
import { placeOf, holds, type Clerk } from "../rig/generators/model.ts";
import { quickScenarios, unprovableScenarios, type Scenario } from "../rig/generators/scenarios.ts";
import type { Implementation } from "./implementation.ts";
import { holdsFor, holdsForAllAtOnce, type Law } from "./law.ts";
import { apply, connectTo, PLAN_OPTIONS, run } from "./run.ts";

/** Managed addresses that Clerk does not hold as the file says. */
export const unmet = (clerk: Clerk, { managed }: Scenario): readonly string[] =>
  [...managed].filter(([address, value]) => !holds(clerk, address, value)).map(([a]) => a);

export const law1: Law = {
  name: "After applying a plan, Clerk holds what the file says.",
  check: (implementation, how) =>
    holdsFor(
      quickScenarios,
      async (scenario) => {
        const connection = connectTo(scenario);
        const { report } = await run(implementation, scenario, connection);
        expect(report.stopped).toBeNull();
        expect(unmet(connection.clerk(), scenario)).toEqual([]);
      },
      how,
    ),
};

async function leavesNothing(implementation: Implementation, scenario: Scenario): Promise<void> {
  const connection = connectTo(scenario);
  const { desired, receipt } = await run(implementation, scenario, connection);
  const sent = connection.writes.length;
  const options = { ...PLAN_OPTIONS, lastSent: receipt.last_sent };
  const again = await implementation.planInstance(desired, connection, options);
  expect(again.plan.changes).toEqual([]);
  expect(again.plan.calls).toEqual([]);
  await apply(implementation, again, connection, receipt.last_sent);
  expect(connection.writes.length).toBe(sent);
  // Without the receipt only what can't be read is left.
  const forgetful = await implementation.planInstance(desired, connection, PLAN_OPTIONS);
  expect(forgetful.plan.changes.filter(({ from }) => from.known)).toEqual([]);
}

export const law2: Law = {
  name: "Applying a plan leaves nothing to plan.",
  check: async (implementation, how) => {
    const rule = (scenario: Scenario): Promise<void> => leavesNothing(implementation, scenario);
    await Promise.all([
      // What no read can prove is settled by the receipt.
      holdsForAllAtOnce(unprovableScenarios, rule, { ...how, hasty: true }),
      holdsFor(quickScenarios, rule, how),
    ]);
  },
};

export const law3: Law = {
  name: "A plan touches only what the file names.",
  check: (implementation, how) =>
    holdsFor(
      quickScenarios,
      async (scenario) => {
        const connection = connectTo(scenario);
        const { planned, report } = await run(implementation, scenario, connection);
        const named = [...scenario.managed.keys()];
        const places = new Set(named.map(placeOf).map(({ path, member }) => `${path} ${member}`));
        for (const change of planned.plan.changes) expect(named).toContain(change.address);
        for (const [path, members] of Object.entries(scenario.clerk.stored)) {
          for (const [member, before] of Object.entries(members)) {
            if (!places.has(`${path} ${member}`))
              expect([path, member, connection.clerk().stored[path]?.[member]]).toEqual([
                path,
                member,
                before,
              ]);
          }
        }
        for (const { path, body } of connection.writes) {
          const sections = named.filter((address) => bodyOf(address).path === path);
          for (const member of Object.keys(body))
            expect(sections.map((address) => bodyOf(address).member)).toContain(member);
        }
        expect(report.sideEffects).toEqual([]);
      },
      how,
    ),
};

/** The request that writes an address; beta's test mode goes through beta's own. */
function bodyOf(address: string): { readonly path: string; readonly member: string } {
  return address === "beta.test_mode"
    ? { path: "/beta_features/instance_settings", member: "test_mode" }
    : placeOf(address);
}

export { bodyOf };
