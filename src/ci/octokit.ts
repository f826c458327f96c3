// Octokit over the project's own HTTP client: how often it tries, what it waits for, what it takes for an answer.

import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import type { Carry } from "./carrier.ts";
import { redirectedAnswer, unexpectedAnswer } from "./github-error.ts";

/** Seconds that GitHub may ask to wait, all times together. */
const MAX_WAITS = 60;
/** Tries of one request behind the first. Writes that make something have none: see `ONCE`. */
const MAX_RETRIES = 1;

const API_VERSION = "2022-11-28";

/** For a request that makes something: sent again after a lost answer, it would make it twice. */
export const ONCE = { retries: 0 } as const;

/** The media type of a file as it is. */
export const RAW = "application/vnd.github.raw+json";

const Plugged = Octokit.plugin(paginateRest, retry, throttling);

export interface OctokitOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly toolVersion: string;
  readonly carry: Carry;
  /** Milliseconds of a second that is waited, 1,000 unless told otherwise. */
  readonly second?: number | undefined;
}

/**
 * No pause before a write. The plugin makes one of 1 to 3 seconds between writes of a run, and counts a question
 * in GraphQL as a write; here are two writes at most, one after the other.
 */
const AT_ONCE = {
  key: () => ({ schedule: (_: object, task: () => Promise<void>): Promise<void> => task() }),
} as unknown as NonNullable<ThrottlingOptions["write"]>;

const quiet = (): void => {};

type ThrottlingOptions = Extract<
  Parameters<typeof throttling>[1]["throttle"],
  { readonly onRateLimit: unknown }
>;

/** Writes nothing anywhere. Its requests throw octokit's own errors, or a `TrackerError` for an answer that is none. */
export function openOctokit({ apiUrl, token, toolVersion, carry, second = 1_000 }: OctokitOptions) {
  let waited = 0;
  const isWaitedFor = (seconds: number, _: object, __: object, retries: number): boolean => {
    if (retries >= MAX_RETRIES || waited + seconds > MAX_WAITS) return false;
    waited += seconds;
    return true;
  };
  const octokit = new Plugged({
    auth: token,
    baseUrl: apiUrl,
    userAgent: `clerkwork/${toolVersion}`,
    request: { fetch: carry },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    retry: {
      retries: MAX_RETRIES,
      retryAfterBaseValue: second,
      // What a second try does not change; 429 is the throttling's.
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
    },
    throttle: {
      // Its queues are the process's: one tracker must not wait for another's writes.
      id: crypto.randomUUID(),
      retryAfterBaseValue: second,
      write: AT_ONCE,
      notifications: AT_ONCE,
      onRateLimit: isWaitedFor,
      onSecondaryRateLimit: isWaitedFor,
    },
  });
  octokit.hook.before("request", (request) => {
    request.headers["x-github-api-version"] = API_VERSION;
  });
  octokit.hook.after("request", ({ status, data }: Answered, { headers }) => {
    if (status >= 300) throw redirectedAnswer(status);
    const isFile = headers.accept === RAW;
    if (!isFile && (typeof data !== "object" || data === null)) throw unexpectedAnswer(status);
  });
  return octokit;
}

interface Answered {
  readonly status: number;
  readonly data: unknown;
}

/** What `openOctokit` gives. */
export type OpenOctokit = ReturnType<typeof openOctokit>;
