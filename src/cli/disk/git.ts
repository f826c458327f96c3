// Whether git has a file as it is, so that what is written over it can be taken back.

import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Context } from "../context.ts";

const TIMEOUT = 10_000;

/** What git needs of the process variables to be found and to find its settings. No key is among them. */
const PASSED = ["PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "XDG_CONFIG_HOME"];

/**
 * Whether a file has changes that git has not committed, an untracked file included. Without git, or outside a
 * work tree, it has none.
 */
export function hasUncommittedChanges(
  path: string,
  { environment }: Pick<Context, "environment">,
): Promise<boolean> {
  const real = realpathSync(path);
  const kept = PASSED.flatMap((name) => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: "0" };
  // A repository's own settings start no program for it.
  const args = ["-c", "core.fsmonitor=false", "status", "--porcelain", "--", `./${basename(real)}`];
  return new Promise((resolve) => {
    const options = { cwd: dirname(real), env, timeout: TIMEOUT, windowsHide: true };
    execFile("git", args, options, (error, stdout) => resolve(error === null && stdout !== ""));
  });
}
