// Which file is meant when none is named: the nearest one, from this folder up to the repository's root.

import { lstatSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import { errorText } from "./error-text.ts";

/** The name that files are written under, and the other one that is read. */
const FILE_NAMES = ["clerkwork.yaml", "clerkwork.yml"] as const;

/** As `seekFile`; throws a `Failure` (exit 3) when there is none. `named`: the environments that are asked for. */
export function findFile(named: readonly string[] = []): string {
  const found = seekFile();
  if (found !== undefined) return found;
  throw new Failure("no_file", "No clerkwork.yaml here or in a parent folder.", {
    hint: `Start with: ${startOf(named)}   Or name a file: -f FILE`,
  });
}

/** What writes a first file. With environments, `pull` writes one that has them. */
const startOf = (named: readonly string[]): string =>
  named.length === 0
    ? "clerkwork init"
    : [
        "clerkwork pull",
        ...named.map((name) => `--env ${/^[\w.-]+$/.test(name) ? name : "NAME"}`),
      ].join(" ");

/**
 * The path from here; undefined: there is none. The search ends at the first folder with `.git` in it, or
 * at the root. Throws a `Failure` (exit 3) when a folder has both names, and for a file above that belongs
 * to somebody else than this folder: what stands in a shared folder must not decide about an instance.
 */
export function seekFile(): string | undefined {
  const here = thisFolder();
  const folder = foldersUp(here).find((one) => FILE_NAMES.some((name) => isThere(join(one, name))));
  if (folder === undefined) return undefined;
  const [name, other] = FILE_NAMES.filter((one) => isThere(join(folder, one)));
  const path = relative(here, join(folder, name ?? FILE_NAMES[0]));
  if (isFolder(path)) {
    throw new Failure(
      "unreadable_file",
      `${path} is a folder, and a file of that name is looked for`,
      {
        hint: "rename the folder, or name what is meant, a file or a folder: -f PATH",
      },
    );
  }
  if (other !== undefined) {
    throw new Failure("several_files", `${path} and ${other} stand in one folder`, {
      hint: "delete one of them, or name the one that is meant: -f FILE",
    });
  }
  if (folder !== here && ownerOf(join(here, path)) !== ownerOf(here)) {
    throw new Failure("no_file", `${path} belongs to another user than this folder`, {
      hint: `if it is the file that is meant, name it: -f ${path}`,
    });
  }
  return path;
}

/** Whether something has that name. What can't be looked at counts as there: reading says why not. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** Whether it is a folder, or a link to one. */
export const isFolder = (path: string): boolean => look(path)?.isDirectory() === true;

/** What a link leads to. Undefined: nothing is there, or it can't be looked at: reading says why. */
export function look(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function thisFolder(): string {
  try {
    return resolve(".");
  } catch (error) {
    throw new Failure("no_file", `the current folder can't be read: ${errorText(error)}`);
  }
}

/** From a folder up to the one that holds `.git`; without any, up to the root. */
function foldersUp(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder || isThere(join(folder, ".git"))
    ? [folder]
    : [folder, ...foldersUp(above)];
}

/** Undefined: not to be found out. */
function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}
