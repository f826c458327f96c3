// Receipts on disk.

import { access } from "node:fs/promises";
import checkReceipt from "../core/check-receipt.generated.js";
import { EXIT, Failure } from "../core/failure.ts";
import type { Receipt } from "../core/receipt.ts";
import { readTextFile } from "./read-file.ts";

const MAX_BYTES = 4 * 1024 * 1024;

/** Throws a `Failure` (exit 3) when the file is no receipt. */
export async function readReceipt(path: string): Promise<Receipt> {
  const content = readTextFile(path, MAX_BYTES);
  const fail = (why: string): never => {
    throw new Failure(EXIT.invalid, "invalid_receipt", `${path} is no receipt: ${why}`);
  };
  if (!content.ok) return fail(String(content.args["why"] ?? content.code));
  let value: unknown;
  try {
    value = JSON.parse(content.text);
  } catch {
    return fail("it is not JSON");
  }
  return checkReceipt(value)
    ? (value as Receipt)
    : fail("it does not have the form of one, or is of a newer clerkwork");
}

/** The receipt of the last run; undefined: there was none yet. */
export async function readLastReceipt(path: string | undefined): Promise<Receipt | undefined> {
  if (path === undefined) return undefined;
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists ? readReceipt(path) : undefined;
}
