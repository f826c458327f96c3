import { describe, expect, test } from "vitest";
import { leftOut } from "../../src/core/finding/left-out.ts";
import { renderPull } from "../../src/core/render/pull.ts";
import type { PullReport } from "../../src/core/report/pull.ts";

const skip = (address: string, why: ReturnType<typeof leftOut>): PullReport["skipped"][number] => ({
  address,
  environment: null,
  code: why.code,
  why: why.says,
});

const REPORT: PullReport = {
  file: "clerkwork.yaml",
  created: false,
  written: true,
  edits: [
    {
      address: "instance.hibp",
      environment: null,
      line: 4,
      from: true,
      to: false,
      also_for: ["production"],
    },
    {
      address: "communication.blocked_country_codes",
      environment: "staging",
      line: 20,
      from: ["KP"],
      to: "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB".split(" "),
      also_for: [],
    },
    { address: "protect.rules_enabled", environment: null, line: 31, to: true, also_for: [] },
    { address: "instance.allowed_origins", environment: null, line: 32, to: [], also_for: [] },
    {
      address: "organization.domains_enrollment_modes",
      environment: null,
      line: 33,
      to: ["automatic_invitation", "automatic_suggestion"],
      also_for: [],
    },
    {
      address: "instance.allowed_subdomains",
      environment: null,
      line: 40,
      from: ["a.example.com"],
      to: [],
      also_for: [],
    },
    {
      address: "organization.a_setting_whose_name_leaves_no_room_beside_itself",
      environment: "production",
      line: 50,
      from: ["a", "b"],
      to: ["b", "a"],
      also_for: [],
    },
  ],
  skipped: [
    skip("beta.from_email_address", leftOut("unreadable", { why: "write_only" })),
    skip("instance.allowed_origins", leftOut("secret", {})),
    skip(
      "restrictions.allowlist",
      leftOut("must_agree", { other: "beta.restricted_to_allowlist" }),
    ),
  ],
  refused: [
    {
      address: "organization.enabled",
      environment: "staging",
      code: "unsafe_edit",
      why: "environments.staging.organization is an alias of line 12; write it out, so that it can be changed",
    },
  ],
  comments_removed: [
    { line: 7, text: "# since May" },
    { line: 21, text: `# INC-7: ${"why it is so ".repeat(10)}\u001b[2J` },
  ],
};

const CREATED: PullReport = { ...REPORT, created: true, refused: [] };

const view = (columns: number, more: object = {}) =>
  ({
    columns,
    dryRun: false,
    declares: "asked",
    next: {
      plan: "clerkwork plan --env staging",
      again: "clerkwork pull --env staging",
      add: "clerkwork pull --add",
    },
    ...more,
  }) as const;

describe("what a pull says", () => {
  test.for([60, 80, 120])("into a file that is there, at %i columns", async (columns) => {
    const lines = renderPull(REPORT, view(columns)).map(({ text }) => text);
    // Names stay whole: they are there to be copied.
    const isName = (text: string): boolean => /^ *[~+] \S+$|^ *\S+$/.test(text);
    expect(lines.filter((text) => text.length > columns && !isName(text))).toEqual([]);
    expect(lines.filter((text) => /^ *[~+✗] *$|items?: \(/.test(text))).toEqual([]);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(
      `golden/files/pull-${columns}.text.golden`,
    );
  });

  test.for([60, 80, 120])("of a new file, at %i columns", async (columns) => {
    const lines = renderPull(
      CREATED,
      view(columns, {
        next: { plan: "clerkwork plan", again: "clerkwork pull", add: "clerkwork pull --add" },
      }),
    ).map(({ text }) => text);
    expect(lines.filter((text) => text.length > columns)).toEqual([]);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(
      `golden/files/pull-new-${columns}.text.golden`,
    );
  });

  const not = (address: string): PullReport["refused"][number] => {
    const { code, says } = leftOut("not_set", {});
    return { address, environment: null, code, why: says };
  };
  const unsafe = REPORT.refused;
  const [one, two] = [not("instance.support_email"), not("organization.domains_default_role")];

  test.for([
    [
      [one],
      "clerkwork.yaml: nothing was written: 1 declared setting differs and can't be taken over.",
      "Delete its line, so that clerkwork leaves the setting alone, or change it in Clerk; then:",
    ],
    [
      [one, two],
      "clerkwork.yaml: nothing was written: 2 declared settings differ and can't be taken over.",
      "Delete their lines, so that clerkwork leaves the settings alone, or change them in Clerk; then:",
    ],
    [
      [...unsafe, one],
      "clerkwork.yaml: nothing was written: 1 could not be edited safely; 1 declared setting differs and can't be taken over.",
      "Write those lines out, or change them by hand. For what can't be taken over: delete its line, so that clerkwork leaves the setting alone, or change it in Clerk; then:",
    ],
    [
      unsafe,
      "clerkwork.yaml: nothing was written: 1 could not be edited safely.",
      "Write those lines out, or change them by hand; then:",
    ],
  ] as const)("what is refused, counted by why: %#", ([refused, conclusion, next]) => {
    const report = {
      ...REPORT,
      written: false,
      edits: [],
      skipped: [],
      comments_removed: [],
      refused,
    };
    const lines = renderPull(report, view(200)).map(({ text }) => text);
    expect(lines).toContain(conclusion);
    expect(lines.join("\n")).toContain(next);
  });

  test("a name that steers a terminal is broken up", () => {
    const file = "a\u001b[2Jb.yaml";
    const lines = renderPull({ ...REPORT, file }, view(80)).map(({ text }) => text);
    expect(lines.join("\n")).not.toContain("\u001b");
  });

  test.each([false, true])(
    "a list and a danger are told as a plan tells them, dry run %s",
    (dryRun) => {
      const countries = Array.from({ length: 30 }, (_, index) => `C${index}`);
      const edits: PullReport["edits"] = [
        {
          address: "communication.blocked_country_codes",
          environment: null,
          line: 4,
          from: ["RU", ...countries.slice(0, 3)],
          to: countries,
          also_for: [],
          hazards: [
            { hazard: "weakens_security", says: "people lose", blocked: false, consent: null },
          ],
        },
        {
          address: "organization.domains_enrollment_modes",
          environment: null,
          line: 6,
          from: [],
          to: ["automatic_invitation"],
          also_for: [],
        },
      ];
      const report = { ...REPORT, written: !dryRun, edits, refused: [], skipped: [] };
      const lines = renderPull(report, view(80, { dryRun })).map(({ text }) => text);
      const [head, gone, come] = lines;
      expect(head).toMatch(/: 4 → 30 \w+ \(\+27 −1\) \(line 4\)$/);
      expect(gone).toBe("      − RU");
      expect(come).toMatch(/^      \+ C10 C11 /);
      expect(lines.join("\n")).toContain("… 3 more");
      expect(lines).toContain("      ⚠ weakens_security: people lose");
      expect(lines.join(" ")).toMatch(/\[\] → \[automatic_invitation\] +\(line 6\)/);
    },
  );
});
