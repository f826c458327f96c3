import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { parseDocument } from "../../../src/core/file/document.ts";
import { EXIT, Failure } from "../../../src/core/finding/failure.ts";
import { reportIssue, type Issue } from "../../../src/core/finding/issue.ts";
import { documentOf } from "../../../src/core/report/document.ts";
import { renderIssues } from "../../../src/core/render/issues.ts";
import { renderMarkdown } from "../../../src/core/render/markdown.ts";
import { renderPlan } from "../../../src/core/render/plan.ts";
import { paint } from "../../../src/cli/screen/terminal.ts";
import type { View } from "../../../src/core/render/view.ts";
import { loadText, validate } from "../../../src/reconcile/load.ts";
import {
  BAD_FILE,
  buildDrift,
  buildPlan,
  DRAWN,
  DRIFTED,
  PLANS,
  SEVERAL_LIVE,
  sourceOfCase,
  UNWATCHED,
  type PlanCase,
} from "./cases.ts";
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
    const drift = buildDrift(caseNamed(name));
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
    const text = textOf(renderPlan(buildDrift({ file, live: SEVERAL_LIVE }), "drift"));
    await expect(text).toMatchFileSnapshot(fileOf("drift-one-setting.text"));
  });
});

describe("the pages that the layout was drawn after", () => {
  const pages = [
    ["drawn-plan", (view: View) => renderPlan(buildPlan(DRAWN), "plan", view), DRAWN],
    ["drawn-drift", (view: View) => renderPlan(buildDrift(DRIFTED), "drift", view), DRIFTED],
    ["drawn-unmanaged", (view: View) => renderPlan(buildPlan(UNWATCHED), "plan", view), UNWATCHED],
  ] as const;
  const widths = [60, 80, 120] as const;

  test.each(pages.flatMap((page) => widths.map((width) => [page[0], width, page] as const)))(
    "%s in %d columns",
    async (name, width, [, render, given]) => {
      const lines = render({ width, source: await sourceOfCase(given) });
      const text = lines.map((one) => `${one.text}\n`).join("");
      await expect(text).toMatchFileSnapshot(fileOf(`${name}-${width}.text`));
      // What can't be broken is an address, a flag or a fingerprint; nothing else is wider.
      const unbroken = /[a-z_]+\.[a-z_]{20}|sha256:|^- \{ address/;
      const wide = lines.filter((one) => one.text.length > width && !unbroken.test(one.text));
      expect(wide).toEqual([]);
    },
  );

  test("as Markdown", async () => {
    const given = [
      ["drawn-plan", buildPlan(DRAWN), "plan", DRAWN],
      ["drawn-drift", buildDrift(DRIFTED), "drift", DRIFTED],
      ["drawn-unmanaged", buildPlan(UNWATCHED), "plan", UNWATCHED],
    ] as const;
    for (const [name, plan, kind, from] of given) {
      const page = renderMarkdown(plan, kind, { source: await sourceOfCase(from) });
      await expect(page).toMatchFileSnapshot(fileOf(`${name}.markdown`));
    }
  });

  test("with all items of long lists", async () => {
    const lines = renderPlan(buildPlan(DRAWN), "plan", {
      full: true,
      source: await sourceOfCase(DRAWN),
    });
    const text = lines.map((one) => `${one.text}\n`).join("");
    await expect(text).toMatchFileSnapshot(fileOf("drawn-plan-full.text"));
  });

  test("in colour", async () => {
    const lines = renderPlan(buildPlan(DRAWN), "plan", { source: await sourceOfCase(DRAWN) });
    const text = paint(lines, true).replaceAll("\u001b", "␛");
    await expect(text).toMatchFileSnapshot(fileOf("drawn-plan.color"));
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
      [`issues-${name}.json`, jsonOf(found.map(reportIssue))],
    ];
    for (const [page, text] of pages) await expect(text).toMatchFileSnapshot(fileOf(page));
  });
});

describe("the findings of a file, with its lines", () => {
  const FILE = `version: 1
target: { environment_type: prod }
instance:
hibp: tru
restrictions:
  blocklist: "yes"
  allowlst: true
  consents: []
organization: { max_allowed_memberships: 1.5, creator_role: "org:admin", enabled: true, domains_enrollment_modes: [all], domains_enabled: maybe }
environments:
  staging:
    communication: { blocked_country_codes: [北京, "\u202e", ru] }
    unheard_of: 7 # and a comment
`;

  test.each([60, 80, 120])("in %i columns", async (width) => {
    const issues = thrownIssues(() => loadText("clerkwork.yaml", FILE, "each", "2026-01-01"));
    const lines = renderIssues(issues, width);
    for (const { text } of lines.filter(({ tone }) => tone !== "plain"))
      expect([...text].length).toBeLessThanOrEqual(width);
    await expect(textOf(lines)).toMatchFileSnapshot(fileOf(`issues-with-lines-${width}.text`));
  });

  const thrownIssues = (act: () => unknown): readonly Issue[] => {
    try {
      act();
    } catch (error) {
      if (error instanceof Failure) return error.issues;
      throw error;
    }
    return [];
  };
});
