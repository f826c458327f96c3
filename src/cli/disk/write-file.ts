// Files that hold plans and receipts: whole or not at all, readable by their owner only.

import { randomBytes } from "node:crypto";
import { link, open, rename, rm } from "node:fs/promises";
import { dirname, basename, join } from "node:path";

/**
 * Writes beside the place, syncs, then moves over it; without `replace`, a file that is there
 * already stays as it is (EEXIST). Throws the system's error.
 */
export async function writeWhole(path: string, content: string, replace: boolean): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    const file = await open(beside, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(beside, path);
    else {
      await link(beside, path);
      await rm(beside);
    }
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
