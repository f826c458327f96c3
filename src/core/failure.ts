import type { Issue } from "./issue.ts";
import type { Refusal } from "./refusal.ts";

/** What the process ends with. */
export const EXIT = {
  /** Done, nothing to do, or in sync. */
  ok: 0,
  /** Network, authentication or API; nothing was written. */
  failed: 1,
  /** Something to send, or drift. */
  differs: 2,
  /** The file, a flag or the environment is wrong; no request was sent. */
  invalid: 3,
  /** A guard, a wrong target, a stale plan, or nobody there to ask. */
  refused: 4,
  /** Some calls were sent and the run did not finish. */
  partial: 5,
  /** Applied, but Clerk's answer contradicts what was sent. */
  contradicted: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command can't go on, in words for a person: what happened, to what, what to do next. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** For machines; stable. */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** What to do next. */
  readonly hint: string | undefined;
  readonly issues: readonly Issue[];
  readonly refusals: readonly Refusal[];

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    rest: {
      readonly hint?: string;
      readonly issues?: readonly Issue[];
      readonly refusals?: readonly Refusal[];
    } = {},
  ) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
    this.hint = rest.hint;
    this.issues = rest.issues ?? [];
    this.refusals = rest.refusals ?? [];
  }
}
