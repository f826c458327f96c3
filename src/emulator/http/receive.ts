// A request as it comes in: its body, bounded and parsed.

import type { IncomingMessage } from "node:http";
import type { Json } from "../../catalog/setting.ts";
import { isObject, type JsonObject } from "./answer.ts";
import { apiError } from "./errors.ts";

const LARGEST_BODY = 1024 * 1024;

/** A request as it came; reading the body can't fail, only parsing it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** The body was larger than 1 MiB, and was thrown away. */
  readonly tooLarge: boolean;
}

/** Reads to the end even when the body is too large, so that the client gets to see the answer. */
export async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size <= LARGEST_BODY) chunks.push(bytes);
    else chunks.length = 0;
  }
  const url = new URL(request.url ?? "/", "http://emulator");
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
    tooLarge: size > LARGEST_BODY,
  };
}

/**
 * The body as an object. None at all is an empty one, whatever the content type says:
 * @clerk/backend and Clerk's Python SDK send a PATCH without a body.
 */
export function parseBody(received: Received): JsonObject {
  if (received.tooLarge) throw apiError("request_body_too_large");
  const text = received.body.toString("utf8");
  if (text.trim() === "") return {};
  const [mediaType = ""] = (received.headers["content-type"] ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== "application/json") {
    throw apiError("unsupported_content_type");
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw apiError("malformed_request_parameters", "The body is not valid JSON");
  }
  if (!isObject(body)) throw apiError("malformed_request_parameters", "The body must be an object");
  return body;
}

/** The body for the log: parsed if it is JSON, else its text. */
export function describeBody(received: Received): Json {
  const text = received.body.toString("utf8");
  if (text === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text.slice(0, 1000);
  }
}

export function headerOf(received: Received, name: string): string | null {
  const value = received.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
