// What ofetch sends with: Node's own HTTP client. Node's fetch brings a WebAssembly parser, which
// doubles the memory of a plan and keeps the process busy after the last answer.

import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

/** The answer points elsewhere. It is not followed. */
export class Redirected extends Error {
  override readonly name = "Redirected";
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
  readonly signal?: AbortSignal;
}

/** Milliseconds for one address before the next is tried; the default of 250 is too short for a slow link. */
const ATTEMPT = 2_000;

/** Reads share their connections; idle ones don't keep the process alive. */
const shared: { http?: HttpAgent; https?: HttpsAgent } = {};

function agentFor(secure: boolean, method: string): HttpAgent | HttpsAgent {
  const options = { autoSelectFamilyAttemptTimeout: ATTEMPT, keepAlive: method === "GET" };
  // A write gets a connection of its own: one that was idle may just be closing, and then nobody
  // knows whether the write arrived.
  if (!options.keepAlive) return secure ? new HttpsAgent(options) : new HttpAgent(options);
  return secure
    ? (shared.https ??= new HttpsAgent(options))
    : (shared.http ??= new HttpAgent(options));
}

/** Rejects with the system's error; a redirect is an error too and is not followed. */
export function httpFetch(url: string, init: Init): Promise<HttpResponse> {
  const { method = "GET", headers, body, signal } = init;
  return new Promise((resolve, reject) => {
    const secure = url.startsWith("https:");
    const send = secure ? requestHttps : requestHttp;
    const request = send(
      url,
      {
        method,
        agent: agentFor(secure, method),
        ...(signal ? { signal } : {}),
      },
      (message) => {
        answerOf(message).then(resolve, reject);
      },
    );
    // Not in the options: NODE_DEBUG prints those, and the key is among the headers.
    for (const [name, value] of headers ?? []) request.setHeader(name, value);
    if (body !== undefined) request.setHeader("content-length", Buffer.byteLength(body));
    request.on("error", reject);
    request.end(body);
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
