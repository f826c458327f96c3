// Receipts on disk.

import { access, copyFile } from "node:fs/promises";
import { Failure } from "../../core/finding/failure.ts";
import type { Plan } from "../../core/plan/plan.ts";
import checkReceipt from "../../core/report/check-receipt.generated.js";
import {
  openReceipt,
  recordIntent,
  recordResult,
  type Receipt,
} from "../../core/report/receipt.ts";
import type { Recorder } from "../../reconcile/apply.ts";
import { readJsonFile } from "./json-file.ts";
import { writeWhole } from "./write-file.ts";

/** Throws a `Failure` (exit 3) when the file is no receipt that this version reads. */
export function readReceipt(path: string): Receipt {
  const file = readJsonFile(path);
  if (file.ok && checkReceipt(file.value)) return file.value as Receipt;
  const why = file.ok ? "it does not have the form of one" : file.why;
  throw new Failure("invalid_receipt", `${path} is no receipt: ${why}`);
}

/** The receipt of the last run; undefined: there was none yet. */
export async function readLastReceipt(path: string | undefined): Promise<Receipt | undefined> {
  if (path === undefined) return undefined;
  const isAbsent = await access(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
  // Any other error is told by reading: a receipt that can't be reached is not one that is missing.
  return isAbsent ? undefined : readReceipt(path);
}

/** Writes the receipt of one apply, whole, before each call and after it. */
export function recordTo(
  path: string,
  toolVersion: string,
  { target, fingerprint, changes }: Plan,
  last: Receipt | undefined,
): Recorder {
  let receipt = openReceipt(toolVersion, target, fingerprint, last?.last_sent ?? {});
  let kept = false;
  const save = async (): Promise<void> => {
    // An earlier run's receipt holds values that only it knows: a copy is kept beside the new one.
    if (!kept && last) await copyFile(path, `${path}.${last.fingerprint.slice(7, 19)}`);
    kept = true;
    await writeWhole(path, `${JSON.stringify(receipt, null, 2)}\n`, true);
  };
  return {
    intend: (call, before) => {
      receipt = recordIntent(receipt, call, before, changes);
      return save();
    },
    conclude: (report, outcomes) => {
      receipt = recordResult(receipt, report, outcomes);
      return save();
    },
  };
}
