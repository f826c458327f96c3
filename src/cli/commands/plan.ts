// Shows what would change; changes no setting.

import { Failure } from "../../core/finding/failure.ts";
import { planInstance } from "../../reconcile/plan.ts";
import type { Context, EndCode } from "../context.ts";
import { loadFile, narrow, requireNamed } from "../disk/load-file.ts";
import { requireWritable, savePlan } from "../disk/plan-file.ts";
import { readLastReceipt } from "../disk/receipt-file.ts";
import type { InstanceFlags, PermissionFlags } from "../flags.ts";
import { finish } from "../session/finish.ts";
import { readSecretKey } from "../session/read-key.ts";
import { overInstances } from "../session/over-instances.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";

export interface PlanFlags extends InstanceFlags, PermissionFlags {
  readonly out?: string;
  readonly force?: boolean;
  readonly detailedExitcode?: boolean;
}

export default function plan(this: Context, flags: PlanFlags): Promise<void> {
  return finish(this, flags, () => planFile(this, flags));
}

async function planFile(context: Context, flags: PlanFlags): Promise<EndCode> {
  const loaded = loadFile(context, flags);
  const { out, force = false, detailedExitcode: detailed = false } = flags;
  if (out !== undefined && loaded.byEnvironment) {
    throw new Failure("invalid_usage", "--out takes one environment: a plan is for one instance");
  }
  if (out !== undefined) {
    requireNamed(flags.file ?? "");
    requireWritable(out, force);
  }
  const receipt = await readLastReceipt(flags.receipt);
  const options = planOptions(context, flags, receipt);
  return overInstances(context, loaded, flags, false, async (desired, connection) => {
    const planned = await planInstance(narrow(desired, flags.only), connection, options);
    const { plan: made } = requireOwnReceipt(planned, receipt);
    const run = { kind: "plan", plan: made, detailed } as const;
    if (out !== undefined) {
      const { seal: sealer } = readSecretKey(context, desired, flags);
      await savePlan(out, run, loaded, context, { force, sealer, only: flags.only });
    }
    return run;
  });
}
