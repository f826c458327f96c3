// What can go wrong at a tracker, as data with a sentence. Never holds the token or a header.

/** Why a tracker did not do what it was asked for. */
export type TrackerErrorKind =
  /** The address of the API can't be used: nothing was sent. */
  | "invalid_address"
  /** Nothing was sent. */
  | "unreachable"
  /** The answer was lost: a write may have landed. */
  | "lost"
  /** The answer is not what the API gives. */
  | "unexpected"
  /** The answer points elsewhere; it was not followed. */
  | "redirected"
  /** The token is not accepted. */
  | "unauthorized"
  /** The token may not do that. */
  | "forbidden"
  /** Too many requests. */
  | "limited"
  | "locked"
  | "gone"
  | "not_found"
  | "too_long"
  /** Any other error that was answered. */
  | "refused"
  /** The tracker answered with an error of its own: a write may have landed. */
  | "unavailable";

/** A request that the tracker did not carry out, as far as is known. */
export class TrackerError extends Error {
  override readonly name = "TrackerError";
  readonly kind: TrackerErrorKind;
  /** One or two sentences for a person: what happened, what to do. On one line, safe to print. */
  readonly says: string;
  /** Null: no answer came. */
  readonly status: number | null;
  /** The permissions of which GitHub asks for, as `issues=write; pull_requests=write`; null: it doesn't say. */
  readonly accepted: string | null;

  constructor(
    kind: TrackerErrorKind,
    says: string,
    rest: { readonly status?: number | null; readonly accepted?: string | null } = {},
  ) {
    super(says);
    this.kind = kind;
    this.says = says;
    this.status = rest.status ?? null;
    this.accepted = rest.accepted ?? null;
  }

  /** Whether a write may have taken effect although it has no good answer. */
  get mayHaveLanded(): boolean {
    return this.kind === "lost" || this.kind === "unexpected" || this.kind === "unavailable";
  }
}
