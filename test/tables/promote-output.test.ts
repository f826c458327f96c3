// What a promotion says that it did.

import { describe, expect, test } from "vitest";
import { leftOut } from "../../src/core/finding/left-out.ts";
import { renderPromote, type PromoteView } from "../../src/core/render/promote.ts";
import type { PromoteReport } from "../../src/core/report/promote.ts";
import { EVIL } from "../rig/evil.ts";

const left = (
  address: string,
  why: ReturnType<typeof leftOut>,
): PromoteReport["skipped"][number] => ({
  address,
  environment: "production",
  code: why.code,
  why: why.says,
});

const REPORT: PromoteReport = {
  live: true,
  a: {
    name: "staging",
    file: "clerkwork.yaml",
    environment: "staging",
    instanceId: "ins_1",
    type: "development",
  },
  b: {
    name: "production",
    file: "clerkwork.yaml",
    environment: "production",
    instanceId: "ins_2",
    type: "production",
  },
  file: "clerkwork.yaml",
  written: true,
  edits: [
    {
      address: "restrictions.blocklist",
      environment: "production",
      line: 14,
      from: true,
      to: false,
      hazards: [
        {
          hazard: "weakens_security",
          says: "identifiers on the blocklist can sign up again",
          blocked: false,
          consent: {
            by: "file",
            reason: "INC-42",
            until: "2026-12-31",
            at: { file: "clerkwork.yaml", line: 31, column: 5 },
          },
        },
      ],
    },
    {
      address: "communication.blocked_country_codes",
      environment: "production",
      line: 20,
      to: ["KP", "RU"],
      hazards: [
        {
          hazard: "locks_out_users",
          says: "people with a phone number of the added countries get no codes by text message",
          blocked: true,
          consent: null,
        },
      ],
    },
    {
      address: "protect.rules_enabled",
      environment: "production",
      line: 22,
      to: true,
      hazards: [],
    },
  ],
  skipped: [
    left("instance.support_email", leftOut("may_differ", { where: "clerkwork.yaml:30" })),
    left("organization.enabled", leftOut("not_in_source", { source: "staging" })),
    left("instance.hibp", leftOut("said_already", {})),
  ],
  refused: [
    {
      address: "organization.max_allowed_memberships",
      environment: "production",
      code: "unsafe_edit",
      why: "environments.production.organization is an alias of line 12; write it out, so that it can be changed",
    },
  ],
  comments_removed: [{ line: 21, text: "# as staging" }],
};

const NOTHING: PromoteReport = {
  ...REPORT,
  written: false,
  edits: [],
  refused: [],
  comments_removed: [],
};

const NEXT: PromoteView["next"] = {
  plan: "clerkwork plan --env production",
  again: "clerkwork promote staging production",
};

const textOf = (report: PromoteReport, columns: number, dryRun = false): string =>
  `${renderPromote(report, { columns, dryRun, next: NEXT })
    .map(({ text }) => text)
    .join("\n")}\n`;

describe("what a promotion says", () => {
  test.for([60, 80, 120])("at %i columns", async (columns) => {
    for (const [name, report, dryRun] of [
      ["promote", REPORT, false],
      ["promote-dry-run", { ...REPORT, written: false, refused: [] }, true],
      ["promote-nothing", NOTHING, false],
    ] as const) {
      const text = textOf(report, columns, dryRun);
      expect(text.split("\n").filter((one) => one.length > columns)).toEqual([]);
      await expect(text).toMatchFileSnapshot(`golden/files/${name}-${columns}.text.golden`);
    }
  });

  test("no text steers a terminal", () => {
    for (const text of EVIL) {
      const report = {
        ...REPORT,
        a: { ...REPORT.a, name: text },
        b: { ...REPORT.b, name: text },
        file: text,
        edits: REPORT.edits.map((edit) => ({ ...edit, from: text, to: text })),
      };
      // oxlint-disable-next-line no-control-regex -- what steers a terminal
      expect(textOf(report, 80)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }
  });
});
