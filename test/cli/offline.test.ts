/** Plans without the live state: what the file changes, and that nobody is asked for it. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";
import { expectExit, scenario, type CliResult, type Scenario } from "../rig/cli.ts";
import { at, listAt } from "../rig/json.ts";

const BASE = "version: 1\ninstance: { hibp: true }\nrestrictions: { blocklist: true }\n";
const HEAD = "version: 1\nprotect: { rules_enabled: true }\nrestrictions: { blocklist: false }\n";
const FILE = "clerkwork.yaml";

const git = (dir: string, ...args: readonly string[]): string =>
  execFileSync(
    "git",
    [
      "-c",
      "user.name=t",
      "-c",
      "user.email=t@example.com",
      "-c",
      "init.defaultBranch=main",
      ...args,
    ],
    { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  ).trim();

/** The base is committed, the head is in the folder; there is no key. No request may be sent. */
const inRepository = (
  body: (scene: Scenario & { readonly base: string }) => Promise<void>,
  { base = BASE, head = HEAD }: { base?: string; head?: string } = {},
): Promise<void> =>
  scenario({ yaml: base, env: { CLERK_SECRET_KEY: undefined } }, async (scene) => {
    const { space, clerk } = scene;
    git(space.dir, "init");
    git(space.dir, "add", ".");
    git(space.dir, "commit", "-m", "base");
    const commit = git(space.dir, "rev-parse", "HEAD");
    writeFileSync(join(space.dir, FILE), head);
    await body({ ...scene, base: commit });
    expect(clerk.requests).toEqual([]);
  });

/** The variables of a job for a pull request, and its event. */
function pullRequest(
  { space }: Scenario,
  { base, from }: { readonly base: string; readonly from: string },
): Readonly<Record<string, string>> {
  const path = join(space.dir, ".event.json");
  const event = {
    pull_request: {
      number: 7,
      base: { sha: base, ref: "main", repo: { full_name: "o/r" } },
      head: { sha: "a".repeat(40), repo: { full_name: from } },
    },
  };
  writeFileSync(path, JSON.stringify(event));
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: path,
    GITHUB_REPOSITORY: "o/r",
    GITHUB_REF: "refs/pull/7/merge",
    // As a job has it for a secret that it may not see.
    CLERK_SECRET_KEY: "",
  };
}

const FORK = "somebody/r";

function saysOffline({ stdout, stderr }: CliResult): void {
  expect(stdout).toMatch(/live\s+state\s+was\s+not\s+read/);
  expect(stdout + stderr).not.toMatch(/no changes|in sync/i);
}

const addresses = (document: unknown, list: string): readonly unknown[] =>
  listAt(document, list).map((one) => at(one, "address"));

describe.concurrent("--against", { timeout: 60_000 }, () => {
  test.for(["HEAD", "main", "HEAD~0"])("a revision: %s", (revision) =>
    inRepository(async ({ run }) => {
      const result = await run("plan", "--against", revision);
      expectExit(result, 0);
      saysOffline(result);
      expect(result.stdout).toMatch(/blocklist +true → false/);
      expect(result.stdout).toContain("⚠ weakens_security");
      expect(result.stdout).toContain("− instance.hibp true");
      const json = await run("plan", "--against", revision, "--format", "json");
      expectExit(json, 0);
      expect(at(json.json(), "result")).toBe("offline");
      expect(at(json.json(), "against")).toEqual({ what: "ref", name: revision });
      expect(addresses(json.json(), "changes")).toEqual([
        "protect.rules_enabled",
        "restrictions.blocklist",
      ]);
      expect(addresses(json.json(), "removed")).toEqual(["instance.hibp"]);
    }),
  );

  test("from a folder below the root, and with a key that is not used", () =>
    inRepository(async ({ runWith, space }) => {
      mkdirSync(join(space.dir, "deep"));
      writeFileSync(join(space.dir, "deep/other.yaml"), BASE);
      git(space.dir, "add", ".");
      git(space.dir, "commit", "-m", "more");
      writeFileSync(join(space.dir, "deep/other.yaml"), HEAD);
      const env = { CLERK_SECRET_KEY: DEVELOPMENT_KEY };
      const result = await runWith({ env }, "plan", "-f", "deep/other.yaml", "--against", "HEAD");
      expectExit(result, 0);
      saysOffline(result);
      expect(result.stdout).toMatch(/blocklist +true → false/);
    }));

  test("a file, which may be the file itself", () =>
    inRepository(async ({ run, space }) => {
      writeFileSync(join(space.dir, "old.yaml"), BASE);
      const result = await run("plan", "--against", "old.yaml", "--format", "markdown");
      expectExit(result, 0);
      saysOffline(result);
      expect(result.stdout).toContain("| Setting | Base | File | Risk |");
      const same = await run("plan", "--against", FILE);
      expectExit(same, 0);
      expect(same.stdout).toContain("Offline plan: the live state was not read.");
      saysOffline(same);
    }));

  test.for(["nowhere", "--upload-pack=x", "HEAD:clerkwork.yaml", "main..HEAD", "^main"])(
    "neither a file nor a revision: %s",
    (named) =>
      inRepository(async ({ run }) => {
        const result = await run("plan", `--against=${named}`);
        expectExit(result, 3);
        expect(result.said).toContain(`--against ${named}: no file, and no commit`);
      }),
  );

  test("a revision that does not have the file", () =>
    inRepository(async ({ run, space }) => {
      writeFileSync(join(space.dir, "new.yaml"), HEAD);
      const result = await run("plan", "-f", "new.yaml", "--against", "HEAD");
      expectExit(result, 0);
      saysOffline(result);
      expect(result.stdout.replaceAll(/\s+/g, " ")).toContain("HEAD has no new.yaml");
    }));

  test("a base that is not valid", () =>
    inRepository(
      async ({ run }) => {
        const result = await run("plan", "--against", "HEAD");
        expectExit(result, 0);
        saysOffline(result);
        expect(result.stdout).toContain("HEAD is not valid");
      },
      { base: "version: 1\ninstance: { hibp: perhaps }\n" },
    ));

  test("a file that is not valid ends with 3, whatever the base is", () =>
    inRepository(async ({ run }) => expectExit(await run("plan", "--against", "HEAD"), 3), {
      head: "version: 1\ninstance: { hibp: perhaps }\n",
    }));

  test.for([
    ["--out", "plan.json"],
    ["--receipt", "r.json"],
    ["--unmanaged"],
    ["--max-changes", "1"],
    ["--detailed-exitcode"],
    ["--fail-on", "changes"],
  ])("does not go with %s", (flags) =>
    inRepository(async ({ run }) => {
      const result = await run("plan", "--against", "HEAD", ...flags);
      expectExit(result, 3);
      expect(result.said).toContain(`--against and ${flags[0]} don't go together`);
    }),
  );

  test("what is piped in is compared with a file, not with a revision", () =>
    inRepository(async ({ runWith, space }) => {
      writeFileSync(join(space.dir, "old.yaml"), BASE);
      const stdin = { text: HEAD };
      expectExit(await runWith({ stdin }, "plan", "-f", "-", "--against", "HEAD"), 3);
      const result = await runWith({ stdin }, "plan", "-f", "-", "--against", "old.yaml");
      expectExit(result, 0);
      saysOffline(result);
    }));

  test("nothing that the repository's settings name is run", () =>
    inRepository(async ({ run, space }) => {
      const act = `touch ${join(space.dir, "ran")}`;
      writeFileSync(join(space.dir, ".gitattributes"), "*.yaml diff=x filter=x\n");
      for (const name of ["diff.x.textconv", "filter.x.smudge", "core.fsmonitor", "core.pager"])
        git(space.dir, "config", name, act);
      expectExit(await run("plan", "--against", "HEAD"), 0);
      expect(existsSync(space.path("ran"))).toBe(false);
    }));
});

const SEVERAL = (blocklist: boolean): string => `version: 1
environments:
  staging:
    target: { secret_key_env: STAGING_KEY }
    restrictions: { blocklist: ${blocklist} }
  production:
    target: { environment_type: production, secret_key_env: PRODUCTION_KEY }
    restrictions: { blocklist: true }
`;

describe.concurrent("several environments", { timeout: 60_000 }, () => {
  const inSeveral = (body: Parameters<typeof inRepository>[0]): Promise<void> =>
    inRepository(body, { base: SEVERAL(true), head: SEVERAL(false) });

  test("each on a page, and how all stand", () =>
    inSeveral(async ({ run }) => {
      const result = await run("plan", "--all", "--against", "HEAD");
      expectExit(result, 0);
      saysOffline(result);
      expect(result.stdout).toContain("staging     offline: 1 change in the file");
      expect(result.stdout).toContain("production  offline: 0 changes in the file");
    }));

  test("as one document, as lines and as a report that can be merged", () =>
    inSeveral(async ({ run, space }) => {
      const flags = ["--all", "--against", "HEAD"] as const;
      const json = await run("plan", ...flags, "--format", "json", "--report", "plan.jsonl");
      expectExit(json, 0);
      expect(at(json.json(), "result")).toBe("done");
      expect(at(json.json(), "environments", "staging", "result")).toBe("offline");
      const lines = await run("plan", ...flags, "--format", "jsonl");
      expectExit(lines, 0);
      expect(lines.stdout).toBe(space.read("plan.jsonl"));
      const merged = await run("report", "merge", "plan.jsonl", "--html", "page.html");
      expectExit(merged, 0);
      expect(merged.stdout).toContain("offline: 1 change in the file");
      expect(merged.stdout).not.toMatch(/no changes|in sync/i);
      expect(space.read("page.html")).toContain(
        "Only the file was looked at: the live state was not read",
      );
    }));
});

describe.concurrent("a pull request without a key", { timeout: 60_000 }, () => {
  test("of a fork: what the file changes against the base commit", () =>
    inRepository(async (scene) => {
      const env = pullRequest(scene, { base: scene.base, from: FORK });
      const result = await scene.runWith({ env }, "plan", "--format", "json");
      expectExit(result, 0);
      expect(at(result.json(), "against")).toEqual({ what: "ref", name: scene.base });
      expect(addresses(result.json(), "removed")).toEqual(["instance.hibp"]);
      expect(listAt(result.json(), "warnings")).toEqual([]);
      const text = await scene.runWith({ env }, "plan");
      expectExit(text, 0);
      saysOffline(text);
    }));

  test("of the same repository: a warning names the variable", () =>
    inRepository(async (scene) => {
      const env = pullRequest(scene, { base: scene.base, from: "o/r" });
      const result = await scene.runWith({ env }, "plan");
      expectExit(result, 0);
      saysOffline(result);
      expect(result.stdout.replaceAll(/\s+/g, " ")).toContain(
        "warning: no CLERK_SECRET_KEY, so the live state was not read",
      );
    }));

  test("whose base commit is not in the checkout: what is declared is listed", () =>
    inRepository(async (scene) => {
      const env = pullRequest(scene, { base: "b".repeat(40), from: FORK });
      const result = await scene.runWith({ env }, "plan", "--format", "json");
      expectExit(result, 0);
      expect(at(result.json(), "against")).toEqual({ what: "none", name: null });
      expect(listAt(result.json(), "notes").map((one) => at(one, "code"))).toContain(
        "offline_no_base",
      );
    }));

  test("leaves out flags that need the live state, and says so", () =>
    inRepository(async (scene) => {
      const env = pullRequest(scene, { base: scene.base, from: FORK });
      const flags = [
        "--out",
        "plan.json",
        "--unmanaged",
        "--max-changes",
        "0",
        "--fail-on",
        "changes",
      ];
      const result = await scene.runWith({ env }, "plan", ...flags, "--detailed-exitcode");
      expectExit(result, 0);
      const said = result.stdout.replaceAll(/\s+/g, " ");
      for (const flag of ["out", "unmanaged", "max-changes", "fail-on", "detailed-exitcode"])
        expect(said).toContain(`warning: --${flag} is left out`);
      expect(existsSync(scene.space.path("plan.json"))).toBe(false);
    }));

  test("a summary and outputs say it, too", () =>
    inRepository(async (scene) => {
      const { space } = scene;
      const env = {
        ...pullRequest(scene, { base: scene.base, from: FORK }),
        GITHUB_STEP_SUMMARY: join(space.dir, "summary.md"),
        GITHUB_OUTPUT: join(space.dir, "outputs"),
      };
      const flags = ["--summary", "--outputs", "--out", "plan.json"];
      expectExit(await scene.runWith({ env }, "plan", ...flags), 0);
      const summary = space.read("summary.md");
      expect(summary).toContain("### clerkwork plan: offline: the live state was not read");
      expect(summary).not.toMatch(/no changes|in sync/i);
      expect(space.read("outputs")).toMatch(/^live-state-read<<(.*)\nfalse\n\1$/m);
      expect(space.read("outputs")).toMatch(/^plan-file<<(.*)\n\n\1$/m);
    }));

  test("a key that is there is used, and one that is wrong is no missing one", () =>
    scenario({ yaml: "version: 1\ninstance: { hibp: true }\n" }, async (scene) => {
      const { CLERK_SECRET_KEY: _, ...env } = pullRequest(scene, {
        base: "b".repeat(40),
        from: "o/r",
      });
      const result = await scene.runWith({ env }, "plan", "--format", "json");
      expect(at(result.json(), "result")).not.toBe("offline");
      expect(scene.clerk.requests.length).toBeGreaterThan(0);
      const wrong = { ...env, CLERK_SECRET_KEY: "pk_test_not_a_secret_key" };
      expectExit(await scene.runWith({ env: wrong }, "plan"), 3);
    }));
});

test("elsewhere a missing key ends with 3, and says what can be done without one", () =>
  inRepository(async ({ run, runWith }) => {
    const result = await run("plan");
    expectExit(result, 3);
    expect(result.said).toContain("--against REF");
    const push = {
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: "push",
      GITHUB_REF: "refs/heads/main",
    };
    expectExit(await runWith({ env: push }, "plan"), 3);
    const drift = await run("drift");
    expectExit(drift, 3);
    expect(drift.said).not.toContain("--against");
  }));
