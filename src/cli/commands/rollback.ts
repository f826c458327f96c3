// Puts back what was there before an apply: an ordinary plan, guards included.

import { Failure } from "../../core/finding/failure.ts";
import { escapeText } from "../../core/text/escape.ts";
import { wait } from "../../http/patience.ts";
import { planRollback, reverse } from "../../reconcile/rollback.ts";
import type { Context, EndCode } from "../context.ts";
import { readLastReceipt, readReceipt } from "../disk/receipt-file.ts";
import type { ConnectionFlags } from "../flags.ts";
import { carryOut, type WriteFlags } from "../session/carry-out.ts";
import { finish } from "../session/finish.ts";
import { overInstances } from "../session/over-instances.ts";
import { keyVariable, type TargetFlags } from "../session/pin.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";

export interface RollbackFlags extends WriteFlags, ConnectionFlags, TargetFlags {}

export default function rollback(this: Context, flags: RollbackFlags, path: string): Promise<void> {
  return finish(this, flags, () => rollBack(this, flags, path));
}

async function rollBack(context: Context, flags: RollbackFlags, path: string): Promise<EndCode> {
  if (flags.receipt === path) {
    throw new Failure("invalid_usage", "--receipt names the receipt that is rolled back", {
      hint: "name another file for the rollback's own receipt",
    });
  }
  const reversal = reverse(readReceipt(path), path, keyVariable(context, flags));
  const lastReceipt = await readLastReceipt(flags.receipt);
  // What an earlier rollback sent is no reason to leave a setting out of this one.
  const options = {
    ...planOptions(context, flags, undefined),
    wait: (ms: number) => wait(ms, context.interruption.signal),
    onWait: (detail: string) => context.terminal.err(`${escapeText(detail)}\n`),
  };
  const one = { desired: [reversal.desired], byEnvironment: false };
  return overInstances(context, one, flags, true, async (desired, connection) => {
    const planned = await planRollback({ ...reversal, desired }, connection, options);
    const rest = { kind: "rollback", asked: false, lastReceipt } as const;
    return carryOut(
      context,
      requireOwnReceipt(planned, lastReceipt),
      planned.instance,
      flags,
      rest,
    );
  });
}
