import type { Connection } from "../../clerk/connection.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { EXIT, Failure, type ExitCode } from "../../core/failure.ts";
import type { Desired } from "../../core/desired.ts";
import type { Receipt } from "../../core/receipt.ts";
import {
  admitSavedPlan,
  confirmSavedPlan,
  type SavedPlan,
  hashSource,
} from "../../core/saved-plan.ts";
import { carryOut, type WriteFlags } from "../carry-out.ts";
import { nobodyToAsk } from "../confirm.ts";
import { todayOf, type Context } from "../context.ts";
import { eachEnvironment, type Said } from "../each-environment.ts";
import type { Format, InstanceFlags } from "../flags.ts";
import { loadDesired } from "../load.ts";
import { openConnection } from "../open-connection.ts";
import { narrow, planEnvironment } from "../plan-environment.ts";
import { present } from "../present.ts";
import { readLastReceipt } from "../receipt-file.ts";
import { readSavedPlan } from "../saved-plan-file.ts";

export interface ApplyFlags extends InstanceFlags, WriteFlags {
  readonly format?: Format;
  readonly color?: boolean;
  readonly receipt?: string;
  readonly maxPlanAge?: number;
}

/** Sends what differs, then proves that it took. */
export default function apply(this: Context, flags: ApplyFlags, planPath?: string): Promise<void> {
  return present(this, flags, () => applyFile(this, flags, planPath));
}

async function applyFile(
  context: Context,
  flags: ApplyFlags,
  planPath: string | undefined,
): Promise<ExitCode | 130 | 143> {
  const saved = planPath === undefined ? undefined : await readSavedPlan(planPath);
  if (saved && flags.only) {
    throw new Failure(EXIT.invalid, "invalid_usage", "--only doesn't go with a saved plan", {
      hint: "make the plan with --only: clerkwork plan --only SECTION --out FILE",
    });
  }
  const named = saved?.target.environment;
  // The file that the plan was made from; its contents are checked against the plan.
  const given = saved ? { ...flags, file: flags.file ?? saved.source.file } : flags;
  const loaded = await loadDesired(
    named && !flags.env && !flags.all ? { ...given, env: [named] } : given,
    todayOf(context),
  );
  if (saved && loaded.desired.length > 1) {
    throw new Failure(
      EXIT.invalid,
      "invalid_usage",
      "a saved plan is for one instance: name one environment at most",
    );
  }
  if (saved) {
    admitSavedPlan(saved, {
      now: context.now(),
      maxAge: flags.maxPlanAge ?? 24,
      sourceSha256: hashSource(loaded.bytes),
      toolVersion: context.toolVersion,
    });
  }
  if (!saved && !flags.yes && !context.terminal.interactive) {
    throw nobodyToAsk("clerkwork apply --yes, or apply a plan that was saved with plan --out");
  }
  const receipt = await readLastReceipt(flags.receipt);
  return eachEnvironment(
    context,
    loaded,
    flags.format,
    true,
    (desired) => openConnection(context, desired, flags),
    (desired, connection) =>
      applyEnvironment(context, narrow(desired, flags.only), connection, flags, saved, receipt),
  );
}

async function applyEnvironment(
  context: Context,
  desired: Desired,
  connection: Connection,
  flags: ApplyFlags,
  saved: SavedPlan | undefined,
  lastReceipt: Receipt | undefined,
): Promise<Said> {
  context.interruption.listen();
  // What a receipt would settle was in the plan: a saved plan is derived again as it was made.
  const settling = saved ? undefined : lastReceipt;
  const derived = await planEnvironment(context, desired, connection, flags, settling);
  const planned = saved
    ? {
        ...derived,
        plan: confirmSavedPlan(saved, derived.plan, CATALOG, derived.roles, flags.maxChanges),
      }
    : derived;
  return carryOut(context, desired, planned, connection, flags, {
    asked: saved !== undefined,
    lastReceipt,
  });
}
