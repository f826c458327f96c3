// What a person reads at the end of a plan, an apply or a refusal, where the goldens show only the usual.

import { describe, expect, test } from "vitest";
import { refusal } from "../../src/core/finding/refusal.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { renderRefusals } from "../../src/core/render/refusals.ts";
import { renderReport, summariseReport } from "../../src/core/render/report.ts";
import { summarise } from "../../src/core/render/summary.ts";
import type { Outcome, Report } from "../../src/core/report/report.ts";
import { showDocument } from "../../src/core/text/escape.ts";
import { known, planOf, sentOf, UNKNOWN } from "./given.ts";

const HIBP = "instance.hibp";
const texts = (lines: readonly { readonly text: string }[]): readonly string[] =>
  lines.map(({ text }) => text);

describe("refusals", () => {
  const consent = { address: HIBP, hazard: "weakens_security", reason: "why", until: "2026-07-01" };
  const blocked = refusal(
    "hazard",
    { says: "it gets weaker" },
    {
      address: HIBP,
      hazard: "weakens_security",
      allow: `--allow weakens_security=${HIBP}`,
      consent: { ...consent, hazard: "weakens_security" },
    },
  );
  const plain = refusal("too_many_changes", { settings: "2 settings", limit: 1 });

  test("that nothing allows end with their reasons", () => {
    expect(texts(renderRefusals([plain]))).toEqual(["Refused:", `  ${plain.message}`]);
  });

  test("that a flag allows and no file: the flag alone", () => {
    expect(texts(renderRefusals([{ ...blocked, consent: null }]))).toEqual([
      "Refused:",
      `  ${HIBP} [weakens_security]: it gets weaker`,
      "If this is meant, add to the command:",
      `  --allow weakens_security=${HIBP}`,
    ]);
  });

  test("that a consent allows: the flags in one line, then the entries to copy", () => {
    expect(texts(renderRefusals([blocked, plain])).slice(3)).toEqual([
      "If this is meant, add to the command:",
      `  --allow weakens_security=${HIBP}`,
      "or have it reviewed in the file:",
      "  consents:",
      `    - { address: ${HIBP}, hazard: weakens_security, reason: "why", until: 2026-07-01 }`,
    ]);
  });
});

describe("a setting that can't be read", () => {
  const plan = planOf({ [HIBP]: { from: UNKNOWN, to: true } });

  test("is sent by a plan, and marked", () => {
    expect(texts(renderPlan(plan, "plan")).some((text) => text.startsWith(`  ! ${HIBP}: `))).toBe(
      true,
    );
  });

  test("is no drift: only that it can't be compared", () => {
    const said = texts(renderPlan(plan, "drift")).filter((text) => text.includes(HIBP));
    expect(said).toEqual([`  ! ${HIBP}: can't be compared: Clerk shows it nowhere`]);
  });
});

describe("a summary", () => {
  const changed = { [HIBP]: { from: known(false), to: true } };
  const blind = { "beta.from_email_address": { from: UNKNOWN, to: "help" } };
  const coverage = (declared: number, read: number): object => ({
    coverage: { declared, read, unreadable: [] },
  });
  const refusals = [refusal("too_many_changes", { settings: "2 settings", limit: 1 })];

  test.each([
    ["plan", planOf(changed), "Plan: 1 to change in 1 call; 1 of 1 declared settings read."],
    ["plan", planOf(blind), "Plan: 1 to send unread in 1 call; 0 of 1 declared settings read."],
    [
      "plan",
      planOf({ ...changed, ...blind }),
      "Plan: 1 to change, 1 to send unread in 2 calls; 1 of 2 declared settings read.",
    ],
    [
      "apply",
      planOf(changed, { refusals }),
      "Plan: 1 to change in 1 call; 1 of 1 declared settings read. 1 refusal.",
    ],
    ["plan", planOf({}, coverage(3, 3)), "No changes: 3 of 3 declared settings read."],
    [
      "plan",
      planOf({}, { ...coverage(3, 3), refusals: [...refusals, ...refusals] }),
      "No changes: 3 of 3 declared settings read. 2 refusals.",
    ],
    [
      "plan",
      planOf({}, { ...coverage(3, 1), refusals }),
      "No changes in what can be read: 1 of 3 declared settings read, 2 not verified. 1 refusal.",
    ],
    ["drift", planOf({}, coverage(2, 2)), "No drift: 2 of 2 declared settings read."],
    [
      "drift",
      planOf({}, coverage(2, 0)),
      "No drift in what can be read: 0 of 2 declared settings read, 2 not verified.",
    ],
    ["drift", planOf(changed), "Drift: 1 setting differs; 1 of 1 declared settings read."],
    [
      "drift",
      planOf({ ...changed, "instance.test_mode": { from: known(true), to: false } }),
      "Drift: 2 settings differ; 2 of 2 declared settings read.",
    ],
  ] as const)("of a %s", (kind, plan, said) => {
    expect(summarise(plan, kind)).toBe(said);
  });
});

describe("a report", () => {
  const outcome = (kind: Outcome["outcome"]): Outcome => ({
    address: HIBP,
    to: true,
    outcome: kind,
  });
  const reportOf = (outcomes: readonly Outcome[], rest: Partial<Report> = {}): Report => ({
    outcomes,
    calls: [
      { id: "1", status: 204, attempts: 1, clerk_trace_id: null },
      { id: "2", status: null, attempts: 0, clerk_trace_id: null },
    ],
    sideEffects: [],
    stopped: null,
    ...rest,
  });
  const warned = (report: Report): readonly string[] =>
    texts(renderReport(sentOf(report), { columns: 200 })).filter((text) =>
      text.startsWith("Warning: "),
    );

  test("counts every outcome once, and the calls that were sent", () => {
    const sideEffects = [{ address: HIBP, from: true, to: false, certain: true }];
    const outcomes = [outcome("confirmed"), outcome("failed"), outcome("not_attempted")];
    expect(summariseReport(reportOf(outcomes, { sideEffects }))).toBe(
      "Applied: 1 confirmed, 1 failed, 1 not attempted, 1 side effect; 1 call sent.",
    );
    expect(summariseReport(reportOf([], { calls: [] }))).toBe(
      "Applied: 0 confirmed; 0 calls sent.",
    );
  });

  test.each<readonly [what: string, Report, readonly string[]]>([
    ["nothing", reportOf([outcome("confirmed")]), []],
    [
      "one, and the flag that makes it count",
      reportOf([outcome("unconfirmed")]),
      [
        "Warning: 1 setting is not confirmed: Clerk accepted the request and has not shown the value. clerkwork plan tells whether it took; --require-confirmed makes that exit 6.",
      ],
    ],
    [
      "two, where the flag is given",
      reportOf([outcome("unconfirmed"), outcome("unconfirmed")], { requireConfirmed: true }),
      [
        "Warning: 2 settings are not confirmed: Clerk accepted the request and has not shown the value. clerkwork plan tells whether it took.",
      ],
    ],
  ])("warns of what nothing shows: %s", (_, report, said) => {
    expect(warned(report)).toEqual(said);
  });

  test("says why it stopped before its summary", () => {
    const stopped = { code: "call_failed", message: "422\u001b[2J" } as const;
    const lines = texts(renderReport(sentOf(reportOf([outcome("failed")], { stopped }))));
    expect(lines.slice(-5)).toEqual([
      "Stopped: 422\\x1b[2J",
      "",
      "Applied: 0 confirmed, 1 failed; 1 call sent.",
      "Nothing was written.",
      "Run it again: clerkwork apply",
    ]);
  });
});

describe("a JSON document in a log", () => {
  test("is the value, indented, with a line end", () => {
    expect(showDocument({ a: [1, "b"] })).toBe('{\n  "a": [\n    1,\n    "b"\n  ]\n}\n');
  });

  test.each([
    ["a control character", "\u009b31m"],
    ["a character that reorders", "\u202e"],
    ["one of two units", "\u{e0041}"],
    ["half of a pair", "\ud800"],
    ["an order to a runner", "##[add-mask]"],
    ["a blank that looks like one", "\u2003"],
  ])("%s is written in JSON's own escapes, and reads the same", (_, value) => {
    const shown = showDocument({ value });
    expect(JSON.parse(shown)).toEqual({ value });
    expect(shown).toMatch(/^[\n\x20-\x7e]*$/);
    expect(shown).not.toContain("##[");
  });

  test("every unit has its own escape of four digits", () => {
    expect(showDocument("\u{e0041}")).toBe('"\\udb40\\udc41"\n');
    expect(showDocument("\u0085")).toBe('"\\u0085"\n');
  });
});
