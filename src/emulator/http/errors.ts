// Refusals, in the shape that Clerk gives them: what is thrown wherever a request is found wrong, and its answer.

import { randomBytes } from "node:crypto";
import type { Answer, JsonObject } from "./answer.ts";
import { ERROR_CODES, statusOf, type ErrorCode } from "./error-codes.ts";

export interface ClerkError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly long_message: string;
  readonly meta?: JsonObject;
}

/** A refusal in Clerk's words; several errors at once are possible, and the first one's status counts. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly ClerkError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    errors: readonly [ClerkError, ...(readonly ClerkError[])],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors.map((error) => error.message).join("; "));
    this.name = "ApiError";
    this.status = statusOf(errors[0].code);
    this.errors = errors;
    this.headers = headers;
  }
}

/** The body satisfies ClerkErrors of every published version; the trace id has 32 hex digits. */
export function errorAnswer(error: ApiError): Answer {
  return {
    status: error.status,
    headers: error.headers,
    body: {
      errors: error.errors.map(({ code, message, long_message, meta }) => ({
        message,
        long_message,
        code,
        ...(meta && { meta }),
      })),
      clerk_trace_id: randomBytes(16).toString("hex"),
    },
  };
}

/** The error with that code; `says` replaces the long message. */
export function apiError(
  code: ErrorCode,
  says?: string,
  rest: { readonly meta?: JsonObject; readonly headers?: Readonly<Record<string, string>> } = {},
): ApiError {
  const [, message] = ERROR_CODES[code];
  const error = {
    code,
    message,
    long_message: says ?? message,
    ...(rest.meta && { meta: rest.meta }),
  };
  return new ApiError([error], rest.headers);
}

export function tooManyRequests(retryAfter: number): ApiError {
  return apiError("too_many_requests", undefined, {
    headers: { "retry-after": String(retryAfter) },
  });
}

/** What is wrong with one member of a request. */
export function paramError(
  code: ErrorCode,
  name: string,
  says: string = ERROR_CODES[code][1],
  meta: JsonObject = {},
): ClerkError {
  return { code, message: says, long_message: says, meta: { param_name: name, ...meta } };
}

/** Throws what was found, all of it together; nothing when nothing was found. */
export function throwErrors(errors: readonly ClerkError[]): void {
  const [first, ...others] = errors;
  if (first) throw new ApiError([first, ...others]);
}
