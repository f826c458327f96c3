import { describe, expect, test } from "vitest";
import {
  AMBIGUOUS,
  concludeReport,
  type Outcome,
  type OutcomeKind,
  type Report,
} from "../../src/core/outcome.ts";

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
    readonly refused?: boolean;
    readonly sideEffect?: boolean;
  } = {},
): Report {
  const { attempts = 1, refused, sideEffect } = rest;
  return {
    outcomes,
    calls: [{ path: "/instance", addresses: [], status: 200, attempts }],
    sideEffects: sideEffect ? [{ address: "instance.hibp", from: true, to: false }] : [],
    stopped: refused === undefined ? null : { code: "x", message: "y", refused },
  };
}

const CONFIRMED = outcome("confirmed");
const FAILED = outcome("failed", "422");
const LOST = outcome("failed", `${AMBIGUOUS}: no answer`);
const NOT = outcome("not_attempted");

describe("how a run ended", () => {
  test.each<readonly [what: string, Report, ReturnType<typeof concludeReport>]>([
    ["nothing to do", report([], { attempts: 0 }), "done"],
    ["all confirmed", report([CONFIRMED]), "done"],
    ["accepted, not shown yet", report([CONFIRMED, outcome("unconfirmed")]), "done"],
    ["contradicted", report([CONFIRMED, outcome("contradicted")]), "contradicted"],
    ["something else moved", report([CONFIRMED], { sideEffect: true }), "contradicted"],
    ["the first call failed", report([FAILED, NOT], { refused: false }), "failed"],
    ["a later call failed", report([CONFIRMED, FAILED, NOT], { refused: false }), "partial"],
    ["a section skipped on the way", report([CONFIRMED, FAILED]), "partial"],
    [
      "contradicted, then failed",
      report([outcome("contradicted"), FAILED], { refused: false }),
      "partial",
    ],
    ["the first answer was lost", report([LOST, NOT], { refused: false }), "partial"],
    ["stale before the first call", report([NOT], { refused: true, attempts: 0 }), "refused"],
    ["stale before a later call", report([CONFIRMED, NOT], { refused: true }), "partial"],
    [
      "a read failed before the first call",
      report([NOT], { refused: false, attempts: 0 }),
      "failed",
    ],
    ["interrupted after the last call", report([CONFIRMED], { refused: false }), "partial"],
  ])("%s", (_, given, end) => {
    expect(concludeReport(given)).toBe(end);
  });
});
