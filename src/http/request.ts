// One request, one answer. ofetch carries it; its own retries, parsing and timeout are off, because
// they parse half a body, stop the clock at the headers and ignore Retry-After.

import { createFetch } from "ofetch";
import { HeaderList, httpFetch, Redirected, type HttpResponse } from "./fetch.ts";
import { BadBody, isJsonType, parseJson, readBody, type Json } from "./json.ts";
import { RequestError, type RequestErrorKind, type RequestTarget } from "./request-error.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** Milliseconds for one request: connect, headers and body. */
const REQUEST_TIMEOUT = 30_000;

export interface Request {
  readonly method: "GET" | "PATCH" | "POST" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Ends the request early. */
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  /** Undefined: no body, or (on a write) one that is not JSON. */
  readonly body: Json | undefined;
}

/** What a run sent, for `--verbose` and for tests of the budget. */
export type RequestLog = (entry: {
  readonly method: string;
  readonly where: string;
  readonly status: number | null;
  readonly ms: number;
}) => void;

// ofetch asks for less than the types of fetch promise, and that is what these give.
const ofetch = createFetch({
  fetch: httpFetch as unknown as typeof fetch,
  Headers: HeaderList as unknown as typeof Headers,
});

/** Throws a `RequestError` for everything but a 2xx answer. */
export async function send(request: Request, log?: RequestLog): Promise<Answer> {
  const { method, url, signal } = request;
  const target: RequestTarget = { method, where: whereOf(url) };
  const started = performance.now();
  const deadline = AbortSignal.timeout(REQUEST_TIMEOUT);
  let status: number | null = null;
  try {
    const response = await open(request, signal ? AbortSignal.any([signal, deadline]) : deadline);
    status = response.status;
    return { status, body: await readAnswer(response, target) };
  } catch (error) {
    throw error instanceof RequestError ? error : transportError(target, error, signal, deadline);
  } finally {
    log?.({ ...target, status, ms: performance.now() - started });
  }
}

function whereOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function open(request: Request, signal: AbortSignal): Promise<HttpResponse> {
  const { method, url, headers, body } = request;
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
    throw new RequestError("status", target, String(status), { status, body, retryAfter });
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

const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const UNTRUSTED = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY|^ERR_TLS|^ERR_SSL/;

function transportError(
  target: RequestTarget,
  error: unknown,
  signal: AbortSignal | undefined,
  deadline: AbortSignal,
): RequestError {
  if (signal?.aborted) {
    // What was on its way when the run was stopped may have arrived.
    const reason: unknown = signal.reason;
    const message = reason instanceof Error ? reason.message : "stopped";
    return new RequestError(target.method === "GET" ? "stopped" : "lost", target, message);
  }
  if (deadline.aborted) {
    return new RequestError("lost", target, `no answer within ${REQUEST_TIMEOUT / 1000} seconds`);
  }
  const root = rootOf(error);
  if (root instanceof Redirected) return new RequestError("redirected", target, root.message);
  if (root instanceof BadBody) return new RequestError("unexpected", target, root.message);
  const code = "code" in root && typeof root.code === "string" ? root.code : "";
  const message = code && !root.message.includes(code) ? `${root.message} (${code})` : root.message;
  return new RequestError(kindOf(code), target, message);
}

function kindOf(code: string): RequestErrorKind {
  if (NOT_SENT.has(code)) return "not_sent";
  return UNTRUSTED.test(code) ? "untrusted" : "lost";
}

/** The innermost cause: it says why, and has the code. */
function rootOf(error: unknown): Error {
  let at: unknown = error;
  for (let depth = 0; depth < 8 && at instanceof Error; depth += 1) {
    const below: unknown = at instanceof AggregateError ? at.errors[0] : at.cause;
    if (!(below instanceof Error)) break;
    at = below;
  }
  return at instanceof Error ? at : new Error("the request failed");
}
