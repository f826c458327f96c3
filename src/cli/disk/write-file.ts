// Files that are written whole or not at all. Plans and receipts are readable by their owner only.

import { randomBytes } from "node:crypto";
import { accessSync, constants, lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { errorText } from "./error-text.ts";

/**
 * Writes beside the place, syncs, then moves over it; without `replace`, what is there already stays
 * as it is (EEXIST). A symbolic link stays a link: its target is written. `like`: as other files of the
 * user's, or with the permissions of the file that is replaced. Throws the system's error.
 */
export async function writeWhole(
  path: string,
  content: string,
  replace: boolean,
  like: "private" | "ordinary" = "private",
): Promise<void> {
  const place = replace ? targetOf(path) : path;
  const beside = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString("hex")}`);
  try {
    const file = await open(beside, "wx", like === "private" ? 0o600 : 0o666);
    try {
      const mode = like === "ordinary" && statSync(place, { throwIfNoEntry: false })?.mode;
      if (mode) await file.chmod(mode & 0o7777);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(beside, place);
    else {
      await link(beside, place);
      await rm(beside);
    }
    await syncFolder(dirname(place));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** So that the new name outlives a power cut. Not every system can do it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Why a file can't be written there, as far as it is known beforehand; null: it can. Writes nothing. */
export function whyNotWritable(path: string, replace: boolean): string | null {
  try {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there && !replace) return "it exists already";
    const place = targetOf(path);
    const target = statSync(place, { throwIfNoEntry: false });
    if (target && !target.isFile())
      return target.isDirectory() ? "it is a folder" : "it is not a regular file";
    const folder = dirname(place);
    const above = statSync(folder, { throwIfNoEntry: false });
    if (!above) return `the folder ${folder} does not exist`;
    if (!above.isDirectory()) return "part of the path is not a folder";
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return errorText(error);
  }
}

/** Where a chain of symbolic links ends, whether a file is there or not. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? targetOf(resolve(dirname(path), readlinkSync(path))) : path;
}
