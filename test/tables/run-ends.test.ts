// How a run that sent something ended, why, and the document that a machine gets of it.

import { describe, expect, test } from "vitest";
import { warning } from "../../src/core/finding/warning.ts";
import { concludeRun, leftBy, stopOf, type Sent } from "../../src/core/report/conclusion.ts";
import { documentOf } from "../../src/core/report/document.ts";
import type { Outcome, OutcomeKind, Report } from "../../src/core/report/report.ts";
import { known, planOf } from "./given.ts";

const HIBP = "instance.hibp";
const WISH = { [HIBP]: { from: known(false), to: true } };

const outcome = (kind: OutcomeKind, detail?: string): Outcome => ({
  address: `instance.${kind}`,
  to: true,
  outcome: kind,
  ...(detail === undefined ? {} : { detail }),
});

const reportOf = (outcomes: readonly Outcome[], rest: Partial<Report> = {}): Report => ({
  outcomes,
  calls: [{ id: "1", status: 204, attempts: 2, clerk_trace_id: "ab12" }],
  sideEffects: [],
  stopped: null,
  ...rest,
});

const LEFT = [
  warning("not_reversible", { why: "nothing showed its value before" }, HIBP),
  warning("changed_since", { written: "1", shown: "2" }, "instance.test_mode"),
];
const LAGS = warning("may_lag", { sent: "sent", next: "it is sent again" }, HIBP);

const sentOf = (
  report: Report,
  kind: Sent["kind"] = "rollback",
  warnings: Sent["plan"]["warnings"] = LEFT,
): Sent => ({ kind, report, plan: planOf(WISH, { warnings }) });

const DONE = reportOf([outcome("confirmed")]);
const CONTRADICTED = reportOf([outcome("contradicted")]);
const FAILED = reportOf([outcome("failed", "422")]);
const UNCONFIRMED = reportOf([outcome("unconfirmed")], { requireConfirmed: true });

test("what a rollback leaves: what is not reversible and what is somebody's by now, not what lags", () => {
  expect(leftBy({ warnings: [LAGS, ...LEFT] })).toEqual(LEFT);
});

describe("a run ends as its report says, but a rollback that left something is partial", () => {
  test.each<readonly [what: string, Sent, ReturnType<typeof concludeRun>]>([
    ["an apply, whatever its plan warns of", sentOf(DONE, "apply"), "done"],
    ["a rollback that left nothing", sentOf(DONE, "rollback", [LAGS]), "done"],
    ["a rollback that left something", sentOf(DONE), "partial"],
    ["one that Clerk contradicts, too", sentOf(CONTRADICTED), "partial"],
    [
      "one that Clerk contradicts, and left nothing",
      sentOf(CONTRADICTED, "rollback", []),
      "contradicted",
    ],
    ["one that nothing confirms yet", sentOf(reportOf([outcome("unconfirmed")]), "apply"), "done"],
    ["one that failed stays failed", sentOf(FAILED), "failed"],
    ["one that nothing confirms stays unconfirmed", sentOf(UNCONFIRMED), "unconfirmed"],
  ])("%s: %s", (_, sent, end) => {
    expect(concludeRun(sent)).toBe(end);
  });
});

describe("why a run did not do all of it", () => {
  test("what stopped it comes first", () => {
    const stopped = { code: "interrupted", message: "interrupted" } as const;
    expect(stopOf(sentOf(reportOf([outcome("failed")], { stopped })))).toBe(stopped);
  });

  test.each<readonly [what: string, Sent]>([
    ["it did", sentOf(DONE, "apply")],
    ["Clerk shows something else", sentOf(CONTRADICTED, "apply")],
    ["Clerk shows something else after a rollback", sentOf(CONTRADICTED, "rollback", [])],
  ])("nothing, when %s", (_, sent) => {
    expect(stopOf(sent)).toBeUndefined();
  });

  test("the settings that were not written, or may not have been", () => {
    const outcomes = [
      outcome("confirmed"),
      outcome("failed", "422"),
      outcome("ambiguous", "the answer was lost"),
      outcome("not_attempted"),
      outcome("unconfirmed"),
    ];
    expect(stopOf(sentOf(reportOf(outcomes)))).toEqual({
      code: "call_failed",
      message:
        "instance.failed: failed: 422; instance.ambiguous: ambiguous: the answer was lost; instance.not_attempted: not attempted",
    });
  });

  test("what a rollback had to leave, setting by setting", () => {
    const nowhere = { ...warning("not_reversible", { why: "gone" }), message: "gone" };
    const stop = stopOf(sentOf(DONE, "rollback", [...LEFT, nowhere]));
    const [first, second] = LEFT.map(({ message }) => message);
    expect(stop).toEqual({
      code: "not_taken_back",
      message: `${HIBP}: ${first}; instance.test_mode: ${second}; : gone`,
    });
  });
});

describe("the document", () => {
  const plan = planOf(WISH);
  const [call] = plan.calls;

  test("a plan: no outcome, no error, its calls as they would go out", () => {
    const document = documentOf(plan, "plan", undefined, 2);
    expect(document).toMatchObject({ result: "changes", exit_code: 2, calls: plan.calls });
    expect(Object.keys(document)).not.toContain("outcomes");
    expect(Object.keys(document).slice(0, 4)).toEqual([
      "format_version",
      "tool_version",
      "result",
      "exit_code",
    ]);
  });

  test("a drift has no calls", () => {
    const document = documentOf(plan, "drift", undefined, 2);
    expect(document).toMatchObject({ result: "changes", exit_code: 2, changes: plan.changes });
    expect(Object.keys(document)).not.toContain("calls");
  });

  test("an apply that sent nothing: the plan's result, its calls never sent", () => {
    const document = documentOf(plan, "apply", undefined, 4);
    expect(document).toMatchObject({
      result: "changes",
      exit_code: 4,
      outcomes: [],
      side_effects: [],
    });
    expect(document["calls"]).toEqual([
      { ...call, status: null, attempts: 0, clerk_trace_id: null },
    ]);
    expect(Object.keys(document)).not.toContain("error");
  });

  test("an apply: what became of it, call by call", () => {
    const sideEffects = [{ address: "instance.test_mode", from: true, to: false, certain: false }];
    const document = documentOf(plan, "apply", { ...DONE, sideEffects }, 0);
    expect(document).toMatchObject({ result: "done", exit_code: 0, outcomes: DONE.outcomes });
    expect(document["side_effects"]).toEqual(sideEffects);
    expect(document["calls"]).toEqual([
      { ...call, status: 204, attempts: 2, clerk_trace_id: "ab12" },
    ]);
    expect(Object.keys(document)).not.toContain("error");
  });

  test("a call that the report does not hold was not sent", () => {
    const document = documentOf(plan, "apply", { ...FAILED, calls: [] }, 1);
    expect(document["calls"]).toEqual([
      { ...call, status: null, attempts: 0, clerk_trace_id: null },
    ]);
    expect(document["error"]).toEqual({
      code: "call_failed",
      message: "instance.failed: failed: 422",
      exit_code: 1,
      issues: [],
    });
  });

  test("a rollback that left something says so in its result and its error", () => {
    const document = documentOf({ ...plan, warnings: LEFT }, "rollback", DONE, 5);
    expect(document["result"]).toBe("partial");
    expect(document["error"]).toMatchObject({ code: "not_taken_back", exit_code: 5 });
  });
});
