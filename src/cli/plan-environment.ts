// Plan one environment with what the command line and the environment give.

import { CATALOG } from "../catalog/catalog.ts";
import type { Connection } from "../clerk/connection.ts";
import type { Desired } from "../core/desired.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { Receipt } from "../core/receipt.ts";
import { planInstance, type Planned } from "../reconcile.ts";
import { todayOf, type Context } from "./context.ts";
import type { PermissionFlags } from "./flags.ts";

/** Only the sections that were asked for. */
export function narrow(desired: Desired, only: readonly string[] | undefined): Desired {
  if (!only) return desired;
  return {
    ...desired,
    declarations: desired.declarations.filter(({ section }) => only.includes(section.name)),
    emptySections: desired.emptySections.filter((name) => only.includes(name)),
    consents: desired.consents.filter(({ address }) => only.includes(address.split(".")[0] ?? "")),
    ignores: desired.ignores.filter(({ address }) => only.includes(address.split(".")[0] ?? "")),
  };
}

export async function planEnvironment(
  context: Context,
  desired: Desired,
  connection: Connection,
  flags: PermissionFlags,
  lastReceipt: Receipt | undefined,
): Promise<Planned> {
  const planned = await planInstance(desired, connection, {
    toolVersion: context.toolVersion,
    catalog: CATALOG,
    allowances: flags.allow ?? [],
    today: todayOf(context),
    ...(flags.maxChanges === undefined ? {} : { maxChanges: flags.maxChanges }),
    ...(lastReceipt ? { lastSent: lastReceipt.last_sent } : {}),
  });
  const { target } = planned.plan;
  if (lastReceipt && lastReceipt.target.instance_id !== target.instance_id) {
    throw new Failure(
      EXIT.refused,
      "foreign_receipt",
      `the receipt is of instance ${lastReceipt.target.instance_id}, the secret key belongs to ${target.instance_id}`,
      {
        hint: "name this instance's own receipt, or leave --receipt out",
      },
    );
  }
  return planned;
}
