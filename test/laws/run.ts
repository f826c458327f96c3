// One run of the tool over the model, from the text of a file to the report.

import type { Json } from "../../src/catalog/setting.ts";
import type { Connection } from "../../src/clerk/backend/connection.ts";
import type { Desired } from "../../src/core/file/desired.ts";
import { sentence } from "../../src/core/finding/issue.ts";
import type { Report } from "../../src/core/report/report.ts";
import {
  openReceipt,
  recordIntent,
  recordResult,
  type Receipt,
} from "../../src/core/report/receipt.ts";
import type { Planned, PlanOptions } from "../../src/reconcile/plan.ts";
import { environmentOf, versionOf, writeFile, type Layout } from "../rig/generators/files.ts";
import {
  connectModel,
  type ModelConnection,
  type ModelOptions,
} from "../rig/generators/model-connection.ts";
import type { Scenario } from "../rig/generators/scenarios.ts";
import { CATALOG, type Implementation } from "./implementation.ts";

const TOOL_VERSION = "0.0.0-laws";
const NOW = "2026-06-01T00:00:00.000Z";

export const PLAN_OPTIONS: PlanOptions = {
  toolVersion: TOOL_VERSION,
  allowances: [],
  today: "2026-06-01",
};

/** What the file of a scenario asks for; throws when it has an issue. */
export function desiredOf(
  implementation: Implementation,
  { file }: Pick<Scenario, "file">,
  layout: Layout,
): Desired {
  const parsed = implementation.parseDocument("clerkwork.yaml", writeFile(file, layout));
  const issues = parsed.ok ? implementation.validate(parsed.document) : parsed.issues;
  if (!parsed.ok || issues.length > 0)
    throw new Error(`the file has issues: ${issues.map(sentence).join("; ")}`);
  return implementation.readDesired(parsed.document, CATALOG, environmentOf(file));
}

/** A connection to the instance of a scenario. */
export function connectTo(
  { clerk, file, frontend }: Scenario,
  options: Partial<ModelOptions> = {},
): ModelConnection {
  return connectModel(clerk, { apiVersion: versionOf(file), frontend, ...options });
}

export interface Applied {
  readonly desired: Desired;
  readonly planned: Planned;
  readonly report: Report;
  readonly receipt: Receipt;
}

/** Plan and apply, with a receipt. */
export async function run(
  implementation: Implementation,
  scenario: Scenario,
  connection: ModelConnection,
  lastSent: Readonly<Record<string, Json>> = {},
): Promise<Applied> {
  const desired = desiredOf(implementation, scenario, scenario.layout);
  const options = { ...PLAN_OPTIONS, lastSent };
  const planned = await implementation.planInstance(desired, connection, options);
  return {
    desired,
    planned,
    ...(await apply(implementation, planned, connection, lastSent)),
  };
}

/** The instance, with somebody on its allowlist. */
const withSomebody = (connection: Connection): Connection => ({
  ...connection,
  lookUp: async (...asked) => ({ ...(await connection.lookUp(...asked)), allowlistSize: 1 }),
});

export async function apply(
  implementation: Implementation,
  planned: Planned,
  connection: Connection,
  lastSent: Readonly<Record<string, Json>> = {},
): Promise<{ readonly report: Report; readonly receipt: Receipt }> {
  const { target, fingerprint } = planned.plan;
  let receipt = openReceipt(
    { tool_version: TOOL_VERSION, target, fingerprint },
    { last_sent: lastSent },
  );
  // The laws are about what applying does, so every consent is given.
  const allowed = { ...planned, plan: { ...planned.plan, refusals: [] } };
  const report = await implementation.applyInstance(allowed, withSomebody(connection), {
    recorder: {
      intend: async (call, before) => {
        receipt = recordIntent(receipt, { call, before, changes: planned.plan.changes, at: NOW });
      },
      conclude: async (result, outcomes) => {
        receipt = recordResult(receipt, result, outcomes, NOW);
      },
    },
  });
  return { report, receipt };
}
