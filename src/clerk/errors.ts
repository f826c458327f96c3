// What Clerk's error answers say, and what a request that failed means for the run.

import { Failure, type FailureCode } from "../core/finding/failure.ts";
import { cutText } from "../core/text/escape.ts";
import type { Json } from "../catalog/setting.ts";
import { memberAt } from "../core/value/member.ts";
import { RequestError } from "../http/request-error.ts";

export { RequestError } from "../http/request-error.ts";

/** One entry of Clerk's `errors`. */
export interface ClerkError {
  readonly code: string;
  readonly message: string;
  readonly meta: Readonly<Record<string, Json>>;
}

/** `{errors: [{message, long_message, code, meta?}]}`; empty: the answer was no error of Clerk's. */
function clerkErrorsOf({ body = null }: RequestError): readonly ClerkError[] {
  const listed = memberAt(body, ["errors"]);
  if (!Array.isArray(listed)) return [];
  return (listed as readonly Json[]).map((entry): ClerkError => {
    const text = (name: string): string => {
      const value = memberAt(entry, [name]);
      return typeof value === "string" ? value : "";
    };
    const meta = memberAt(entry, ["meta"]);
    return {
      code: text("code") || "unknown",
      message: text("long_message") || text("message"),
      meta:
        typeof meta === "object" && meta !== null && !Array.isArray(meta)
          ? (meta as ClerkError["meta"])
          : {},
    };
  });
}

/** What Clerk's support asks for; null: the answer has none. */
export function traceIdOf({ body = null }: RequestError): string | null {
  const id = memberAt(body, ["clerk_trace_id"]);
  return typeof id === "string" && /^[0-9a-f]{16,64}$/i.test(id) ? id : null;
}

/** Code points of Clerk's that one message holds; the rest is counted. */
const LONGEST = 2000;

/** What the instance's plan does not include, when Clerk says so (402). */
export function unsupportedFeaturesOf(error: RequestError): string {
  const features = clerkErrorsOf(error)
    .flatMap(({ meta }) => meta["unsupported_features"] ?? [])
    .map(String);
  return cutText(features.join(", "), LONGEST);
}

/** One line: what happened to which request, in Clerk's words where there are any. */
export function describeError(error: RequestError): string {
  const said = clerkErrorsOf(error)
    .map(({ code, message }) => `${message} (${code})`)
    .join("; ");
  const message = cutText(said ? `${error.message}: ${said}` : error.message, LONGEST);
  const traceId = traceIdOf(error);
  const trace = traceId ? ` (clerk_trace_id ${traceId})` : "";
  return `${error.method} ${error.where}: ${message}${trace}`;
}

type End = readonly [code: FailureCode, hint?: string];

const UNEXPECTED: End = [
  "unexpected_answer",
  "something between here and Clerk may have answered, or the API has changed: check the address, and whether a newer clerkwork exists",
];
const NETWORK: End = [
  "network",
  "check the network and https://status.clerk.com, then run it again",
];
const AUTHENTICATION: End = [
  "authentication",
  "the secret key is wrong, revoked, or of another instance: take the current one from Clerk's dashboard",
];

const ENDS: Readonly<Record<Exclude<RequestError["kind"], "status">, End>> = {
  not_sent: NETWORK,
  lost: NETWORK,
  untrusted: [
    "network",
    "if a proxy of yours signs connections, name its certificate file in NODE_EXTRA_CA_CERTS",
  ],
  unexpected: UNEXPECTED,
  redirected: UNEXPECTED,
  stopped: ["stopped", "--timeout SECONDS gives it more time"],
};

const STATUS_ENDS: Readonly<Record<number, End>> = {
  401: AUTHENTICATION,
  403: AUTHENTICATION,
  429: ["rate_limited", "the limit is shared with your application: wait, then run it again"],
};

/** The failure (exit 1) that a failed read means for the run. */
export function failureOf(error: RequestError): Failure {
  const status = error.status ?? 0;
  const [code, hint]: End =
    error.kind === "status"
      ? (STATUS_ENDS[status] ?? [status >= 500 ? "clerk_unavailable" : "clerk_refused"])
      : ENDS[error.kind];
  return new Failure(code, describeError(error), hint === undefined ? {} : { hint });
}

/** The work, with a request that failed as the failure that it means for the run. */
export async function plainly<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RequestError ? failureOf(error) : error;
  }
}
