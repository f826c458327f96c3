// Receipts, held for the length of a run: no other run writes them meanwhile.

import type { Receipt } from "../../core/report/receipt.ts";
import type { Context, EndCode } from "../context.ts";
import { readLastReceipt } from "../disk/receipt-file.ts";
import { lockReceipt, type Lock } from "../disk/receipt-lock.ts";

/** By path: the receipt of the last run; undefined: there was none. */
export type LastReceipts = ReadonlyMap<string, Receipt | undefined>;

/** Runs the work with the receipts of the last runs, all locked before any is read. */
export async function holdReceipts(
  context: Context,
  paths: readonly string[],
  work: (lasts: LastReceipts) => Promise<EndCode>,
): Promise<EndCode> {
  // From here on a signal ends the run in order, and the locks go with it.
  if (paths.length > 0) context.interruption.listen();
  const locks: Lock[] = [];
  try {
    for (const path of paths) locks.push(await lockReceipt(context, path));
    return await work(await readLastReceipts(paths));
  } finally {
    for (const lock of locks) await lock.release();
  }
}

export async function readLastReceipts(paths: readonly string[]): Promise<LastReceipts> {
  const lasts = new Map<string, Receipt | undefined>();
  for (const path of paths) lasts.set(path, await readLastReceipt(path));
  return lasts;
}
