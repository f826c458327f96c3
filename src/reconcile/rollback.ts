// Rollback: a receipt as a wish. What was there before an apply becomes an ordinary plan, guards included.

import { CATALOG, findRow } from "../catalog/catalog.ts";
import { EXTRA, isExtraSetting, type Row, type Section } from "../catalog/resource.ts";
import { type Json } from "../catalog/setting.ts";
import type { InstancePort } from "../clerk/instance.ts";
import checkDocument from "../core/file/check-document.generated.js";
import type { Desired, TargetPin } from "../core/file/desired.ts";
import type { Receipt } from "../core/report/receipt.ts";
import { reverseReceipt, type Reversal } from "../core/report/reversal.ts";
import { planInstance, type Planned, type PlanOptions } from "./plan.ts";

/** What the receipt `file` wants back. `pin` adds the variable of the secret key. */
export function reverse(
  receipt: Receipt,
  file: string,
  pin: Pick<TargetPin, "secret_key_env">,
): Reversal {
  const reversal = reverseReceipt(receipt, file, {
    rowAt: (address) => findRow(CATALOG, address),
    writable,
  });
  const desired: Desired = {
    ...reversal.desired,
    target: { ...reversal.desired.target, ...pin },
    // A receipt lists its calls as they went out; a plan starts from the catalog's order.
    declarations: reversal.desired.declarations.toSorted((one, other) => rank(one) - rank(other)),
  };
  return { ...reversal, desired };
}

const RANKS: ReadonlyMap<Section, number> = new Map(
  CATALOG.map((section, index) => [section, index]),
);

const rank = ({ section }: Row): number => RANKS.get(section) ?? RANKS.size;

/** Whether a file may say so. */
function writable({ section, setting }: Row, value: Json): boolean {
  const members = isExtraSetting(setting)
    ? { [EXTRA]: { [setting.write.member]: value } }
    : { [setting.name]: value };
  return checkDocument({ version: 1, [section.name]: members });
}

/** Throws as `planInstance` does. */
export async function planRollback(
  { desired, warnings }: Reversal,
  instance: InstancePort,
  options: PlanOptions,
): Promise<Planned> {
  const planned = await planInstance(desired, instance, options);
  const plan = {
    ...planned.plan,
    warnings: [...planned.plan.warnings, ...warnings],
    // There is no file that a consent could stand in.
    refusals: planned.plan.refusals.map((refusal) => ({ ...refusal, consent: null })),
  };
  return { ...planned, plan };
}
