// Puts back what was there before an apply: an ordinary plan, guards included.

import { resolve } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import { wait } from "../../http/patience.ts";
import { planRollback } from "../../reconcile/rollback.ts";
import { reverse } from "../../reconcile/reverse.ts";
import type { Context, EndCode } from "../context.ts";
import { readReceipt } from "../disk/receipt-file.ts";
import { requireNobodyWrites } from "../disk/receipt-lock.ts";
import type { ConnectionFlags, TargetFlags } from "../flags.ts";
import { commandText, sameCommand } from "../screen/command-line.ts";
import { carryOut, type WriteFlags } from "../session/carry-out.ts";
import { expecting } from "../session/expected.ts";
import { finish } from "../session/finish.ts";
import { holdReceipts } from "../session/hold-receipt.ts";
import { keyVariable, naming } from "../session/pin.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";
import { overInstance } from "../session/turn.ts";

export interface RollbackFlags extends WriteFlags, ConnectionFlags, TargetFlags {}

export default function rollback(this: Context, flags: RollbackFlags, path: string): Promise<void> {
  return finish(this, flags, () => rollBack(this, flags, path));
}

async function rollBack(context: Context, flags: RollbackFlags, path: string): Promise<EndCode> {
  if (flags.receipt !== undefined && resolve(flags.receipt) === resolve(path)) {
    throw new Failure("invalid_usage", "--receipt names the receipt that is rolled back", {
      hint: "name another file for the rollback's own receipt",
    });
  }
  await requireNobodyWrites(context, path);
  const { receipt, sha256 } = await readReceipt(path);
  const reversal = reverse(receipt, path, keyVariable(flags));
  const receipts = flags.receipt === undefined ? [] : [flags.receipt];
  const ownReceipt = receipts.flatMap((one) => ["--receipt", one]);
  return holdReceipts(context, receipts, (lasts) =>
    overInstance(
      context,
      reversal.desired,
      flags,
      async ({ desired, connection, reader, isAlone }) => {
        const lastReceipt = lasts.get(flags.receipt ?? "");
        // What an earlier rollback sent is no reason to leave a setting out of this one.
        const options = {
          ...planOptions(context, flags, undefined),
          wait: (ms: number) => wait(ms, context.interruption.signal),
          onWait: reader.tell,
        };
        const planned = await reader.read(async () =>
          requireOwnReceipt(
            await planRollback({ ...reversal, desired }, connection, options),
            lastReceipt,
          ),
        );
        return carryOut(context, planned, planned.instance, flags, {
          kind: "rollback",
          source: { file: path, sha256 },
          saved: false,
          isAlone,
          unasked: sameCommand("rollback", flags, [
            path,
            "--yes",
            ...expecting(flags),
            ...ownReceipt,
          ]),
          lastReceipt,
        });
      },
    ).catch((error: unknown) => {
      throw naming(error, flags, reversal.desired.environment, (env) =>
        commandText("rollback", { ...flags, env }, [path]),
      );
    }),
  );
}
