// One run at a time on a receipt: a lock file beside it says who writes it. It is judged by its process,
// not by its age: a machine that sleeps in mid-apply must not lose it.

import { randomBytes } from "node:crypto";
import { readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import { showPlain } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { tell } from "../screen/terminal.ts";
import { errorText } from "./error-text.ts";
import { writeWhole } from "./write-file.ts";

/** What a lock says. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
}

export interface Lock {
  readonly release: () => Promise<void>;
}

/** Milliseconds after which a lock that names nobody, so was not made by a run, no longer counts. */
const HALF_MADE = 60_000;

/**
 * Takes the lock of a receipt. One that a run of this machine left when it was killed is taken over, and
 * said. Throws a `Failure`: exit 4 when another run has it, exit 3 when there can be none.
 */
export async function lockReceipt(context: Context, path: string): Promise<Lock> {
  const lock = await lockOf(path);
  const own = `${JSON.stringify(describeSelf(context))}\n`;
  for (;;) {
    if (await make(lock, own, path)) return { release: () => release(lock, own) };
    const left = await leftBehind(context, lock, path);
    if (left !== undefined) await takeAway(context, lock, left, path);
  }
}

/** Throws a `Failure` (exit 4) when a run is writing the receipt. */
export async function requireNobodyWrites(context: Context, path: string): Promise<void> {
  await leftBehind(context, await lockOf(path), path);
}

/** Beside the file itself, whatever name it was given by. */
async function lockOf(path: string): Promise<string> {
  const real = await realpath(path).catch(async () => {
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    return join(folder, basename(path));
  });
  return `${real}.lock`;
}

const describeSelf = ({ self, now }: Context): Holder => ({
  pid: self.pid,
  host: hostname(),
  started_at: new Date(now()).toISOString(),
});

/** Whether the lock is ours now; false: it is there already. */
async function make(lock: string, own: string, path: string): Promise<boolean> {
  try {
    // Whole or not at all: a lock that a killed run left half made would name nobody.
    await writeWhole(lock, own, false);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new Failure(
      "unwritable_file",
      `the receipt can't be written to ${path}: ${errorText(error)}`,
      { hint: "name another file" },
    );
  }
}

/** The text of a lock whose run is gone; undefined: there is no lock. Throws a `Failure` when its run may go on. */
async function leftBehind(
  context: Context,
  lock: string,
  path: string,
): Promise<string | undefined> {
  const text = await readFile(lock, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  const isGone = holder ? isDead(holder, context) : await isOld(lock, context);
  if (isGone) return text;
  throw new Failure("receipt_in_use", `${path} is being written by ${describe(holder)}`, {
    hint: `wait until that run has ended; when it no longer runs, delete ${lock}`,
  });
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, started_at } = JSON.parse(text) as Record<string, unknown>;
    const isWhole =
      Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === "string" && host !== "";
    return isWhole ? { pid: Number(pid), host, started_at: String(started_at) } : undefined;
  } catch {
    return undefined;
  }
}

/** A process of this machine that no longer runs. A lock with our own number is of an earlier process: we have made none. */
const isDead = ({ pid, host }: Holder, { self }: Context): boolean =>
  host === hostname() && (pid === self.pid || !self.isRunning(pid));

async function isOld(lock: string, { now }: Context): Promise<boolean> {
  const made = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => now(),
  );
  return now() - made > HALF_MADE;
}

const describe = (holder: Holder | undefined): string =>
  holder
    ? `another run: process ${holder.pid} on ${holder.host}, since ${holder.started_at}`
    : "another run";

/** Takes a lock away, unless another run has put its own there since it was looked at. */
async function takeAway(
  { terminal, self }: Context,
  lock: string,
  left: string,
  path: string,
): Promise<void> {
  const aside = `${lock}.${self.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8")) !== left) {
    await rename(aside, lock);
    return;
  }
  await rm(aside, { force: true });
  const holder = parseHolder(left);
  const who = holder ? `process ${holder.pid}, which no longer runs` : "a run that no longer runs";
  tell(
    terminal,
    `warning: ${showPlain(path)} was left locked by ${who}; its last call may have landed`,
  );
}

async function release(lock: string, own: string): Promise<void> {
  const text = await readFile(lock, "utf8").catch(() => undefined);
  if (text === own) await rm(lock, { force: true });
}
