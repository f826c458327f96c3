// How a tracker's requests travel: over the project's own HTTP client, to one host, within a bound of time.

import { HeaderList, httpFetch, Redirected } from "../http/fetch.ts";
import { readBody } from "../http/json.ts";
import { openPool } from "../http/pool.ts";
import type { Proxy } from "../http/proxy.ts";
import { RequestError } from "../http/request-error.ts";
import type { RequestLog } from "../http/request.ts";
import { transportError } from "../http/transport-error.ts";

/** Milliseconds that all requests of one tracker take together; what is waited between them is not counted. */
const BOUND = 30_000;
/** Bytes of one answer: a page of a hundred comments of full length. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What octokit reads of a `Response`. */
export interface CarriedAnswer {
  readonly url: string;
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly text: () => Promise<string>;
  readonly arrayBuffer: () => Promise<ArrayBufferLike>;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Rejects with a `RequestError`. A redirect is answered with its status, and not followed. */
export type Carry = (url: string, sent?: Sent) => Promise<CarriedAnswer>;

interface Ways {
  readonly proxy?: Proxy | null | undefined;
  /** Ends everything early. */
  readonly signal?: AbortSignal | undefined;
  readonly log?: RequestLog | undefined;
}

export interface CarrierOptions extends Ways {
  /** The only one that requests go to, and so the token. */
  readonly origin: string;
}

/** What every tracker is opened with. */
export interface TrackerOptions extends Ways {
  readonly token: string;
  readonly toolVersion: string;
  /** Told of the token before anything else is done with it, so that it is never written. */
  readonly hide: (...secrets: readonly string[]) => void;
}

export interface Carrier {
  readonly carry: Carry;
  readonly close: () => void;
}

/** Opens nothing before the first request. */
export function openCarrier({ origin, proxy, signal, log }: CarrierOptions): Carrier {
  const pool = openPool(proxy ?? null);
  let spent = 0;
  const carry: Carry = async (url, { method = "GET", headers = {}, body } = {}) => {
    const { host, pathname, origin: to } = new URL(url);
    const target = { method, where: `${host}${pathname}` };
    const refuse = (why: string): never => {
      throw new RequestError("stopped", target, why, { final: true });
    };
    if (to !== origin) return refuse("an address at another host, to which nothing is sent");
    const left = Math.floor(BOUND - spent);
    if (left <= 0) return refuse(`no answer within ${BOUND / 1000} seconds`);
    const deadline = AbortSignal.timeout(left);
    const started = performance.now();
    let connected = false;
    const onConnected = (): void => {
      connected = true;
    };
    let status: number | null = null;
    let failed: RequestError | undefined;
    try {
      const response = await httpFetch(
        url,
        {
          method,
          headers: new HeaderList({ ...headers, "accept-encoding": "identity" }),
          ...(body === undefined ? {} : { body }),
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        },
        { pool, onConnected },
      );
      status = response.status;
      // Read to its end here: octokit takes an answer that was cut off for an empty one.
      return answerOf(url, response, await readBody(response.body, MAX_BYTES));
    } catch (error) {
      if (error instanceof Redirected) return redirectAt(url);
      failed = transportError(target, error, { signal, deadline, timeout: BOUND, connected });
      throw failed;
    } finally {
      const ms = performance.now() - started;
      spent += ms;
      log?.({ ...target, status, ms, attempt: 1, ...(failed ? { error: failed } : {}) });
    }
  };
  return { carry, close: pool.close };
}

const answerOf = (
  url: string,
  rest: Pick<CarriedAnswer, "ok" | "status" | "statusText" | "headers">,
  text: string,
): CarriedAnswer => ({
  url,
  ok: rest.ok,
  status: rest.status,
  statusText: rest.statusText,
  headers: rest.headers,
  text: () => Promise.resolve(text),
  arrayBuffer: () => Promise.resolve(new TextEncoder().encode(text).buffer),
});

/** Not an error: octokit would send the request again. */
const redirectAt = (url: string): CarriedAnswer =>
  answerOf(url, { ok: false, status: 301, statusText: "", headers: new HeaderList() }, "");
