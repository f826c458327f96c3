// One request, one answer. ofetch carries it; its own retries, parsing and timeout are off, because
// they parse half a body, stop the clock at the headers and ignore Retry-After.

import { createFetch } from "ofetch";
import { HeaderList, httpFetch, type HttpResponse, type Route } from "./fetch.ts";
import { isJsonType, parseJson, readBody, type Json } from "./json.ts";
import { tooLong } from "./patience.ts";
import { openPool, type Pool } from "./pool.ts";
import { RequestError, type RequestTarget } from "./request-error.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { isCutBy, reasonOf, transportError } from "./transport-error.ts";

/** Milliseconds for one request: connect, headers and body. */
const REQUEST_TIMEOUT = 30_000;

export interface Request {
  readonly method: "GET" | "PATCH" | "POST" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Ends the request early. One that has fired before the request begins keeps it from being sent. */
  readonly signal?: AbortSignal | undefined;
  /** Where its connection comes from; without one, it gets one of its own. */
  readonly pool?: Pool | undefined;
  /** Which try it is, from 1, for the log. */
  readonly attempt?: number | undefined;
}

export interface Answer {
  readonly status: number;
  /** Undefined: no body, or (on a write) one that is not JSON. */
  readonly body: Json | undefined;
}

/** A request that ended. */
export interface LoggedRequest {
  readonly method: string;
  /** Host and path, without query. */
  readonly where: string;
  /** Null: no answer came. */
  readonly status: number | null;
  readonly ms: number;
  /** From 1. */
  readonly attempt: number;
  /** Why it has no good answer; undefined: it has one. */
  readonly error?: RequestError;
}

/** What a run sent, for `--verbose` and for tests of the budget. */
export type RequestLog = (entry: LoggedRequest) => void;

/** Throws a `RequestError` for everything but a 2xx answer. */
export async function send(request: Request, log?: RequestLog): Promise<Answer> {
  const { method, url, signal } = request;
  const target: RequestTarget = { method, where: whereOf(url) };
  if (signal?.aborted) {
    const isCut = isCutBy(signal);
    throw new RequestError("stopped", target, reasonOf(signal), { isCut });
  }
  const started = performance.now();
  const deadline = AbortSignal.timeout(REQUEST_TIMEOUT);
  const pool = request.pool ?? openPool();
  let connected = false;
  let status: number | null = null;
  let failed: RequestError | undefined;
  try {
    const response = await open(request, signal ? AbortSignal.any([signal, deadline]) : deadline, {
      pool,
      onConnected: () => {
        connected = true;
      },
    });
    status = response.status;
    return { status, body: await readAnswer(response, target) };
  } catch (error) {
    failed =
      error instanceof RequestError
        ? error
        : transportError(target, error, { signal, deadline, timeout: REQUEST_TIMEOUT, connected });
    throw failed;
  } finally {
    if (!request.pool) pool.close();
    const { attempt = 1 } = request;
    const ms = performance.now() - started;
    log?.({ ...target, status, ms, attempt, ...(failed ? { error: failed } : {}) });
  }
}

function whereOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function open(request: Request, signal: AbortSignal, route: Route): Promise<HttpResponse> {
  const { method, url, headers, body } = request;
  const carry = (to: string, init: Parameters<typeof httpFetch>[1]): Promise<HttpResponse> =>
    httpFetch(to, init, route);
  // ofetch asks for less than the types of fetch promise, and that is what these give.
  const ofetch = createFetch({
    fetch: carry as unknown as typeof fetch,
    Headers: HeaderList as unknown as typeof Headers,
  });
  const answer: unknown = await ofetch.raw(url, {
    method,
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    responseType: "stream",
    retry: false,
    ignoreResponseError: true,
    redirect: "error",
    signal,
  });
  return answer as HttpResponse;
}

async function readAnswer(
  response: HttpResponse,
  target: RequestTarget,
): Promise<Json | undefined> {
  const { status, headers } = response;
  const text = await readBody(response.body);
  const isJson = isJsonType(headers.get("content-type"));
  const body = isJson && text !== "" ? parseJson(text) : undefined;
  if (!response.ok) {
    const retryAfter = parseRetryAfter(headers.get("retry-after"), headers.get("date"));
    const message = `${status}${tooLong(retryAfter)}`;
    throw new RequestError("status", target, message, { status, body, retryAfter });
  }
  if (body !== undefined || (target.method !== "GET" && text === "")) return body;
  // Half of the JSON is an answer that was cut off on its way.
  throw isJson && text !== ""
    ? new RequestError("lost", target, "an answer that is not JSON", { status })
    : new RequestError(
        "unexpected",
        target,
        text === "" ? "an empty answer" : "an answer that does not call itself JSON",
        { status },
      );
}
