import { randomBytes } from "node:crypto";
import type { Answer, JsonObject } from "./answer.ts";

export interface ClerkError {
  readonly code: string;
  readonly message: string;
  readonly long_message?: string;
  readonly meta?: JsonObject;
}

/** A refusal in Clerk's words; several errors at once are possible. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly ClerkError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errors: readonly ClerkError[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(errors.map((error) => error.message).join("; "));
    this.name = "ApiError";
    this.status = status;
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
      errors: error.errors.map(({ code, message, long_message = message, meta }) => ({
        message,
        long_message,
        code,
        ...(meta && { meta }),
      })),
      clerk_trace_id: randomBytes(16).toString("hex"),
    },
  };
}

/** One row per error; a correction of an uncertain status or code is one line here. */
const ERRORS = {
  authorization_header_format_invalid: [
    401,
    'Invalid Authorization header format. Must be "Bearer <YOUR_API_KEY>"',
  ],
  clerk_key_invalid: [
    401,
    "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
  ],
  api_version_invalid: [400, "The API version is not valid."],
  resource_not_found: [404, "Resource not found"],
  internal_clerk_error: [500, "Oops, an unexpected error occurred"],
  service_unavailable: [503, "The service is temporarily unavailable"],
  gateway_timeout: [504, "The server did not answer in time"],
  too_many_requests: [429, "Too many requests. Please try again in a bit."],
  resource_locked: [409, "The resource is locked by another request. Please try again."],
  request_invalid_for_environment: [400, "Request only valid for production instances."],
  unsupported_content_type: [415, "The content type must be application/json"],
  // The next three codes are guesses; the statuses are documented or reported.
  method_not_allowed: [405, "Method not allowed"],
  request_body_too_large: [413, "The request body is too large"],
  malformed_request_parameters: [400, "The request parameters are malformed"],
  dev_browser_unauthenticated: [401, "Browser unauthenticated"],
  // Not one of Clerk's: its Frontend API must never see a secret key, so the emulator is loud about it.
  secret_key_sent_to_frontend_api: [
    400,
    "A secret key was sent to the Frontend API. It is public; never send it the secret key.",
  ],
  emulator_request_invalid: [400, "The emulator doesn't understand this"],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type ErrorCode = keyof typeof ERRORS;

/** The error with that code; `says` replaces the long message. */
export function apiError(
  code: ErrorCode,
  says?: string,
  rest: { readonly meta?: JsonObject; readonly headers?: Readonly<Record<string, string>> } = {},
): ApiError {
  const [status, message] = ERRORS[code];
  const error = {
    code,
    message,
    long_message: says ?? message,
    ...(rest.meta && { meta: rest.meta }),
  };
  return new ApiError(status, [error], rest.headers);
}

export function tooManyRequests(retryAfter: number): ApiError {
  return apiError("too_many_requests", undefined, {
    headers: { "retry-after": String(retryAfter) },
  });
}

/** What is wrong with one member of a request. */
export function paramError(
  code: string,
  name: string,
  says: string,
  meta: JsonObject = {},
): ClerkError {
  return { code, message: says, long_message: says, meta: { param_name: name, ...meta } };
}

/** 422: the request was understood and refused. */
export function unprocessable(errors: readonly ClerkError[]): ApiError {
  return new ApiError(422, errors);
}
