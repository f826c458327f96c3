// What can go wrong between here and Clerk, as data. Never holds a header.

import { EXIT, Failure } from "../core/failure.ts";

export type TroubleKind =
  /** The request never left: it can be sent again. */
  | "not_sent"
  /** The connection is not trusted: sending again won't help. */
  | "untrusted"
  /** The answer was lost: a write may have landed. */
  | "lost"
  /** The answer is not what the API gives. */
  | "unexpected"
  /** The answer points elsewhere; it was not followed, and Clerk did not act. */
  | "redirected"
  /** Clerk answered with an error status. */
  | "status"
  /** Stopped from here: a deadline of the whole run or a signal. */
  | "stopped";

export interface ClerkError {
  readonly code: string;
  readonly message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

export class Trouble extends Error {
  override readonly name = "Trouble";
  readonly kind: TroubleKind;
  readonly method: string;
  /** Host and path, without query. */
  readonly where: string;
  readonly status: number | null;
  readonly errors: readonly ClerkError[];
  readonly traceId: string | null;
  /** Milliseconds that Clerk asks to wait; null: it doesn't say. */
  readonly retryAfter: number | null;

  constructor(
    kind: TroubleKind,
    request: { readonly method: string; readonly where: string },
    message: string,
    rest: {
      readonly status?: number;
      readonly errors?: readonly ClerkError[];
      readonly traceId?: string | null;
      readonly retryAfter?: number | null;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.method = request.method;
    this.where = request.where;
    this.status = rest.status ?? null;
    this.errors = rest.errors ?? [];
    this.traceId = rest.traceId ?? null;
    this.retryAfter = rest.retryAfter ?? null;
  }
}

/** One line: what happened to which request, in Clerk's words where there are any. */
export function describeTrouble(trouble: Trouble): string {
  const trace = trouble.traceId ? ` (clerk_trace_id ${trouble.traceId})` : "";
  return `${trouble.method} ${trouble.where}: ${trouble.message}${trace}`;
}

/** The failure (exit 1) that a trouble with a read means for the run. */
export function failureOf(trouble: Trouble): Failure {
  const message = describeTrouble(trouble);
  switch (trouble.kind) {
    case "not_sent":
    case "lost":
      return new Failure(EXIT.failed, "network", message, {
        hint: "check the network and https://status.clerk.com, then run it again",
      });
    case "untrusted":
      return new Failure(EXIT.failed, "network", message, {
        hint: "if a proxy of yours signs connections, name its certificate file in NODE_EXTRA_CA_CERTS",
      });
    case "unexpected":
    case "redirected":
      return new Failure(EXIT.failed, "unexpected_answer", message, {
        hint: "something between here and Clerk may have answered, or the API has changed: check the address, and whether a newer clerkwork exists",
      });
    case "stopped":
      return new Failure(EXIT.failed, "stopped", message, {
        hint: "--timeout SECONDS gives it more time",
      });
    case "status":
      return statusFailure(trouble, message);
  }
}

function statusFailure(trouble: Trouble, message: string): Failure {
  switch (trouble.status) {
    case 401:
    case 403:
      return new Failure(EXIT.failed, "authentication", message, {
        hint: "the secret key is wrong, revoked, or of another instance: take the current one from Clerk's dashboard",
      });
    case 429:
      return new Failure(EXIT.failed, "rate_limited", message, {
        hint: "the limit is shared with your application: wait, then run it again",
      });
    default:
      return new Failure(
        EXIT.failed,
        trouble.status && trouble.status >= 500 ? "clerk_unavailable" : "clerk_refused",
        message,
      );
  }
}
