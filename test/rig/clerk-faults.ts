/** Faults that a test plants in the model Clerk: which request, before or after the write landed, and what then. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json } from "./json.ts";

export type FaultAction =
  /** A Clerk error (or any answer): `code` makes the usual error body. */
  | {
      kind: "status";
      status: number;
      code?: string;
      message?: string;
      meta?: Json;
      headers?: Record<string, string | string[]>;
      body?: string;
    }
  | { kind: "html"; status: number }
  /** Destroys the connection without a byte of answer. */
  | { kind: "reset" }
  /** Some of the status line and headers, then destroys the connection. */
  | { kind: "reset_in_headers" }
  /** A content-length longer than what follows, then destroys the connection. */
  | { kind: "truncated" }
  /** A chunked answer that ends without its last chunk. */
  | { kind: "truncated_chunked" }
  /** Half of the JSON, delimited by closing the connection: valid HTTP. */
  | { kind: "half" }
  /** One byte of body each `ms`, for ever. */
  | { kind: "slow_body"; ms: number }
  /** Never answers. */
  | { kind: "hang" }
  /** Waits until the gate opens, then answers truly. */
  | { kind: "hold"; gate: Gate }
  | { kind: "redirect"; status: number; location: string }
  /** The true body under another content type; `null` sends none. */
  | { kind: "content_type"; value: string | null }
  /** Another JSON value in the place of the true one. */
  | { kind: "json"; body: Json; status?: number }
  /** Any text in the place of the true body, as application/json. */
  | { kind: "text"; body: string; headers?: Record<string, string> }
  /** These bytes on the socket instead of HTTP, then closes. */
  | { kind: "socket"; bytes: string };

export interface FaultRule {
  api?: "backend" | "frontend";
  method?: string;
  /** Of the Backend API: the secret key of the one instance that it is about. */
  key?: string;
  /** The path below /v1 of the Backend API, such as /instance/protect; /v1/environment of the Frontend API. */
  path?: string;
  /** Which of the matching requests, from 1: one, several, or every one from `from` on. */
  nth?: number | readonly number[] | { from: number } | "every";
  /** `before`: the request is not carried out; `after`: it is, and the answer goes wrong. */
  phase?: "before" | "after";
  action: FaultAction;
}

export interface Gate {
  /** Resolves when a request waits at the gate. */
  readonly reached: Promise<void>;
  readonly opened: Promise<void>;
  readonly arrive: () => void;
  readonly open: () => void;
}

export function newGate(): Gate {
  let arrive = (): void => {};
  let open = (): void => {};
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { reached, opened, arrive: () => arrive(), open: () => open() };
}

/** Finds the fault for a request, counting matches rule by rule. */
export function faultFinder(
  rules: readonly FaultRule[],
): (
  api: "backend" | "frontend",
  method: string,
  path: string,
  key?: string,
) => FaultRule | undefined {
  const counts = rules.map(() => 0);
  return (api, method, path, key) => {
    let found: FaultRule | undefined;
    for (const [index, rule] of rules.entries()) {
      if (rule.api !== undefined && rule.api !== api) continue;
      if (rule.key !== undefined && rule.key !== key) continue;
      if (rule.method !== undefined && rule.method !== method) continue;
      if (rule.path !== undefined && rule.path !== path) continue;
      const count = (counts[index] ?? 0) + 1;
      counts[index] = count;
      const nth = rule.nth ?? 1;
      const hit =
        nth === "every" ||
        nth === count ||
        (Array.isArray(nth) && nth.includes(count)) ||
        (typeof nth === "object" && "from" in nth && count >= nth.from);
      if (hit && found === undefined) found = rule;
    }
    return found;
  };
}

export function clerkError(code: string, message: string, traceId: string, meta?: Json): string {
  return JSON.stringify({
    errors: [{ message, long_message: message, code, ...(meta === undefined ? {} : { meta }) }],
    meta: {},
    clerk_trace_id: traceId,
  });
}

export interface TrueAnswer {
  status: number;
  body: string | undefined;
}

/** Gives the wrong answer. Resolves when the exchange is over as far as the server is concerned. */
export async function misbehave(
  action: FaultAction,
  request: IncomingMessage,
  response: ServerResponse,
  truth: TrueAnswer,
  traceId: string,
): Promise<void> {
  const body = truth.body ?? "";
  const closed = new Promise<void>((resolve) => response.once("close", resolve));
  const json = { "content-type": "application/json" };
  switch (action.kind) {
    case "status": {
      const text =
        action.body ??
        clerkError(
          action.code ?? "internal_clerk_error",
          action.message ?? "planted",
          traceId,
          action.meta,
        );
      response.writeHead(action.status, { ...json, ...action.headers }).end(text);
      break;
    }
    case "html":
      response
        .writeHead(action.status, { "content-type": "text/html; charset=UTF-8" })
        .end("<!DOCTYPE html><title>Error</title><h1>cloudflare</h1>");
      break;
    case "reset":
      request.socket.resetAndDestroy();
      break;
    case "reset_in_headers":
      request.socket.write("HTTP/1.1 200 OK\r\ncontent-ty", () => request.socket.resetAndDestroy());
      break;
    case "truncated":
      response.writeHead(200, { ...json, "content-length": String(Buffer.byteLength(body) + 50) });
      response.write(body.slice(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
      break;
    case "truncated_chunked":
      response.writeHead(200, { ...json, "transfer-encoding": "chunked" });
      response.write(body.slice(0, Math.ceil(body.length / 2)), () => request.socket.destroy());
      break;
    case "half":
      request.socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${body.slice(0, Math.ceil(body.length / 2))}`,
      );
      break;
    case "slow_body": {
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(" "), action.ms);
      response.once("close", () => clearInterval(timer));
      break;
    }
    case "hang":
      break;
    case "hold":
      action.gate.arrive();
      await Promise.race([action.gate.opened, closed]);
      if (truth.body === undefined) response.writeHead(truth.status).end();
      else response.writeHead(truth.status, json).end(truth.body);
      break;
    case "redirect":
      response.writeHead(action.status, { location: action.location }).end();
      break;
    case "content_type":
      response
        .writeHead(truth.status, action.value === null ? {} : { "content-type": action.value })
        .end(body);
      break;
    case "json":
      response.writeHead(action.status ?? 200, json).end(JSON.stringify(action.body));
      break;
    case "text":
      response.writeHead(200, { ...json, ...action.headers }).end(action.body);
      break;
    case "socket":
      request.socket.end(action.bytes);
      break;
  }
  await closed;
}

/**
 * Pairs each fault with `count` of the places, so that over the table every place meets every kind of fault
 * without the whole product being run.
 */
export function spread<Fault, Place>(
  faults: readonly Fault[],
  places: readonly Place[],
  count: number,
): (readonly [Fault, Place])[] {
  return faults.flatMap((fault, index) =>
    Array.from({ length: count }, (_, step) => {
      const place = places[(index + step) % places.length];
      if (place === undefined) throw new Error("no places");
      return [fault, place] as const;
    }),
  );
}
