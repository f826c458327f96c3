import { describe, expect, test } from "vitest";
import { toDrift } from "../../../src/core/plan/drift.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { parseDocument } from "../../../src/core/file/document.ts";
import { EXIT } from "../../../src/core/finding/failure.ts";
import { reportIssue, type Issue } from "../../../src/core/finding/issue.ts";
import { documentOf } from "../../../src/core/report/document.ts";
import type { Outcome, Report } from "../../../src/core/report/report.ts";
import { renderIssues } from "../../../src/core/render/issues.ts";
import { fence, renderMarkdown } from "../../../src/core/render/markdown.ts";
import { renderPlan } from "../../../src/core/render/plan.ts";
import { renderReport } from "../../../src/core/render/report.ts";
import { validate } from "../../../src/reconcile/load.ts";
import { BAD_FILE, buildPlan, PLANS, SEVERAL_LIVE, type PlanCase } from "./cases.ts";
import type { Line } from "../../../src/core/text/line.ts";

/** The name of a golden, and what must be in it. */
type Page = readonly [name: string, text: string];

/** Compared byte by byte; `vitest -u` writes them. */
const fileOf = (name: string): string => `files/${name}.golden`;

const textOf = (lines: readonly Line[]): string =>
  lines.map(({ tone, text }) => `${tone.padEnd(6)} |${text}\n`).join("");
const jsonOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const caseNamed = (name: string): PlanCase => {
  const given = PLANS[name];
  if (!given) throw new Error(`no case ${name}`);
  return given;
};

describe("a plan", () => {
  test.each(Object.entries(PLANS))("%s", async (name, given) => {
    const plan = buildPlan(given);
    const pages: readonly Page[] = [
      [`plan-${name}.text`, textOf(renderPlan(plan, "plan"))],
      [`plan-${name}.markdown`, renderMarkdown(plan, "plan")],
      [`plan-${name}.json`, jsonOf(documentOf(plan, "plan", undefined, 0))],
    ];
    for (const [page, text] of pages) await expect(text).toMatchFileSnapshot(fileOf(page));
  });

  test("the one that is about to be applied", async () => {
    const text = textOf(renderPlan(buildPlan(caseNamed("several-sections")), "apply"));
    await expect(text).toMatchFileSnapshot(fileOf("apply-several-sections.text"));
  });
});

const codeOfDrift = ({ result }: Plan): number => (result === "drift" ? EXIT.differs : EXIT.ok);

describe("drift", () => {
  test.each([
    "no-changes",
    "several-sections",
    "write-only",
    "unreadable",
    "ignored",
    "warnings",
    "consents",
  ])("%s", async (name) => {
    const drift = toDrift(buildPlan(caseNamed(name)));
    const pages: readonly Page[] = [
      [`drift-${name}.text`, textOf(renderPlan(drift, "drift"))],
      [`drift-${name}.markdown`, renderMarkdown(drift, "drift")],
      // The document has no calls: drift sends nothing.
      [`drift-${name}.json`, jsonOf(documentOf(drift, "drift", undefined, codeOfDrift(drift)))],
    ];
    for (const [page, text] of pages) await expect(text).toMatchFileSnapshot(fileOf(page));
  });

  test("one setting", async () => {
    const file = "version: 1\nprotect: { specter_enabled: true }\n";
    const text = textOf(renderPlan(toDrift(buildPlan({ file, live: SEVERAL_LIVE })), "drift"));
    await expect(text).toMatchFileSnapshot(fileOf("drift-one-setting.text"));
  });
});

const outcomes: readonly Outcome[] = [
  { address: "instance.hibp", outcome: "confirmed", to: true },
  {
    address: "instance.support_email",
    outcome: "unconfirmed",
    to: "help@example.com",
    detail: "Clerk accepted it; reads don't show it yet",
  },
  {
    address: "communication.blocked_country_codes",
    outcome: "contradicted",
    to: ["KP", "XX"],
    shown: ["KP"],
    detail: "Clerk's answer shows another value",
  },
  {
    address: "protect.rules_enabled",
    outcome: "failed",
    to: true,
    detail:
      "PATCH api.clerk.com/v1/instance/protect: 402: not in your plan\n(unsupported) (clerk_trace_id 0af7651916cd43dd8448eb211c80319c)",
  },
  {
    address: "oauth_applications.default_scopes",
    outcome: "ambiguous",
    to: null,
    detail:
      "the answer was lost, and nothing shows whether it landed: PATCH api.clerk.com/v1/instance/oauth_application_settings: other side closed",
  },
  { address: "restrictions.allowlist", outcome: "not_attempted", to: true },
];

const REPORTS: Readonly<Record<string, Report>> = {
  "every-outcome": {
    outcomes,
    calls: [
      { id: "1", status: 204, attempts: 1, clerk_trace_id: null },
      { id: "2", status: 200, attempts: 2, clerk_trace_id: null },
      { id: "3", status: 402, attempts: 1, clerk_trace_id: "0af7651916cd43dd8448eb211c80319c" },
      { id: "4", status: null, attempts: 1, clerk_trace_id: null },
      { id: "5", status: null, attempts: 0, clerk_trace_id: null },
    ],
    sideEffects: [
      { address: "communication.other", from: ["a"], to: null, certain: true },
      { address: "communication.lagging", from: true, to: false, certain: false },
    ],
    stopped: {
      code: "call_failed",
      message: "/instance/oauth_application_settings failed: PATCH: \u001b[2Jother side closed",
    },
  },
  "all-confirmed": {
    outcomes: [{ address: "instance.hibp", outcome: "confirmed", to: true }],
    calls: [{ id: "1", status: 204, attempts: 1, clerk_trace_id: null }],
    sideEffects: [],
    stopped: null,
  },
  "nothing-sent": {
    outcomes: [
      {
        address: "instance.hibp",
        outcome: "not_attempted",
        to: true,
        detail: "changed on Clerk's side since the plan was made",
      },
    ],
    calls: [{ id: "1", status: null, attempts: 0, clerk_trace_id: null }],
    sideEffects: [],
    stopped: {
      code: "stale_plan",
      message:
        "instance.hibp changed on Clerk's side since the plan was made; /instance was not written",
    },
  },
};

describe("a report", () => {
  test.each(Object.entries(REPORTS))("%s", async (name, report) => {
    const lines = renderReport(report);
    const pages: readonly Page[] = [
      [`report-${name}.text`, textOf(lines)],
      [`report-${name}.markdown`, `${fence(lines)}\n`],
      [`report-${name}.json`, jsonOf(report)],
    ];
    for (const [page, text] of pages) await expect(text).toMatchFileSnapshot(fileOf(page));
  });
});

describe("the findings of a bad file", () => {
  const findings = (text: string): readonly Issue[] => {
    const parsed = parseDocument("dir/clerk\u202ework.yaml", text);
    return parsed.ok ? validate(parsed.document) : parsed.issues;
  };
  const FILES: Readonly<Record<string, string>> = {
    "bad-file": BAD_FILE,
    "bad-yaml": "version: 1\ninstance: { hibp: true\nrestrictions: !x {}\n",
    "sixty-findings": `version: 1\ninstance:\n${Array.from({ length: 60 }, (_, index) => `  unknown_${index}: 1\n`).join("")}`,
  };

  test.each(Object.entries(FILES))("%s", async (name, content) => {
    const found = findings(content);
    const lines = renderIssues(found);
    const pages: readonly Page[] = [
      [`issues-${name}.text`, textOf(lines)],
      [`issues-${name}.markdown`, `${fence(lines)}\n`],
      [`issues-${name}.json`, jsonOf(found.map(reportIssue))],
    ];
    for (const [page, text] of pages) await expect(text).toMatchFileSnapshot(fileOf(page));
  });
});
