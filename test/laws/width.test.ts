// Whatever letters names and values are written in: no line for a person is wider than it may be.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderStandings } from "../../src/core/render/standings.ts";
import { NOBODY } from "../../src/core/report/record.ts";
import { exampleLines, tableOf } from "../../src/cli/help/render.ts";
import { PLAIN_COMMANDS } from "../../src/core/render/closing.ts";
import { renderExplanation } from "../../src/core/render/explanation.ts";
import { renderFailure } from "../../src/cli/screen/failure-lines.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { renderIssues } from "../../src/core/render/issues.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { renderPull } from "../../src/core/render/pull.ts";
import { renderReport } from "../../src/core/render/report.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { OUTCOMES, type Report } from "../../src/core/report/report.ts";
import type { PullReport } from "../../src/core/report/pull.ts";
import { widthOf } from "../../src/core/text/layout.ts";
import type { Line } from "../../src/core/text/line.ts";
import { runs } from "../rig/generators/runs.ts";
import { AT, known, planOf, sentOf } from "../tables/given.ts";

const letters = fc.constantFrom(
  "日本語",
  "한국어",
  "👍🏽",
  "👩‍👩‍👧",
  "e\u0301",
  "ｗｉｄｅ",
  "ab",
  "x ",
  " ",
  "→ ",
);
const texts = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(letters, { minLength: 1, maxLength }).map((parts) => parts.join(""));

/** A name in a file, and values of some length. */
const given = fc.record({ name: texts(4), one: texts(40), other: texts(40), short: texts(4) });
type Given = typeof given extends fc.Arbitrary<infer Value> ? Value : never;

function planSaying({ name, one, other, short }: Given): Plan {
  const plan = planOf({
    [`organization.extra.${name}`]: { from: known(one), to: other },
    "organization.extra.list": { from: known([one, short]), to: [other, short] },
    "organization.extra.short": { from: known(short), to: `${short}.` },
  });
  return {
    ...plan,
    target: { ...plan.target, environment: name },
    warnings: [{ code: "no_effect", message: `${one} ${short}`, address: "a.b" }],
    ignored: [{ address: "protect.rules_enabled", reason: other, until: "2026-12-31" }],
    unmanaged: [{ address: `beta.${short}`, live: known(one), hazards: [] }],
  };
}

function reportOn(plan: Plan, { name, one, other }: Given): Report {
  const address = `organization.extra.${name}`;
  return {
    outcomes: [
      ...OUTCOMES.map((outcome) => ({ address, outcome, to: one, detail: other })),
      { address, outcome: "contradicted", to: one, shown: other },
    ],
    calls: plan.calls.map(({ id }) => ({
      id,
      status: 422,
      attempts: 1,
      clerk_trace_id: one,
      problem: { says: one, said: other, tries: [other, one], blames: [address] },
    })),
    sideEffects: [true, false].map((certain) => ({ address, from: one, to: other, certain })),
    stopped: { code: "stale_plan", message: one },
    requireConfirmed: false,
  };
}

const withoutProblems = (report: Report): Report => ({
  ...report,
  calls: report.calls.map(({ id, status, attempts }) => ({
    id,
    status,
    attempts,
    clerk_trace_id: null,
  })),
});

const pullOf = ({ name, one, other }: Given): PullReport => ({
  file: `${name}.yaml`,
  created: false,
  written: true,
  edits: [
    {
      address: `a.${name}`,
      environment: name,
      line: 4,
      from: one,
      to: other,
      also_for: [name, one],
    },
  ],
  skipped: [{ address: `a.${name}`, environment: name, code: "unreadable", why: other }],
  refused: [{ address: `a.${name}`, environment: name, code: "unsafe_edit", why: other }],
  comments_removed: [{ line: 3, text: other }],
});

const RENDERERS: Readonly<Record<string, (words: Given, columns: number) => readonly Line[]>> = {
  "a plan": (words, width) =>
    renderPlan(planSaying(words), "plan", { width, source: { file: `${words.one}.yaml` } }),
  "a drift": (words, width) => renderPlan(planSaying(words), "drift", { width }),
  "a report": (words, columns) => {
    const plan = planSaying(words);
    return renderReport(sentOf(withoutProblems(reportOn(plan, words)), plan), { columns });
  },
  "a report with problems": (words, columns) => {
    const plan = planSaying(words);
    return renderReport(sentOf(reportOn(plan, words), plan), { columns });
  },
  "the end of a run": (words, columns) => {
    const commands = { ...PLAIN_COMMANDS, plan: `clerkwork plan --env ${words.name}` };
    const outcomes = [
      { address: `a.${words.name}`, outcome: "unconfirmed", to: words.one },
    ] as const;
    const report = { ...reportOn(planSaying(words), words), outcomes, calls: [] };
    return renderReport(sentOf(report), { columns, commands });
  },
  "a pull": (words, columns) =>
    renderPull(pullOf(words), {
      columns,
      dryRun: false,
      declares: "asked",
      next: {
        plan: `clerkwork plan -f ${words.name}.yaml`,
        again: `clerkwork pull -f ${words.name}.yaml`,
        add: "clerkwork pull --add",
      },
    }),
  "a failure": ({ one, other, name }, columns) =>
    renderFailure(
      new Failure("refused", `${one}\n${other}`, {
        hint: `read what it would do, then run: clerkwork apply --env ${name} --yes`,
      }),
      columns,
    ),
  "an explanation": ({ one, other, name }, columns) =>
    renderExplanation(
      {
        document: { kind: "setting" },
        title: "instance.hibp",
        says: one,
        facts: [
          { name, says: other },
          { name: "Value", says: one },
        ],
        lists: [{ title: "Hazards", entries: [{ name, says: one }] }],
      },
      columns,
    ),
  help: ({ one, name }, columns) => [
    ...tableOf(
      [
        { name, says: one },
        { name: "--file FILE", says: one },
      ],
      columns,
    ),
    ...exampleLines([{ name: "plan", says: one }], columns),
  ],
  "the line of a file": ({ one, other }, columns) =>
    [0, 3, [...one].length].flatMap((place) =>
      renderIssues(
        [
          {
            code: "duplicate_key",
            args: { name: "x", other_line: 1 },
            pointer: "",
            at: { ...AT, column: place + 1 },
            line: `${one}${other}`,
          },
        ],
        columns,
      ),
    ),
};

/** A flag with its value stays in one piece: it is there to be copied. */
const IS_WHOLE = /^Fingerprint: sha256:|^ +(?:clerkwork \w+|--?\w+ \S.*)$/;

const { numRuns, seed } = runs();

describe.each([60, 80, 120])("at %d columns no line is wider", (columns) => {
  test.each(Object.entries(RENDERERS))("%s", (_, render) => {
    const law = fc.property(given, (words) => {
      const lines = render(words, columns).map(({ text }) => text);
      const wide = lines.filter((text) => widthOf(text) > columns && !IS_WHOLE.test(text));
      expect(wide).toEqual([]);
    });
    fc.assert(law, { numRuns: Math.ceil(numRuns / 5), seed });
  });
});

test("the letters of the law are wide, and names stand in columns all the same", () => {
  const lines = renderStandings(
    ["日本", "abc", "e\u0301"].map((name) => ({
      name,
      says: "in sync",
      tone: "plain",
      isClean: true,
      isLeft: false,
      lags: false,
    })),
    NOBODY,
    "plan",
    80,
  ).map(({ text }) => text);
  expect(new Set(lines.map(widthOf)).size).toBe(1);
});
