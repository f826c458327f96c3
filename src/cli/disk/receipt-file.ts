// Receipts on disk.

import { access, readFile } from "node:fs/promises";
import { Failure } from "../../core/finding/failure.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { hashSource } from "../../core/plan/saved-plan.ts";
import {
  openReceipt,
  recordIntent,
  recordResult,
  type Receipt,
  type ReceiptHead,
} from "../../core/report/receipt.ts";
import type { Recorder } from "../../reconcile/apply.ts";
import type { Terminal } from "../screen/terminal.ts";
import { readJsonFile } from "./json-file.ts";
import { requireKeyless } from "./keyless.ts";
import { writeWhole } from "./write-file.ts";

/** With the hash of its bytes. Rejects with a `Failure` (exit 3) when the file is no receipt that this version reads. */
export async function readReceipt(
  path: string,
): Promise<{ readonly receipt: Receipt; readonly sha256: string }> {
  const file = readJsonFile(path);
  // Large, and only needed where a receipt is read.
  const { default: checkReceipt } = await import("../../core/report/check-receipt.generated.js");
  if (file.ok && checkReceipt(file.value))
    return { receipt: file.value as Receipt, sha256: hashSource(file.bytes) };
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
  return isAbsent ? undefined : (await readReceipt(path)).receipt;
}

/** What the receipt of a run says about it, and where it stands. */
export interface Recording {
  readonly path: string;
  readonly head: ReceiptHead;
  readonly changes: Plan["changes"];
  readonly last: Receipt | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly terminal: Pick<Terminal, "holdsHidden" | "redact">;
}

/**
 * Writes the receipt of one apply, whole, before each call and after it. Before a call, a value that
 * holds the secret key keeps it from being sent; after it, what came of it is kept without the key.
 */
export function recordTo({ path, head, changes, last, now, terminal }: Recording): Recorder {
  let receipt = openReceipt(head, last);
  let kept = false;
  const at = (): string => new Date(now()).toISOString();
  const save = async (): Promise<void> => {
    if (!kept && last) await keep(path, last);
    kept = true;
    await writeWhole(path, `${JSON.stringify(receipt, null, 2)}\n`, true);
  };
  return {
    intend: async (call, before) => {
      const intended = recordIntent(receipt, { call, before, changes, at: at() });
      requireKeyless(intended, terminal, path);
      receipt = intended;
      return save();
    },
    conclude: (report, outcomes) => {
      // What was sent stays as it was sent; what Clerk said and showed is cleaned.
      const cleaned = outcomes.map((one) => ({
        ...one,
        ...terminal.redact({
          ...(one.detail === undefined ? {} : { detail: one.detail }),
          ...(one.shown === undefined ? {} : { shown: one.shown }),
        }),
      }));
      receipt = recordResult(receipt, report, cleaned, at());
      return save();
    },
  };
}

/**
 * An earlier run's receipt holds values that only it knows: a copy is kept beside the new one, under a name
 * with its time. What is there under that name stays.
 */
async function keep(path: string, { updated_at, fingerprint }: Receipt): Promise<void> {
  const content = await readFile(path, "utf8");
  // A receipt without a time is named after its plan. Names on Windows hold no colon.
  const name = `${path}.${updated_at?.replaceAll(/[:.]/g, "-") ?? fingerprint.slice(7, 19)}`;
  for (let number = 1; ; number += 1) {
    const place = number === 1 ? name : `${name}-${number}`;
    try {
      await writeWhole(place, content, false);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if ((await readFile(place, "utf8")) === content) return;
    }
  }
}
