import { describe, expect, test } from "vitest";
import type { FailureCode } from "../../src/core/finding/failure.ts";
import {
  concludeReport,
  type Outcome,
  type OutcomeKind,
  type Report,
} from "../../src/core/report/report.ts";

const outcome = (kind: OutcomeKind, detail?: string): Outcome => ({
  address: `instance.${kind}`,
  to: true,
  outcome: kind,
  ...(detail ? { detail } : {}),
});

function report(
  outcomes: readonly Outcome[],
  rest: {
    readonly attempts?: number;
    readonly stopped?: FailureCode;
    readonly sideEffect?: "certain" | "maybe";
    readonly requireConfirmed?: boolean;
  } = {},
): Report {
  const { attempts = 1, stopped, sideEffect, requireConfirmed = false } = rest;
  return {
    outcomes,
    calls: [{ id: "1", status: 200, attempts, clerk_trace_id: null }],
    sideEffects: sideEffect
      ? [{ address: "instance.hibp", from: true, to: false, certain: sideEffect === "certain" }]
      : [],
    stopped: stopped === undefined ? null : { code: stopped, message: "y" },
    requireConfirmed,
  };
}

const CONFIRMED = outcome("confirmed");
const UNCONFIRMED = outcome("unconfirmed");
const CONTRADICTED = outcome("contradicted");
const FAILED = outcome("failed", "422");
const LOST = outcome("ambiguous");
const NOT = outcome("not_attempted");

describe("how a run ended", () => {
  test.each<readonly [what: string, Report, ReturnType<typeof concludeReport>]>([
    ["nothing to do", report([], { attempts: 0 }), "done"],
    ["all confirmed", report([CONFIRMED]), "done"],
    ["accepted, not shown yet", report([CONFIRMED, UNCONFIRMED]), "done"],
    [
      "accepted, not shown yet, and that is not enough",
      report([CONFIRMED, UNCONFIRMED], { requireConfirmed: true }),
      "unconfirmed",
    ],
    ["all confirmed, as asked", report([CONFIRMED], { requireConfirmed: true }), "done"],
    ["contradicted", report([CONFIRMED, CONTRADICTED]), "contradicted"],
    ["something else moved", report([CONFIRMED], { sideEffect: "certain" }), "contradicted"],
    ["something else may have moved before", report([CONFIRMED], { sideEffect: "maybe" }), "done"],
    ["the first call failed", report([FAILED, NOT], { stopped: "call_failed" }), "failed"],
    [
      "a later call failed",
      report([CONFIRMED, FAILED, NOT], { stopped: "call_failed" }),
      "partial",
    ],
    ["a section skipped on the way", report([CONFIRMED, FAILED]), "partial"],
    ["accepted, then failed", report([UNCONFIRMED, FAILED], { stopped: "call_failed" }), "partial"],
    [
      "contradicted, then failed",
      report([CONTRADICTED, FAILED], { stopped: "call_failed" }),
      "partial",
    ],
    ["the first answer was lost", report([LOST, NOT], { stopped: "call_failed" }), "partial"],
    ["the only answer was lost", report([LOST]), "partial"],
    ["a later answer was lost", report([CONFIRMED, LOST], { stopped: "call_failed" }), "partial"],
    ["one lost, one refused", report([LOST, FAILED], { stopped: "call_failed" }), "partial"],
    [
      "stale before the first call",
      report([NOT], { stopped: "stale_plan", attempts: 0 }),
      "refused",
    ],
    ["stale before a later call", report([CONFIRMED, NOT], { stopped: "stale_plan" }), "partial"],
    [
      "stale after a lost answer that another section carried on from",
      report([LOST, NOT], { stopped: "stale_plan" }),
      "partial",
    ],
    [
      "a read failed before the first call",
      report([NOT], { stopped: "read_failed", attempts: 0 }),
      "failed",
    ],
    [
      "the receipt can't be written before the first call",
      report([NOT], { stopped: "receipt", attempts: 0 }),
      "failed",
    ],
    [
      "interrupted before the first call",
      report([NOT], { stopped: "interrupted", attempts: 0 }),
      "failed",
    ],
    ["interrupted after the last call", report([CONFIRMED], { stopped: "interrupted" }), "partial"],
  ])("%s", (_, given, end) => {
    expect(concludeReport(given)).toBe(end);
  });

  test.each<readonly [kind: OutcomeKind, alone: string, stopped: string]>([
    ["confirmed", "done", "partial"],
    ["unconfirmed", "done", "partial"],
    ["contradicted", "contradicted", "partial"],
    ["ambiguous", "partial", "partial"],
    ["failed", "failed", "failed"],
    ["not_attempted", "failed", "failed"],
  ])("%s alone: %s; when the run stopped: %s; whatever its text says", (kind, alone, stopped) => {
    const words = [
      undefined,
      "422",
      "the answer was lost, and nothing shows whether it landed: 503",
      "confirmed",
    ];
    for (const detail of words) {
      const one = outcome(kind, detail);
      expect(concludeReport(report([one]))).toBe(alone);
      expect(concludeReport(report([one], { stopped: "call_failed" }))).toBe(stopped);
    }
  });
});
