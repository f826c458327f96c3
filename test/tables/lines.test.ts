// What a person reads at the end of a plan, an apply or a refusal, where the goldens show only the usual.

import { describe, expect, test } from "vitest";
import type { Hazard } from "../../src/catalog/hazard.ts";
import { refusal, type Refusal } from "../../src/core/finding/refusal.ts";
import { warning } from "../../src/core/finding/warning.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { renderRefusals } from "../../src/core/render/refusals.ts";
import { renderReport, summariseReport } from "../../src/core/render/report.ts";
import type { View } from "../../src/core/render/view.ts";
import { sayDangers, summarise } from "../../src/core/render/summary.ts";
import type { Outcome, Report } from "../../src/core/report/report.ts";
import { showDocument } from "../../src/core/text/escape.ts";
import { known, planOf, sentOf, UNKNOWN } from "./given.ts";
import { buildPlan } from "./golden/cases.ts";

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

  const changed = planOf({ [HIBP]: { from: known(true), to: false } }).changes;
  const role = refusal(
    "unknown_role",
    { role: "org:x", known: "org:admin" },
    { address: "organization.creator_role" },
  );
  const shown = (refusals: readonly Refusal[], view: View = {}): readonly string[] =>
    texts(renderRefusals(refusals, changed, view));

  test("of nothing are no lines", () => {
    expect(shown([])).toEqual([]);
  });

  test("that nothing lifts end with what to mend", () => {
    expect(shown([plain])).toEqual([
      "REFUSED: the plan must be mended first. Nothing was written.",
      "",
      "  Mend first, no flag and no consent lifts it:",
      `    ${plain.message}`,
    ]);
    expect(shown([role])[0]).toBe(
      "REFUSED: 1 of 1 change must be mended first. Nothing was written.",
    );
    expect(shown([role])[3]).toBe(
      "    organization.creator_role: the instance has no role org:x; it has org:admin",
    );
  });

  test("that a flag allows and no file: the flag alone", () => {
    expect(shown([{ ...blocked, consent: null }])).toEqual([
      "REFUSED: 1 of 1 change needs consent. Nothing was written.",
      "",
      `  To allow it once:  --allow weakens_security=${HIBP}`,
    ]);
  });

  test("that a consent allows, beside one that nothing lifts: no flag is offered as if it were enough", () => {
    expect(shown([blocked, role])).toEqual([
      "REFUSED: 1 of 1 change needs consent, and 1 must be mended first. Nothing was",
      "  written.",
      "",
      "  Mend first, no flag and no consent lifts it:",
      "    organization.creator_role: the instance has no role org:x; it has org:admin",
      "",
      `  After that, to allow the rest once:  --allow weakens_security=${HIBP}`,
      "",
      "  To have it reviewed, add to the file:",
      "consents:",
      `- { address: ${HIBP}, hazard: weakens_security,`,
      '    reason: "why", until: 2026-07-01 }',
    ]);
    expect(shown([blocked, role, plain])[0]).toBe(
      "REFUSED: 1 of 1 change needs consent, and 2 things must be mended first. Nothing",
    );
    expect(shown([role, role])[0]).toBe(
      "REFUSED: 2 things must be mended first. Nothing was written.",
    );
    expect(shown([blocked, plain])[0]).toBe(
      "REFUSED: 1 of 1 change needs consent, and the plan must be mended first. Nothing",
    );
  });

  test("of several: the order of the file, and a line for each flag where they don't fit one", () => {
    const other = "restrictions.blocklist";
    const second = { ...blocked, address: other, allow: `--allow weakens_security=${other}` };
    const file = "version: 1\nrestrictions: { blocklist: false }\ninstance: { hibp: false }\n";
    const { changes } = buildPlan({ file, live: { [HIBP]: known(true), [other]: known(true) } });
    const lines = texts(renderRefusals([blocked, second], changes, {}));
    expect(lines[0]).toBe("REFUSED: 2 of 2 changes need consent. Nothing was written.");
    expect(lines.slice(2, 5)).toEqual([
      "  To allow it once:",
      `    --allow weakens_security=${other} \\`,
      `    --allow weakens_security=${HIBP}`,
    ]);
  });

  test("an item that is too wide goes on in a second line", () => {
    const address = "organization.domains_enrollment_modes";
    const long = { ...blocked, consent: { ...consent, hazard: "opens_sign_up" as const, address } };
    expect(shown([long]).slice(-2)).toEqual([
      `- { address: ${address}, hazard: opens_sign_up,`,
      '    reason: "why", until: 2026-07-01 }',
    ]);
    expect(shown([long], { width: 120 }).at(-1)).toBe(
      `- { address: ${address}, hazard: opens_sign_up, reason: "why", until: 2026-07-01 }`,
    );
  });
});

describe("a setting that can't be read", () => {
  const plan = planOf({ [HIBP]: { from: UNKNOWN, to: true } });

  test("is sent by a plan, and marked", () => {
    expect(texts(renderPlan(plan, "plan"))).toEqual(
      expect.arrayContaining([
        "  ! hibp  not known → true  :9",
        "      not known: Clerk shows it nowhere",
      ]),
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
    warnings: [],
    coverage: { declared, read, unreadable: [] },
  });
  const ONE = "The 1 declared setting could be read.";
  const warnings = [warning("allow_unmatched", { flag: "--allow costs_money" })];

  test.each([
    ["plan", planOf(changed), `1 to change in 1 call. ${ONE}`],
    [
      "plan",
      planOf(blind),
      "1 to send without knowing what is there in 1 call. 0 of 1 declared setting could be read, 1 could not.",
    ],
    [
      "apply",
      planOf({ ...changed, ...blind }),
      "1 to change and 1 to send without knowing what is there in 2 calls. 1 of 2 declared settings could be read, 1 could not.",
    ],
    [
      "plan",
      planOf({}, coverage(3, 3)),
      "No changes. Every one of the 3 declared settings could be read.",
    ],
    ["plan", planOf({}, coverage(0, 0)), "No changes. The file declares no setting here."],
    ["plan", planOf({}, { ...coverage(1, 1), warnings }), `No changes, 1 warning. ${ONE}`],
    [
      "plan",
      planOf({}, { ...coverage(3, 1), warnings: [...warnings, ...warnings] }),
      "No changes in what can be read, 2 warnings. 1 of 3 declared settings could be read, 2 could not.",
    ],
    [
      "drift",
      planOf({}, coverage(2, 2)),
      "No drift. Every one of the 2 declared settings could be read.",
    ],
    [
      "drift",
      planOf({}, coverage(2, 0)),
      "No drift in what can be read. 0 of 2 declared settings could be read, 2 could not.",
    ],
    ["drift", planOf(changed), "Drift: 1 of 1 setting was changed outside the file."],
    [
      "drift",
      planOf(
        { ...changed, "instance.test_mode": { from: known(true), to: false } },
        coverage(12, 11),
      ),
      "Drift: 2 of 12 settings were changed outside the file. 11 of 12 declared settings could be read, 1 could not.",
    ],
  ] as const)("of a %s", (kind, plan, said) => {
    expect(summarise(plan, kind)).toBe(said);
  });

  test("by danger, the worst first; of one change or none that is dangerous, nothing", () => {
    const met = (...hazards: readonly Hazard[]) => ({
      hazards: hazards.map((hazard) => ({ hazard, says: "", blocked: true, consent: null })),
    });
    expect(
      sayDangers([
        met("weakens_security", "breaks_clients"),
        met("weakens_security", "weakens_security"),
        met("opens_sign_up"),
        met(),
      ]),
    ).toBe("1 of 4 changes opens sign-up, 2 weaken security, 1 can break clients.");
    expect(sayDangers([met("weakens_security")])).toBeUndefined();
    expect(sayDangers([met(), met()])).toBeUndefined();
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
        "Warning: 1 setting is not confirmed: Clerk accepted the request and has not shown the value. clerkwork plan shows whether it took once reads have caught up; --require-confirmed makes that exit 6.",
      ],
    ],
    [
      "two, where the flag is given",
      reportOf([outcome("unconfirmed"), outcome("unconfirmed")], { requireConfirmed: true }),
      [
        "Warning: 2 settings are not confirmed: Clerk accepted the request and has not shown the value. clerkwork plan shows whether it took once reads have caught up.",
      ],
    ],
  ])("warns of what nothing shows: %s", (_, report, said) => {
    expect(warned(report)).toEqual(said);
  });

  test("says why it stopped before its summary", () => {
    const stopped = { code: "call_failed", message: "422\u001b[2J" } as const;
    const lines = texts(renderReport(sentOf(reportOf([outcome("failed")], { stopped }))));
    expect(lines.slice(-4)).toEqual([
      "Stopped: 422\\x1b[2J",
      "",
      "Nothing was written. 1 failed; 1 call sent.",
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
