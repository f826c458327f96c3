// Ids and names that look like Clerk's and are the same in every run.

import { createHash } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An id such as Clerk's (`ins_` and 27 letters and digits): the same parts always give the same id. */
export function deriveId(prefix: string, ...parts: readonly string[]): string {
  const digest = createHash("sha256")
    .update([prefix, ...parts].join("\u0000"))
    .digest();
  const letters = Array.from(digest.subarray(0, 27), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}_${letters.join("")}`;
}

/** The part of an instance's URLs that names it. */
export function deriveSlug(fingerprint: string): string {
  return `emulated-${createHash("sha256").update(`slug\u0000${fingerprint}`).digest("hex").slice(0, 16)}`;
}
