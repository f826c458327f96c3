// Which files are meant where several are named: paths, folders, and patterns of paths.

import { readdirSync, type Dirent } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import { errorText } from "./error-text.ts";
import { isFolder, isThere, look } from "./find-file.ts";
import { STDIN } from "./read-stdin.ts";

/**
 * The files, each once, in the order in which they are named; those of a folder or a pattern by their paths. Of a
 * folder, its own .yaml and .yml files are read, not those of the folders in it. A path that is there is taken
 * as it is, whatever characters it has. Throws a `Failure` (exit 3) for a folder or a pattern without any.
 */
export async function findFiles(named: readonly string[]): Promise<readonly string[]> {
  // Most runs name one file, or none.
  if (named.every((one) => !isFolder(one) && (isThere(one) || !/[*?[{(!]/.test(one))))
    return eachOnce(named);
  const { default: picomatch } = await import("picomatch");
  const seek = (folder: string, pattern: string): readonly string[] =>
    filesBelow(folder, pattern, picomatch(pattern));
  const files = named.flatMap((one) => {
    if (isFolder(one))
      return someOf(one, seek(one, "*.{yaml,yml}"), "is a folder and holds no .yaml or .yml file");
    const { base, glob, isGlob } = picomatch.scan(one);
    if (isThere(one) || !isGlob) return [one];
    return someOf(one, seek(base, glob), "matches no file");
  });
  return eachOnce(files);
}

function eachOnce(files: readonly string[]): readonly string[] {
  const byPlace = new Map<string, string>();
  for (const file of files) {
    const place = file === STDIN ? STDIN : resolve(file);
    if (!byPlace.has(place)) byPlace.set(place, file);
  }
  return [...byPlace.values()];
}

/** The files below a folder whose paths from there fit. No link to a folder is followed. */
function filesBelow(
  folder: string,
  pattern: string,
  fits: (path: string) => boolean,
): readonly string[] {
  const levels = pattern.includes("**") ? Infinity : pattern.split("/").length;
  const walk = (below: string, level: number): readonly string[] =>
    entriesOf(join(folder, below)).flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory())
        return level < levels && entry.name !== "node_modules" ? walk(path, level + 1) : [];
      return fits(path) && isFile(join(folder, path)) ? [join(folder, path)] : [];
    });
  return walk("", 1).toSorted(byCodeUnit);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder || ".", { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Failure("unreadable_file", `the folder ${folder} can't be read: ${errorText(error)}`);
  }
}

const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

function someOf(named: string, files: readonly string[], none: string): readonly string[] {
  if (files.length > 0) return files;
  throw new Failure("no_file", `-f ${named} ${none}`, {
    hint: "name a file, a folder with files, or a pattern such as 'tenants/*.yaml'",
  });
}

/** A link counts as what it leads to. */
const isFile = (path: string): boolean => look(path)?.isFile() === true;
