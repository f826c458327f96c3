// Why a command can't go on: a closed table of codes, each with the exit code that it ends with.

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

/** One of the exit codes in `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every failure: what it ends with, and what happened. `docs/errors.md` is generated from it. */
export const FAILURES = {
  invalid_document: { exit: EXIT.invalid, means: "the file has issues; each is listed" },
  no_file: {
    exit: EXIT.invalid,
    means: "no file is there: none was found, or the one that was named does not exist",
  },
  no_base: {
    exit: EXIT.invalid,
    means: "what --against names is no file, and no commit that git has here",
  },
  several_files: {
    exit: EXIT.invalid,
    means: "clerkwork.yaml and clerkwork.yml stand in one folder, and none was named",
  },
  unreadable_file: { exit: EXIT.invalid, means: "a file that was named can't be read" },
  unwritable_file: { exit: EXIT.invalid, means: "a file that was named can't be written" },
  invalid_usage: { exit: EXIT.invalid, means: "the command line can't be read" },
  environment_not_named: {
    exit: EXIT.invalid,
    means: "the file has environments, and the command line names none",
  },
  unknown_environment: { exit: EXIT.invalid, means: "the file has no such environment" },
  nothing_declared: {
    exit: EXIT.invalid,
    means: "the file declares no setting, so drift has nothing to watch",
  },
  unknown_address: { exit: EXIT.invalid, means: "no setting has that address" },
  invalid_secret_key: { exit: EXIT.invalid, means: "the variable holds no secret key" },
  missing_variable: {
    exit: EXIT.invalid,
    means: "an environment variable that the file names is not set",
  },
  unsafe_keys_file: {
    exit: EXIT.invalid,
    means: "others than its owner may read the file of secret keys",
  },
  invalid_publishable_key: {
    exit: EXIT.invalid,
    means: "the variable holds no publishable key, or one for the other kind of instance",
  },
  invalid_api_url: { exit: EXIT.invalid, means: "the address of the API can't be used" },
  invalid_proxy: { exit: EXIT.invalid, means: "a proxy variable names no proxy that can be used" },
  unsafe_tls: { exit: EXIT.invalid, means: "the check of certificates is turned off" },
  invalid_home_url: { exit: EXIT.invalid, means: "change-domain was given no https address" },
  invalid_plan: { exit: EXIT.invalid, means: "the file is no saved plan that this version reads" },
  invalid_receipt: { exit: EXIT.invalid, means: "the file is no receipt that this version reads" },
  invalid_report: {
    exit: EXIT.invalid,
    means: "the files are not the reports of one run, each shard once and to its end",
  },
  not_openapi: { exit: EXIT.invalid, means: "the file is no OpenAPI document of the Backend API" },
  wrong_target: {
    exit: EXIT.refused,
    means: "the secret key, the target in the file and the instance don't agree",
  },
  key_mismatch: {
    exit: EXIT.refused,
    means: "the publishable key is of another instance than the secret key",
  },
  uncommitted_changes: {
    exit: EXIT.refused,
    means: "the file has changes that git has not committed, so it is not written over",
  },
  file_changed: {
    exit: EXIT.refused,
    means: "somebody else wrote the file meanwhile, so it is left alone",
  },
  edit_not_safe: {
    exit: EXIT.refused,
    means: "with what the instance has, the file would not be valid",
  },
  file_exists: {
    exit: EXIT.refused,
    means: "a new file was asked for, and one is there",
  },
  key_exposed: {
    exit: EXIT.refused,
    means: "a live value holds the secret key, so it is not written to a file",
  },
  refused: { exit: EXIT.refused, means: "a guard refuses the plan; each refusal is listed" },
  stale_plan: {
    exit: EXIT.refused,
    means: "the file or the live state has changed since the plan was made",
  },
  edited_plan: {
    exit: EXIT.refused,
    means: "the saved plan was edited after it was made, or made with another secret key",
  },
  foreign_plan: { exit: EXIT.refused, means: "another version of clerkwork made the saved plan" },
  unexpected_plan: { exit: EXIT.refused, means: "the plan is not the one that --expect names" },
  foreign_receipt: { exit: EXIT.refused, means: "the receipt is of another instance" },
  receipt_in_use: { exit: EXIT.refused, means: "another run is writing the receipt" },
  nobody_to_ask: { exit: EXIT.refused, means: "the command asks, and there is no terminal" },
  declined: { exit: EXIT.refused, means: "the question was not answered with yes" },
  not_taken_back: {
    exit: EXIT.refused,
    means:
      "a rollback can take back nothing of what the receipt's apply wrote, or only a part (exit 5)",
  },
  production_only: { exit: EXIT.refused, means: "the command is for production instances" },
  network: { exit: EXIT.failed, means: "Clerk can't be reached, or an answer was lost" },
  unexpected_answer: { exit: EXIT.failed, means: "the answer is not what Clerk's API gives" },
  stopped: { exit: EXIT.failed, means: "the instance took longer than --timeout" },
  interrupted: { exit: EXIT.failed, means: "a signal came before anything was written" },
  authentication: { exit: EXIT.failed, means: "Clerk does not accept the secret key" },
  plan_limit: {
    exit: EXIT.failed,
    means: "the instance's plan at Clerk does not include it (402)",
  },
  forbidden: { exit: EXIT.failed, means: "the secret key or the instance may not do that (403)" },
  not_found: { exit: EXIT.failed, means: "Clerk has nothing at that address (404)" },
  conflict: { exit: EXIT.failed, means: "somebody else was changing the instance (409)" },
  rate_limited: { exit: EXIT.failed, means: "too many requests for this instance" },
  clerk_unavailable: { exit: EXIT.failed, means: "Clerk answered with an error of its own" },
  clerk_refused: { exit: EXIT.failed, means: "Clerk refused a request" },
  frontend_api: { exit: EXIT.failed, means: "the Frontend API can't be read" },
  read_failed: { exit: EXIT.failed, means: "a read before a write failed" },
  nothing_compared: {
    exit: EXIT.failed,
    means: "none of the settings that were asked for can be compared",
  },
  call_failed: { exit: EXIT.failed, means: "a write failed" },
  plan_file: { exit: EXIT.failed, means: "the plan was made, and can't be written to its file" },
  report_file: {
    exit: EXIT.failed,
    means: "the report can't be written on, so the run was stopped",
  },
  receipt: { exit: EXIT.failed, means: "the receipt can't be written, so nothing more was sent" },
  ambiguous: { exit: EXIT.partial, means: "an answer was lost, and the write may have landed" },
  not_attempted: { exit: EXIT.failed, means: "another environment failed" },
  emulator: { exit: EXIT.failed, means: "the emulator can't start" },
  internal: { exit: EXIT.failed, means: "a fault of clerkwork's own" },
} as const satisfies Record<string, { readonly exit: ExitCode; readonly means: string }>;

/** The code of a `Failure`; `docs/errors.md` lists them. */
export type FailureCode = keyof typeof FAILURES;

/** Why a command can't go on, in words for a person: what happened, to what, what to do next. */
export class Failure extends Error {
  override readonly name = "Failure";
  /** For machines; stable. */
  readonly code: FailureCode;
  readonly exitCode: ExitCode;
  /** What to do next. */
  readonly hint: string | undefined;
  readonly issues: readonly Issue[];
  readonly refusals: readonly Refusal[];

  constructor(
    code: FailureCode,
    message: string,
    rest: {
      readonly hint?: string | undefined;
      readonly issues?: readonly Issue[];
      readonly refusals?: readonly Refusal[];
    } = {},
  ) {
    super(message);
    this.code = code;
    this.exitCode = FAILURES[code].exit;
    this.hint = rest.hint;
    this.issues = rest.issues ?? [];
    this.refusals = rest.refusals ?? [];
  }
}
