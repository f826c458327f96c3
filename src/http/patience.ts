// How often a read is tried again, and how long is waited between.

import { setTimeout as sleep } from "node:timers/promises";
import { RequestError } from "./request-error.ts";

/** Tries of one request, the first included. */
export const MAX_ATTEMPTS = 4;
/** Milliseconds. A server may refuse everything until Retry-After is over; asked for more than this, the run ends. */
export const MAX_WAIT = 60_000;
/** Milliseconds of waiting in all for one request. */
const MAX_WAITS = 120_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 8_000;
/** Statuses that pass on their own. */
const PASSING = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

/**
 * Milliseconds before the next try, after so many of waiting; undefined: trying again won't help, or
 * is not waited for.
 */
export function delayAfter(error: RequestError, attempt: number, waited = 0): number | undefined {
  const passes =
    error.kind === "not_sent" ||
    error.kind === "lost" ||
    (error.kind === "status" && error.status !== null && PASSING.has(error.status));
  if (!passes || error.final || attempt >= MAX_ATTEMPTS) return undefined;
  const { retryAfter } = error;
  if (retryAfter === null)
    return Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return retryAfter <= MAX_WAIT && waited + retryAfter <= MAX_WAITS ? retryAfter : undefined;
}

/** What is said of a wait that nobody waits; empty for any other. */
export function tooLong(retryAfter: number | null): string {
  if (retryAfter === null || retryAfter <= MAX_WAIT) return "";
  const seconds = Math.round(retryAfter / 1000);
  const asked = seconds < 1e9 ? `${seconds} seconds` : "more than a lifetime";
  return ` (Retry-After asks for ${asked}; ${MAX_WAIT / 1000} are waited at most)`;
}

/** `waiting 3 s`; empty for a wait that is too short to be noticed. */
export const sayWait = (ms: number): string =>
  ms < 1_000 ? "" : `waiting ${Math.ceil(ms / 1_000)} s`;

/** `attempt 2 of 4`: what follows the try of that number. */
export const sayNext = (attempt: number): string => `attempt ${attempt + 1} of ${MAX_ATTEMPTS}`;

/** `waiting 3 s, attempt 2 of 4`: the pause after a try, and what comes then. */
export const sayPause = (ms: number, attempt: number): string =>
  [sayWait(ms), sayNext(attempt)].filter(Boolean).join(", ");

/** Waits milliseconds; ends at once when the signal fires. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

export const wait: Pause = async (ms, signal) => {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(() => {});
};

/**
 * Told of a wait before the next try, in milliseconds, and the number of the try that failed. What it gives back is
 * called when the wait is over.
 */
export type OnRetry = (
  error: RequestError,
  ms: number,
  attempt: number,
) => (() => void) | undefined;

/** Repeats something that only reads. */
export async function withPatience<Result>(
  read: (attempt: number) => Promise<Result>,
  signal?: AbortSignal,
  onRetry?: OnRetry,
): Promise<Result> {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(attempt);
    } catch (error) {
      const delay = error instanceof RequestError ? delayAfter(error, attempt, waited) : undefined;
      if (delay === undefined || signal?.aborted) throw error;
      waited += delay;
      const over = error instanceof RequestError ? onRetry?.(error, delay, attempt) : undefined;
      await wait(delay, signal);
      over?.();
    }
  }
}
