// Where the files of a run stand: one file, or a folder with one for each environment.

import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import { errorText } from "./error-text.ts";
import type { Desired } from "../../core/file/desired.ts";
import { namesIn, type Loaded } from "./load-file.ts";

/** By environment. */
export type Places = ReadonlyMap<Desired, string>;

/**
 * Where `flag` puts the file of each environment. Several environments need a folder; `make` makes it. Throws a
 * `Failure` (exit 3) when it is something else, or when two environments would share a file.
 */
export function placesOf(
  path: string | undefined,
  loaded: Pick<Loaded, "files" | "desired" | "byEnvironment">,
  flag: string,
  make: boolean,
): Places {
  if (path === undefined) return new Map();
  const { desired, byEnvironment } = loaded;
  if (!byEnvironment) return new Map(desired.map((one) => [one, path]));
  requireFolder(path, flag, make);
  const nameOf = namesIn(loaded);
  const files = desired.map((one) => `${safeName(nameOf(one))}.json`);
  const seen = new Set<string>();
  // Some systems don't tell names apart by their case.
  const twice = files.find((file) => seen.size === seen.add(file.toLowerCase()).size);
  if (twice !== undefined) {
    throw new Failure("invalid_usage", `two environments would share ${join(path, twice)}`, {
      hint: "rename one of them, or take one environment at a time",
    });
  }
  return new Map(desired.map((one, index) => [one, join(path, files[index] ?? "")]));
}

/** A name that no system reads as a path, and none keeps for a device. */
function safeName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, "_");
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain) ? `_${plain}` : plain;
}

function requireFolder(path: string, flag: string, make: boolean): void {
  const problem = (why: string): Failure =>
    new Failure(make ? "unwritable_file" : "unreadable_file", `${flag} ${path}: ${why}`, {
      hint: `with several environments ${flag} names a folder, and each gets ENVIRONMENT.json in it`,
    });
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (!there && make) mkdirSync(path, { recursive: true });
    if (there && !there.isDirectory()) throw problem("it is a file, not a folder");
  } catch (error) {
    throw error instanceof Failure ? error : problem(errorText(error));
  }
}
