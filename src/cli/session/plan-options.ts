// What the command line gives a plan.

import { Failure } from "../../core/finding/failure.ts";
import { lastWritesOf } from "../../core/report/last-writes.ts";
import type { Receipt } from "../../core/report/receipt.ts";
import type { Planned, PlanOptions } from "../../reconcile/plan.ts";
import { todayOf, type Context } from "../context.ts";
import type { PermissionFlags } from "../flags.ts";

export function planOptions(
  context: Context,
  flags: PermissionFlags,
  lastReceipt: Receipt | undefined,
): PlanOptions {
  return {
    toolVersion: context.toolVersion,
    allowances: flags.allow ?? [],
    today: todayOf(context),
    now: context.now(),
    ...(flags.maxChanges === undefined ? {} : { maxChanges: flags.maxChanges }),
    ...(flags.maxDeletes === undefined ? {} : { maxDeletes: flags.maxDeletes }),
    ...(lastReceipt
      ? {
          lastSent: lastReceipt.last_sent,
          lastSentAt: lastReceipt.last_sent_at ?? {},
          lastWrites: lastWritesOf(lastReceipt),
        }
      : {}),
  };
}

/** Throws a `Failure` (exit 4) when the receipt is of another instance than the plan. */
export function requireOwnReceipt<One extends Pick<Planned, "plan">>(
  planned: One,
  lastReceipt: Receipt | undefined,
): One {
  const id = planned.plan.target.instance_id;
  if (lastReceipt && lastReceipt.target.instance_id !== id) {
    throw new Failure(
      "foreign_receipt",
      `the receipt is of instance ${lastReceipt.target.instance_id}, the secret key belongs to ${id}`,
      { hint: "name this instance's own receipt, or leave --receipt out" },
    );
  }
  return planned;
}
