// What can go wrong with one request, as data. Never holds a header.

import type { Json } from "./json.ts";

/** Why a request did not bring what was asked for. */
export type RequestErrorKind =
  /** The request never left: it can be sent again. */
  | "not_sent"
  /** The connection is not trusted: nothing was sent, and trying again won't help. */
  | "untrusted"
  /** The answer was lost: a write may have landed. */
  | "lost"
  /** The answer is not JSON, or not what the API gives. */
  | "unexpected"
  /** The answer points elsewhere; it was not followed. */
  | "redirected"
  /** An error status was answered. */
  | "status"
  /** Stopped from here, by a time limit or a signal, before anything of a write had left. */
  | "stopped";

/** Where a request went. */
export interface RequestTarget {
  readonly method: string;
  /** Host and path, without query. */
  readonly where: string;
}

/** A request that did not bring what was asked for, and how it ended. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly kind: RequestErrorKind;
  readonly method: string;
  readonly where: string;
  /** Null: no answer came. */
  readonly status: number | null;
  /** The body of an error status, when it was JSON. */
  readonly body: Json | undefined;
  /** Milliseconds that the server asks to wait; null: it doesn't say. */
  readonly retryAfter: number | null;
  /** Trying again won't help, whatever the kind. */
  readonly final: boolean;
  /** Whether a signal to the process ended it. */
  readonly isCut: boolean;

  constructor(
    kind: RequestErrorKind,
    { method, where }: RequestTarget,
    message: string,
    rest: {
      readonly status?: number;
      readonly body?: Json | undefined;
      readonly retryAfter?: number | null;
      readonly final?: boolean;
      readonly isCut?: boolean;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.method = method;
    this.where = where;
    this.status = rest.status ?? null;
    this.body = rest.body;
    this.retryAfter = rest.retryAfter ?? null;
    this.final = rest.final ?? false;
    this.isCut = rest.isCut ?? false;
  }

  /** Whether a write may have taken effect although it has no good answer. */
  get mayHaveLanded(): boolean {
    if (this.kind !== "status") return ["lost", "unexpected", "redirected"].includes(this.kind);
    const status = this.status ?? 0;
    return status >= 500 || status === 408 || status === 425;
  }
}
