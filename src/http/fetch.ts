// What ofetch sends with: Node's own HTTP client. Node's fetch brings a WebAssembly parser, which
// doubles the memory of a plan and keeps the process busy after the last answer.

import {
  request as requestHttp,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { request as requestHttps } from "node:https";
import type { Pool } from "./pool.ts";

/** The answer points elsewhere. It is not followed. */
export class Redirected extends Error {
  override readonly name = "Redirected";
}

/** The answer changes the protocol (101). Nobody asked for that. */
export class Switched extends Error {
  override readonly name = "Switched";
}

/** The proxy gave no connection. Nothing of the request was sent. */
export class ProxyRefused extends Error {
  override readonly name = "ProxyRefused";
  readonly status: number;

  constructor(host: string, status: number) {
    super(
      status === 407
        ? `the proxy ${host} asks for other credentials than it was given (407)`
        : `the proxy ${host} gave no connection: it answered ${status}`,
    );
    this.status = status;
  }
}

/** The part of `Headers` that ofetch and the client use. */
export class HeaderList {
  readonly #values: Map<string, string>;

  constructor(init: Readonly<Record<string, string>> | HeaderList = {}) {
    const entries = init instanceof HeaderList ? [...init] : Object.entries(init);
    this.#values = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values[Symbol.iterator]();
  }
}

/** The part of `Response` that ofetch and the client use. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: AsyncIterable<Uint8Array>;
}

interface Init {
  readonly method?: string;
  readonly headers?: HeaderList;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What a request goes over. */
export interface Route {
  readonly pool: Pool;
  /** Told once there is a connection: from then on some of the request may have left. */
  readonly onConnected: () => void;
}

/** Rejects with the system's error; a redirect is an error too and is not followed. Never stays silent. */
export async function httpFetch(url: string, init: Init, route: Route): Promise<HttpResponse> {
  const { method = "GET", headers, body, signal } = init;
  const address = new URL(url);
  const secure = address.protocol === "https:";
  const { agent: source, proxy } = await route.pool.agentFor(address, method, signal);
  const agent = source as Agent;
  return new Promise((resolve, reject) => {
    let connected = false;
    let answered = false;
    const request = (secure ? requestHttps : requestHttp)(address, { method, agent, signal });
    onConnected(request, secure, () => {
      connected = true;
      route.onConnected();
    });
    request.on("response", (message) => {
      answered = true;
      if (proxy && !connected) {
        // Clerk answers inside TLS: what comes before is the proxy's own word.
        message.destroy();
        reject(new ProxyRefused(proxy.host, message.statusCode ?? 0));
      } else answerOf(message).then(resolve, reject);
    });
    request.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Switched("an answer that changes the protocol (101)"));
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const message = `${error.message}, through the proxy ${proxy?.host}`;
      reject(proxy && !connected ? Object.assign(new Error(message), { code: error.code }) : error);
    });
    request.on("close", () => {
      if (!answered) reject(new Error("the connection ended without an answer"));
    });
    // Not in the options: NODE_DEBUG prints those, and the key is among the headers.
    for (const [name, value] of headers ?? []) request.setHeader(name, value);
    if (body !== undefined) request.setHeader("content-length", Buffer.byteLength(body));
    request.end(body);
  });
}

/** Calls back when the connection of the request stands, TLS included. */
function onConnected(request: ClientRequest, secure: boolean, tell: () => void): void {
  request.once("socket", (socket) => {
    if (request.reusedSocket) tell();
    else socket.once(secure ? "secureConnect" : "connect", tell);
  });
}

async function answerOf(message: IncomingMessage): Promise<HttpResponse> {
  const status = message.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    message.destroy();
    throw new Redirected("an unexpected redirect, which was not followed");
  }
  const headers = Object.entries(message.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: message.statusMessage ?? "",
    headers: new HeaderList(Object.fromEntries(headers)),
    body: await decode(message),
  };
}

/** A server may compress although it was asked not to. */
async function decode(message: IncomingMessage): Promise<AsyncIterable<Uint8Array>> {
  const encoding = message.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity") return message;
  const { createBrotliDecompress, createGunzip, createInflate } = await import("node:zlib");
  const { pipeline } = await import("node:stream");
  const decoders = new Map([
    ["gzip", createGunzip],
    ["x-gzip", createGunzip],
    ["deflate", createInflate],
    ["br", createBrotliDecompress],
  ]);
  const create = decoders.get(encoding);
  if (!create) {
    message.destroy();
    throw new Error(`an answer in the encoding ${JSON.stringify(encoding)}`);
  }
  // The error of either end reaches whoever reads the decoder.
  return pipeline(message, create(), () => {});
}
