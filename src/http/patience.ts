// How often a read is tried again, and how long is waited between.

import { setTimeout as sleep } from "node:timers/promises";
import { RequestError } from "./request-error.ts";

const MAX_ATTEMPTS = 4;
/** Milliseconds. A server may refuse everything until Retry-After is over; asked for more than this, the run ends. */
export const MAX_WAIT = 60_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 8_000;
/** Statuses that pass on their own. */
const PASSING = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

/** Milliseconds before the next try; undefined: trying again won't help. */
export function delayAfter(error: RequestError, attempt: number): number | undefined {
  const passes =
    error.kind === "not_sent" ||
    error.kind === "lost" ||
    (error.kind === "status" && error.status !== null && PASSING.has(error.status));
  if (!passes || attempt >= MAX_ATTEMPTS) return undefined;
  if (error.retryAfter !== null) return error.retryAfter <= MAX_WAIT ? error.retryAfter : undefined;
  return Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
}

/** Waits milliseconds; ends at once when the signal fires. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const wait: Pause = async (ms, signal) => {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => {});
};

/** Repeats something that only reads. */
export async function withPatience<Result>(
  read: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const delay = error instanceof RequestError ? delayAfter(error, attempt) : undefined;
      if (delay === undefined || signal?.aborted) throw error;
      await wait(delay, signal);
    }
  }
}
