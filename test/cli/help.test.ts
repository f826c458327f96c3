// Help, suggestions and misuse, as the built tool prints them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli, type CliResult } from "../rig/cli.ts";
import { stringAt } from "../rig/json.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-help-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]): Promise<CliResult> => runCli(args, { cwd: folder });

describe.concurrent("help", () => {
  test.for([[[]], [["help"]], [["-h"]], [["--help"]]] as const)(
    "%j is the overview",
    async ([args]) => {
      const { code, stdout, stderr } = await run(...args);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("Usage: clerkwork COMMAND [options]");
      expect(stdout).toContain("  validate  ");
    },
  );

  test.for([
    [["help", "apply"]],
    [["apply", "-h"]],
    [["apply", "--help"]],
    [["apply", "--yes", "plan.json", "--help"]],
  ] as const)("%j is the help of apply", async ([args]) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: clerkwork apply [PLAN] [options]");
    expect(stdout).toContain("-f, --file FILE");
  });

  test.for(["-v", "--version"])("plan %s is the version alone", async (flag) => {
    const { code, stdout, stderr } = await run("plan", flag);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe.concurrent("misuse", () => {
  test.for([
    [["plan", "--dry-run"], /plan is the dry run/, "see clerkwork plan --help"],
    [
      ["init", "--dry-run"],
      /pull --dry-run shows what would be written/,
      "see clerkwork init --help",
    ],
    [["plan", "--json"], /--format json/, "see clerkwork plan --help"],
    [["plan", "-o", "x"], /--out FILE/, "see clerkwork plan --help"],
    [["plan", "other.yaml"], /named with -f other\.yaml/, "see clerkwork plan --help"],
    [["plan", "--max-change=3"], /did you mean --max-changes\?/, "see clerkwork plan --help"],
    [
      ["plan", "--only", "foo"],
      /^clerkwork: --only: no section "foo"/,
      "see clerkwork plan --help",
    ],
    [
      ["plan", "--format", "yaml"],
      /--format takes text, json, markdown/,
      "see clerkwork plan --help",
    ],
    [["plan", "--format", "md"], /did you mean markdown\?/, "see clerkwork plan --help"],
    [["plan", "--detailed"], /did you mean --detailed-exitcode\?/, "see clerkwork plan --help"],
    [
      ["plan", "--de"],
      /has no flag --de; did you mean --detailed-exitcode/,
      "see clerkwork plan --help",
    ],
    [["plan", "--fo"], /has no flag --fo$/m, "see clerkwork plan --help"],
    [
      ["plan", "--only", "hibp"],
      /"hibp" is a setting, and this takes sections; did you mean instance\?/,
      "see clerkwork plan --help",
    ],
    [
      ["plan", "--only", "instance.hibp"],
      /"instance\.hibp" is a setting, .* did you mean instance\?/,
      "see clerkwork plan --help",
    ],
    [
      ["pull", "--only", "test_mode"],
      /several settings are called "test_mode": instance\.test_mode, beta\.test_mode/,
      "see clerkwork pull --help",
    ],
    [
      ["pull", "--only", "hipb"],
      /no section or setting "hipb"; did you mean instance\.hibp\?/,
      "see clerkwork pull --help",
    ],
    [
      ["pull", "--only", "instance.hipb"],
      /did you mean instance\.hibp\?/,
      "see clerkwork pull --help",
    ],
    [
      ["pull", "--only", "zzzzzzzz"],
      /as in restrictions\.blocklist, and sections are /,
      "see clerkwork pull --help",
    ],
    [
      ["rollback"],
      /rollback needs RECEIPT: what apply --receipt wrote$/m,
      "see clerkwork rollback --help",
    ],
    [
      ["completion"],
      /completion needs SHELL: bash, zsh, fish or powershell$/m,
      "see clerkwork completion --help",
    ],
    [
      ["explain", "E_NOPE"],
      /is called "E_NOPE"$/m,
      "clerkwork explain lists settings, keys and statuses, docs/errors.md the codes",
    ],
    [["diff"], /shown by clerkwork plan/, "clerkwork help lists the commands"],
    [["version"], /clerkwork --version/, "clerkwork help lists the commands"],
    [["PLAN"], /lower case, plan/, "clerkwork help lists the commands"],
    [["help", "diff"], /shown by clerkwork plan/, "clerkwork help lists the commands"],
    [
      ["-f", "x", "plan"],
      /before its flags: clerkwork plan -f/,
      "clerkwork help lists the commands",
    ],
    [["--json"], /--format json/, "clerkwork help lists the commands"],
  ] as const)("%j", async ([args, says, hint]) => {
    const { code, stdout, stderr, said } = await run(...args);
    expect([code, stdout]).toEqual([3, ""]);
    expect(said.trimEnd().slice(0, -hint.length - 1)).toMatch(says);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(`  ${hint}`);
    expect(said.trimEnd().split("\n")).toHaveLength(1);
    expect(said).not.toMatch(/registered|Failed to parse|encountered/);
  });

  test("as JSON, in any case", async () => {
    const { code, json } = await run("plan", "--nope", "--format=JSON");
    expect(code).toBe(3);
    expect(stringAt(json(), "error", "code")).toBe("invalid_usage");
  });
});
