// A receipt, held for the length of a run: no other run writes it meanwhile.

import type { Receipt } from "../../core/report/receipt.ts";
import type { Context, EndCode } from "../context.ts";
import { readLastReceipt } from "../disk/receipt-file.ts";
import { lockReceipt } from "../disk/receipt-lock.ts";

/** Runs the work with the receipt of the last run; undefined: there was none. Without a path, it just runs. */
export async function holdReceipt(
  context: Context,
  path: string | undefined,
  work: (last: Receipt | undefined) => Promise<EndCode>,
): Promise<EndCode> {
  if (path === undefined) return work(undefined);
  // From here on a signal ends the run in order, and the lock goes with it.
  context.interruption.listen();
  const lock = await lockReceipt(context, path);
  try {
    return await work(await readLastReceipt(path));
  } finally {
    await lock.release();
  }
}
