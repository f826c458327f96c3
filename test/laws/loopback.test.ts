// The same laws over real sockets: src/clerk/client, sources and connection included. Fewer runs,
// for each takes a few milliseconds more.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { connect } from "../../src/clerk/backend/connection.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { versionOf } from "../rig/generators/files.ts";
import { startLoopback } from "../rig/generators/loopback.ts";
import { runs } from "../rig/generators/runs.ts";
import { quickScenarios } from "../rig/generators/scenarios.ts";
import { unmet } from "./applying.ts";
import { REAL } from "./implementation.ts";
import { apply, desiredOf, PLAN_OPTIONS } from "./run.ts";

test("over HTTP: after an apply Clerk holds what the file says, and nothing is left to plan", async () => {
  const clerk = await startLoopback();
  let count = 0;
  const rule = fc.asyncProperty(quickScenarios, async (scenario) => {
    const kind = scenario.clerk.type === "production" ? "live" : "test";
    const key = `sk_${kind}_model${(count += 1)}`;
    clerk.put(key, scenario.clerk);
    const connection = connect({
      apiUrl: clerk.url,
      secretKey: parseSecretKey(key, "CLERK_SECRET_KEY"),
      apiVersion: versionOf(scenario.file),
      frontendApi: scenario.frontend ? null : false,
    });
    const desired = desiredOf(REAL, scenario, scenario.layout);
    const planned = await REAL.planInstance(desired, connection, PLAN_OPTIONS);
    const { report, receipt } = await apply(REAL, planned, connection);
    expect(report.stopped).toBeNull();
    expect(unmet(clerk.clerkOf(key), scenario)).toEqual([]);

    const sent = clerk.requests.filter((request) => request.startsWith("PATCH")).length;
    const again = await REAL.planInstance(desired, connection, {
      ...PLAN_OPTIONS,
      lastSent: receipt.last_sent,
    });
    expect(again.plan.changes).toEqual([]);
    expect(clerk.requests.filter((request) => request.startsWith("PATCH"))).toHaveLength(sent);
  });
  try {
    await fc.assert(rule, { ...runs(1), numRuns: 40 });
  } finally {
    await clerk.close();
  }
});
