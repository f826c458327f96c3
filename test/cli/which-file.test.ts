/** Which file a run takes: the nearest one, the one that is named, what is piped in; and how its path is shown. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, runCli, scenario, unwrapped, workspace, type CliResult } from "../rig/cli.ts";
import { errorOf } from "../rig/documents.ts";
import { at } from "../rig/json.ts";

const FILE = "version: 1\nprotect: { rules_enabled: true }\n";
const NONE = "No clerkwork.yaml here or in a parent folder.";
const START = "Start with: clerkwork init   Or name a file: -f FILE";

/** Runs `validate` in a folder of a workspace that holds these files. */
async function inFolder(
  files: Readonly<Record<string, string>>,
  folder: string,
  check: (run: (...args: string[]) => Promise<CliResult>) => Promise<void>,
): Promise<void> {
  const space = workspace();
  try {
    mkdirSync(space.path(folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) space.write(name, text);
    await check((...args) => runCli(args, { cwd: space.path(folder), env: {} }));
  } finally {
    space.remove();
  }
}

describe.concurrent("where no file is named", { timeout: 60_000 }, () => {
  test("and none is there, it is said what to do, in a line of its own", () =>
    inFolder({ ".git/HEAD": "", "sub/other.yaml": FILE }, "sub", async (run) => {
      for (const command of ["validate", "plan", "drift", "apply"]) {
        const args = command === "apply" ? [command, "--yes"] : [command];
        const text = await run(...args);
        expectExit(text, 3);
        expect(text.stderr).toBe(`clerkwork: ${NONE}\n  ${START}\n`);
        const json = await run(...args, "--format", "json");
        expect(errorOf(json)).toMatchObject({
          code: "no_file",
          message: NONE,
          issues: [],
        });
      }
    }));

  test.for([
    ["here", { "clerkwork.yaml": FILE }, ".", "clerkwork.yaml"],
    ["under its other name", { "clerkwork.yml": FILE }, ".", "clerkwork.yml"],
    ["above", { ".git/HEAD": "", "clerkwork.yaml": FILE }, "a/b", "../../clerkwork.yaml"],
    [
      "where .git is a file",
      { ".git": "gitdir: x", "clerkwork.yml": FILE },
      "a",
      "../clerkwork.yml",
    ],
    ["above, without a repository", { "clerkwork.yaml": FILE }, "a/b", "../../clerkwork.yaml"],
    [
      "nearer than another",
      { "clerkwork.yaml": "version: 9\n", "a/clerkwork.yml": FILE },
      "a/b",
      "../clerkwork.yml",
    ],
  ] as const)("it is found %s", ([, files, folder, shown]) =>
    inFolder(files, folder, async (run) => {
      const text = await run("validate");
      expectExit(text, 0);
      expect(text.stdout).toBe(`Valid: ${shown}: 1 setting declared.\n`);
      expect(at((await run("validate", "--format", "json")).json(), "file")).toBe(shown);
    }),
  );

  test("one above the repository is not taken", () =>
    inFolder({ "clerkwork.yaml": FILE, "repo/.git/HEAD": "" }, "repo/sub", async (run) => {
      const refused = await run("validate");
      expectExit(refused, 3);
      expect(refused.stderr).toBe(`clerkwork: ${NONE}\n  ${START}\n`);
    }));

  test("both names in one folder are exit 3, and -f decides", () =>
    inFolder({ "clerkwork.yaml": FILE, "clerkwork.yml": FILE }, ".", async (run) => {
      const refused = await run("validate", "--format", "json");
      expectExit(refused, 3);
      expect(errorOf(refused)).toMatchObject({
        code: "several_files",
        message: "clerkwork.yaml and clerkwork.yml stand in one folder",
      });
      expectExit(await run("validate", "-f", "clerkwork.yml"), 0);
    }));

  test("one that is there and can't be read is not passed over", async () => {
    const space = workspace();
    try {
      space.write("clerkwork.yaml", FILE);
      mkdirSync(space.path("sub"));
      symlinkSync("nowhere", space.path("sub/clerkwork.yaml"));
      const refused = await runCli(["validate"], { cwd: space.path("sub"), env: {} });
      expectExit(refused, 3);
      expect(refused.stderr).toBe("clerkwork: clerkwork.yaml can't be read: it does not exist\n");
    } finally {
      space.remove();
    }
  });

  test("a finding in a file above stands at its path from here", () =>
    inFolder({ ".git/HEAD": "", "clerkwork.yaml": "version: 2\n" }, "sub", async (run) => {
      const refused = await run("validate");
      expectExit(refused, 3);
      expect(refused.said).toContain("../clerkwork.yaml:1:10: version 2 is not known");
    }));

  test("a saved plan is applied from where it was made", () =>
    scenario({ yaml: FILE }, async ({ clerk, space }) => {
      const env = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl };
      mkdirSync(space.path("sub"));
      const run = (cwd: string, ...args: string[]): Promise<CliResult> =>
        runCli(args, { cwd: space.path(cwd), env });
      expectExit(await run("sub", "plan", "--out", "plan.json"), 0);
      const elsewhere = await run(".", "apply", "sub/plan.json");
      expectExit(elsewhere, 3);
      expect(unwrapped(elsewhere.stderr)).toContain(
        "the plan says that it was made from ../clerkwork.yaml, and without -f clerkwork.yaml is read",
      );
      expectExit(await run("sub", "apply", "plan.json"), 0);
    }));
});

describe.concurrent("a file that is named", { timeout: 60_000 }, () => {
  test("and is not there is said so", () =>
    inFolder({}, ".", async (run) => {
      const refused = await run("validate", "-f", "nowhere.yaml");
      expectExit(refused, 3);
      expect(refused.stderr).toBe(
        "clerkwork: nowhere.yaml does not exist\n  without -f, the nearest clerkwork.yaml is taken, here or in a parent folder\n",
      );
      const json = await run("validate", "-f", "nowhere.yaml", "--format", "json");
      expect(errorOf(json)).toMatchObject({
        code: "no_file",
        message: "nowhere.yaml does not exist",
      });
    }));

  test("and can't be read is said once", () =>
    inFolder({}, "folder", async (run) => {
      const refused = await run("validate", "-f", "/dev/null");
      expectExit(refused, 3);
      expect(refused.stderr).toBe("clerkwork: /dev/null can't be read: it is not a regular file\n");
      const json = await run("validate", "-f", "/dev/null", "--format", "json");
      expect(errorOf(json)).toMatchObject({
        code: "unreadable_file",
        issues: [{ code: "unreadable_file", line: 1, column: 1 }],
      });
    }));

  test("with backslashes is shown as it was written", () =>
    inFolder({ "C:\\proj\\new.yaml": "version: 2\n" }, ".", async (run) => {
      const refused = await run("validate", "-f", "C:\\proj\\new.yaml");
      expectExit(refused, 3);
      expect(refused.stderr).toContain("C:\\proj\\new.yaml:1:10: ");
      expect(refused.stderr).toContain("clerkwork: C:\\proj\\new.yaml is not valid");
    }));

  test("with what steers a terminal, a log or a runner is escaped", () =>
    inFolder({ "a\\\n::error::b\u001b[2J.yaml": "version: 2\n" }, ".", async (run) => {
      const refused = await run("validate", "-f", "a\\\n::error::b\u001b[2J.yaml");
      expectExit(refused, 3);
      expect(refused.stderr).toContain("a\\\\\\n:\\x3aerror:\\x3ab\\x1b[2J.yaml:1:10: ");
      expect(refused.stderr).not.toMatch(/^::error/m);
    }));
});

describe.concurrent("a file that is piped in", { timeout: 60_000 }, () => {
  test("is read by what only reads", () =>
    scenario({ yaml: "version: 9\n" }, async ({ runWith }) => {
      const stdin = { text: FILE };
      const valid = await runWith({ stdin }, "validate", "-f", "-");
      expectExit(valid, 0);
      expect(valid.stdout).toBe("Valid: stdin: 1 setting declared.\n");
      const plan = await runWith({ stdin }, "plan", "-f", "-", "--format", "json");
      expectExit(plan, 0);
      expect(at(plan.json(), "changes", 0, "at", "file")).toBe("stdin");
      expectExit(await runWith({ stdin }, "drift", "-f", "-"), 2);
      const wrong = await runWith({ stdin: { text: "version: 2\n" } }, "validate", "-f", "-");
      expectExit(wrong, 3);
      expect(wrong.said).toContain("stdin:1:10: version 2");
    }));

  test.for([
    ["apply", "--yes"],
    ["plan", "--out", "plan.json"],
    ["change-domain", "https://www.example.com", "--confirm", "www.example.com"],
  ])("and is not by %s %s", (args) =>
    scenario({ yaml: FILE }, async ({ clerk, runWith }) => {
      const refused = await runWith({ stdin: { text: FILE } }, ...args, "-f", "-");
      expectExit(refused, 3);
      expect(refused.said).toContain("-f - is for validate, plan and drift");
      expect(clerk.requests).toEqual([]);
    }),
  );

  test.for([
    ["empty", "null", /stdin:1:1: the file is empty/],
    ["closed", "closed", /stdin can't be read|stdin:1:1: the file is empty/],
    ["too long", { text: "#".repeat(600_000) }, /stdin:1:1: the file is larger than 524288 bytes/],
  ] as const)("%s is exit 3", ([, stdin, said]) =>
    scenario({}, async ({ runWith }) => {
      const refused = await runWith({ stdin }, "validate", "-f", "-");
      expectExit(refused, 3);
      expect(refused.said).toMatch(said);
    }),
  );
});
