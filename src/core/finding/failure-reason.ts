// Why a run did not do what it was asked for, in a few words that a workflow can decide by.

import { EXIT, type FailureCode } from "./failure.ts";

/** Every reason. `docs/ci.md` says what each means. */
export const FAILURE_REASONS = [
  "invalid",
  "unreachable",
  "unauthorized",
  "refused",
  "wrong-target",
  "stale-plan",
  "unexpected-plan",
  "partial",
  "contradicted",
  "interrupted",
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Codes that say more than the exit code does. */
const BY_CODE: Readonly<Partial<Record<FailureCode, FailureReason>>> = {
  authentication: "unauthorized",
  forbidden: "unauthorized",
  wrong_target: "wrong-target",
  key_mismatch: "wrong-target",
  foreign_receipt: "wrong-target",
  stale_plan: "stale-plan",
  edited_plan: "stale-plan",
  foreign_plan: "stale-plan",
  unexpected_plan: "unexpected-plan",
};

const BY_EXIT: Readonly<Record<number, FailureReason>> = {
  [EXIT.failed]: "unreachable",
  [EXIT.invalid]: "invalid",
  [EXIT.refused]: "refused",
  [EXIT.partial]: "partial",
  [EXIT.contradicted]: "contradicted",
  130: "interrupted",
  143: "interrupted",
};

/** `codes`: of the failures of the run. Null: it came to its end; something that differs is no failure. */
export function failureReasonOf(
  exitCode: number,
  codes: readonly FailureCode[],
): FailureReason | null {
  const byExit = BY_EXIT[exitCode] ?? null;
  if (exitCode !== EXIT.failed && exitCode !== EXIT.refused) return byExit;
  const said = codes.flatMap((code) => BY_CODE[code] ?? []);
  const isOne = new Set(said).size === 1 && said.length === codes.length;
  return isOne ? (said[0] ?? byExit) : byExit;
}
