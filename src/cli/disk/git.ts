// What git knows of a file: whether it has it as it is, and what it was in another revision.

import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Context } from "../context.ts";

const TIMEOUT = 10_000;

/** What git needs of the process variables to be found and to find its settings. No key is among them. */
const PASSED = ["PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "XDG_CONFIG_HOME"];

type Surroundings = Pick<Context, "environment">;

/** What git wrote to stdout; null: it ended with an error, is not there, or wrote more than `limit` bytes. */
type Answer = Buffer | null;

/** Runs git in a folder. Nothing of the repository is run, nothing is fetched, and nobody is asked. */
function runGit(
  folder: string,
  args: readonly string[],
  { environment }: Surroundings,
  limit = 1_000_000,
): Promise<Answer> {
  const kept = PASSED.flatMap((name) => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
  // A repository's own settings start no program for it.
  const safe = ["-c", "core.fsmonitor=false", ...args];
  return new Promise((resolve) => {
    const options = {
      cwd: folder,
      env,
      timeout: TIMEOUT,
      windowsHide: true,
      maxBuffer: limit,
      encoding: "buffer",
    } as const;
    execFile("git", safe, options, (error, stdout) => resolve(error === null ? stdout : null));
  });
}

/**
 * Whether a file has changes that git has not committed, an untracked file included. Without git, or outside a
 * work tree, it has none.
 */
export async function hasUncommittedChanges(
  path: string,
  surroundings: Surroundings,
): Promise<boolean> {
  const real = realpathSync(path);
  const args = ["status", "--porcelain", "--", `./${basename(real)}`];
  const answer = await runGit(dirname(real), args, surroundings);
  return answer !== null && answer.length > 0;
}

/** Whether a revision is there, in the repository that the file stands in. */
export async function hasRevision(
  path: string,
  revision: string,
  surroundings: Surroundings,
): Promise<boolean> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  return (await runGit(dirname(realpathSync(path)), args, surroundings)) !== null;
}

/** The bytes of a file in a revision that is there, as they are committed; null: it is not in it, or is larger than `limit`. */
export function fileInRevision(
  path: string,
  revision: string,
  surroundings: Surroundings,
  limit: number,
): Promise<Answer> {
  const real = realpathSync(path);
  // `cat-file` runs no filter; a revision that begins like an option was refused before.
  const args = ["cat-file", "blob", `${revision}:./${basename(real)}`];
  return runGit(dirname(real), args, surroundings, limit);
}

/** The path of a file from the root of its work tree, with `/`; null: it is in none. */
export async function pathInTree(path: string, surroundings: Surroundings): Promise<string | null> {
  const real = realpathSync(path);
  const prefix = await runGit(dirname(real), ["rev-parse", "--show-prefix"], surroundings);
  return prefix === null ? null : `${prefix.toString("utf8").trimEnd()}${basename(real)}`;
}
