// One request, one answer. ofetch carries it; its own retries, parsing and timeout are off, because
// they parse half a body, stop the clock at the headers and ignore Retry-After.

import { createFetch } from "ofetch";
import type { Json } from "../catalog/setting.ts";
import { HeaderList, httpFetch, type HttpResponse } from "./http-fetch.ts";
import { isJsonType, parseJson, readBody } from "./json-answer.ts";
import { Trouble, type ClerkError, type TroubleKind } from "./trouble.ts";

/** Milliseconds for one request: connect, headers and body. */
const REQUEST_TIMEOUT = 30_000;

export interface Request {
  readonly method: "GET" | "PATCH" | "POST";
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

const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const UNTRUSTED = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY|^ERR_TLS|^ERR_SSL/;

/** Throws a `Trouble` for everything but a 2xx answer. */
export async function send(request: Request, log?: RequestLog): Promise<Answer> {
  const { method, url, signal } = request;
  const where = whereOf(url);
  const started = performance.now();
  const deadline = AbortSignal.timeout(REQUEST_TIMEOUT);
  let status: number | null = null;
  try {
    const answer: unknown = await ofetch.raw(url, {
      method,
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      responseType: "stream",
      retry: false,
      ignoreResponseError: true,
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const response = answer as HttpResponse;
    status = response.status;
    const text = await readBody(response.body);
    const isJson = isJsonType(response.headers.get("content-type"));
    const body = isJson && text !== "" ? parseJson(text) : undefined;
    if (!response.ok) throw statusTrouble({ method, where }, response, body);
    if (body === undefined && (method === "GET" ? true : text !== "")) {
      const what =
        text === ""
          ? "an empty answer"
          : isJson
            ? "an answer that is not JSON"
            : "an answer that does not call itself JSON";
      // Half of the JSON is an answer that was cut off on its way.
      throw new Trouble(isJson && text !== "" ? "lost" : "unexpected", { method, where }, what, {
        status,
      });
    }
    return { status, body };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw transportTrouble({ method, where }, error, signal, deadline);
  } finally {
    log?.({ method, where, status, ms: performance.now() - started });
  }
}

function whereOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function transportTrouble(
  request: { readonly method: string; readonly where: string },
  error: unknown,
  signal: AbortSignal | undefined,
  deadline: AbortSignal,
): Trouble {
  if (signal?.aborted) {
    // What was on its way when the run was stopped may have arrived.
    const reason: unknown = signal.reason;
    return new Trouble(
      request.method === "GET" ? "stopped" : "lost",
      request,
      reason instanceof Error ? reason.message : "stopped",
    );
  }
  if (deadline.aborted) {
    return new Trouble("lost", request, `no answer within ${REQUEST_TIMEOUT / 1000} seconds`);
  }
  const { code, message } = rootOf(error);
  if (/unexpected redirect/i.test(message)) {
    return new Trouble("redirected", request, "an unexpected redirect, which was not followed");
  }
  if (/larger than 1 MiB|encoded data was not valid/i.test(message)) {
    return new Trouble("unexpected", request, message);
  }
  const kind: TroubleKind = NOT_SENT.has(code)
    ? "not_sent"
    : UNTRUSTED.test(code)
      ? "untrusted"
      : "lost";
  return new Trouble(
    kind,
    request,
    code && !message.includes(code) ? `${message} (${code})` : message,
  );
}

/** The innermost cause; the messages above it say only "fetch failed". */
function rootOf(error: unknown): { readonly code: string; readonly message: string } {
  let at: unknown = error;
  for (let depth = 0; depth < 8 && at instanceof Error; depth += 1) {
    const below: unknown = at instanceof AggregateError ? at.errors[0] : at.cause;
    if (!(below instanceof Error)) break;
    at = below;
  }
  const code = at instanceof Error && "code" in at && typeof at.code === "string" ? at.code : "";
  return { code, message: at instanceof Error ? at.message : "the request failed" };
}

function statusTrouble(
  request: { readonly method: string; readonly where: string },
  response: HttpResponse,
  body: Json | undefined,
): Trouble {
  const { status } = response;
  const members = isObject(body) ? body : {};
  const listed: readonly unknown[] = Array.isArray(members["errors"]) ? members["errors"] : [];
  const errors = listed.filter(isObject).map(readError);
  const said = errors.map(({ code, message }) => `${message} (${code})`).join("; ");
  const traceId = members["clerk_trace_id"];
  return new Trouble("status", request, `${status}${said ? `: ${said}` : ""}`.slice(0, 2000), {
    status,
    errors,
    traceId: typeof traceId === "string" && /^[0-9a-f]{16,64}$/i.test(traceId) ? traceId : null,
    retryAfter: parseRetryAfter(response.headers.get("retry-after"), response.headers.get("date")),
  });
}

function readError(entry: Readonly<Record<string, unknown>>): ClerkError {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    code: text(entry["code"]) || "unknown",
    message: text(entry["long_message"]) || text(entry["message"]),
    meta: isObject(entry["meta"]) ? entry["meta"] : {},
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const IMF_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds to wait; null when the header says nothing usable. A date is read against the
 * server's own `Date` header, not the local clock.
 */
export function parseRetryAfter(header: string | null, serverDate: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  if (!IMF_DATE.test(header) || !serverDate || !IMF_DATE.test(serverDate)) return null;
  const ms = Date.parse(header) - Date.parse(serverDate);
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
