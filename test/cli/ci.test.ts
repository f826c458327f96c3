/** The built CLI as a job of GitHub Actions: a pull request's life, what is told of it, and what can't be. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectExit, scenario, type CliResult, type Scenario } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { startGitHub, type GitHubStandIn } from "../rig/github.ts";
import { startGitLab } from "../rig/gitlab.ts";
import { at, type Json } from "../rig/json.ts";

const TOKEN = "canary-token-0123456789abcdefghij";
const BOT = "github-actions[bot]";
const HEAD = "a".repeat(40);
const BASE = "b".repeat(40);
const MERGED = "c".repeat(40);

let github: GitHubStandIn;
beforeEach(async () => {
  github = await startGitHub();
  github.state.tokens.set(TOKEN, {
    login: BOT,
    isApp: true,
    may: { issues: "write", pull_requests: "write", contents: "read" },
  });
});
afterEach(async () => {
  const { violations } = github;
  await github.stop();
  if (violations.length > 0) throw new Error(violations.join("\n"));
});

interface Job {
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: () => Readonly<Record<string, string>>;
  readonly summary: () => string;
}

/** The variables of a job, with its files. `event`: of a pull request, unless told otherwise. */
function job({ space }: Scenario, event: Json | null = pullRequest(), run = 1): Job {
  const folder = join(space.dir, `runner-${run}`);
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => join(folder, name);
  writeFileSync(file("event.json"), JSON.stringify(event ?? {}));
  writeFileSync(file("output"), "");
  writeFileSync(file("summary"), "");
  return {
    env: {
      GITHUB_ACTIONS: "true",
      CI: "true",
      GITHUB_TOKEN: TOKEN,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/app",
      GITHUB_WORKSPACE: space.dir,
      GITHUB_EVENT_NAME: event === null ? "push" : "pull_request",
      GITHUB_EVENT_PATH: file("event.json"),
      GITHUB_SHA: event === null ? MERGED : HEAD,
      GITHUB_RUN_ID: String(run),
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_OUTPUT: file("output"),
      GITHUB_STEP_SUMMARY: file("summary"),
      RUNNER_TEMP: folder,
    },
    outputs: () => readOutputs(readFileSync(file("output"), "utf8")),
    summary: () => readFileSync(file("summary"), "utf8"),
  };
}

const pullRequest = (): Json => ({
  pull_request: {
    number: 7,
    head: { sha: HEAD, repo: { full_name: "acme/app" } },
    base: { sha: BASE, ref: "main", repo: { full_name: "acme/app" } },
  },
});

function readOutputs(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [, name, , value] of text.matchAll(/^(.*?)<<(.+)\n([\s\S]*?)\n\2\n/gm))
    if (name !== undefined) found[name] = value ?? "";
  return found;
}

const YAML = "version: 1\nrestrictions: { blocklist: false, block_email_subaddresses: true }\n";
const ours = (): readonly { readonly body: string; readonly id: number }[] =>
  github.state.comments.filter(({ author }) => author === BOT);

const kept = (): GitHubStandIn["state"]["issues"] =>
  github.state.issues.filter(({ author }) => author === BOT);

const inJob = (scene: Scenario, { env }: Job, ...args: readonly string[]): Promise<CliResult> =>
  scene.runWith({ env, secrets: [TOKEN] }, ...args);

describe("a pull request's life", () => {
  test("one comment, brought up to date, and what was applied; one issue, closed at the end", () =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => {
            setLive(state, "restrictions.blocklist", true);
            setLive(state, "restrictions.block_email_subaddresses", false);
          },
        },
      },
      async (scene) => {
        const { clerk, space } = scene;
        // Opened: refused.
        let one = job(scene);
        expectExit(await inJob(scene, one, "plan", "--comment", "--outputs"), 4);
        expect(ours()).toHaveLength(1);
        expect(ours()[0]?.body).toContain("### clerkwork plan: 2 to change, 1 refused");
        expect(ours()[0]?.body).toContain("--allow weakens_security=restrictions.blocklist");
        expect(one.summary()).toContain("### clerkwork plan: 2 to change, 1 refused");
        expect(one.outputs()).toMatchObject({
          "has-changes": "true",
          changes: "2",
          refusals: "1",
          "exit-code": "4",
          "failure-reason": "refused",
          "live-state-read": "true",
          "comment-url": expect.stringMatching(/^https:\/\//) as unknown,
        });
        const saved: unknown = JSON.parse(readFileSync(one.outputs()["json-file"] ?? "", "utf8"));
        expect(at(saved as Json, "result")).toBe("refused");

        // Pushed again, the same: not touched.
        one = job(scene, undefined, 2);
        const requests = github.requests.length;
        expectExit(await inJob(scene, one, "plan", "--comment"), 4);
        expect(github.requests.slice(requests).map(({ method }) => method)).not.toContain("PATCH");

        // Pushed without the dangerous line.
        space.write(
          "clerkwork.yaml",
          "version: 1\nrestrictions: { block_email_subaddresses: true }\n",
        );
        one = job(scene, undefined, 3);
        expectExit(await inJob(scene, one, "plan", "--comment", "--outputs"), 0);
        expect(ours()).toHaveLength(1);
        expect(ours()[0]?.body).toContain("### clerkwork plan: 1 to change\n");
        const { fingerprint = "" } = one.outputs();
        expect(ours()[0]?.body).toContain(`--expect ${fingerprint}`);

        // Pushed with a mistake: the comment does not stay as it was.
        space.write("clerkwork.yaml", "version: 1\nrestrictions: { blocklst: true }\n");
        expectExit(await inJob(scene, job(scene, undefined, 4), "plan", "--comment"), 3);
        expect(ours()).toHaveLength(1);
        expect(ours()[0]?.body).toContain("### clerkwork plan: 1 failed");
        expect(ours()[0]?.body).toContain("blocklst");

        // Merged.
        space.write(
          "clerkwork.yaml",
          "version: 1\nrestrictions: { block_email_subaddresses: true }\n",
        );
        github.state.pulls.set(MERGED, [{ number: 7, mergeCommit: MERGED, isMerged: true }]);
        const push = job(scene, null, 5);
        expectExit(
          await inJob(scene, push, "apply", "--yes", "--expect", fingerprint, "--comment"),
          0,
        );
        expect(clerk.patches()).toHaveLength(1);
        expect(ours()).toHaveLength(1);
        expect(ours()[0]?.body).toContain("### clerkwork apply: 1 applied");
        expect(ours()[0]?.body).toContain('"kind":"applied"');

        // What can't be looked at opens no issue.
        const blind = {
          ...job(scene, null, 10).env,
          CLERK_SECRET_KEY: "sk_live_another0123456789",
        };
        expectExit(await scene.runWith({ env: blind }, "drift", "--issue"), 1);
        expect(kept()).toEqual([]);

        // Drifted: an issue, once, with its first day.
        setLive(clerk.state, "restrictions.block_email_subaddresses", false);
        const night = job(scene, null, 6);
        expectExit(await inJob(scene, night, "drift", "--issue", "--outputs"), 2);
        expectExit(await inJob(scene, job(scene, null, 7), "drift", "--issue"), 2);
        expect(kept()).toHaveLength(1);
        expect(kept()[0]).toMatchObject({ state: "open", author: BOT });
        expect(kept()[0]?.title).toBe("Clerk drift: 1 setting differs (clerkwork.yaml)");
        expect(night.outputs()["comment-url"]).toMatch(/issues\/\d+$/);

        // A read that fails closes nothing.
        expectExit(
          await scene.runWith(
            { env: { ...job(scene, null, 8).env, CLERK_SECRET_KEY: "sk_live_another0123456789" } },
            "drift",
            "--issue",
          ),
          1,
        );
        expect(kept()[0]).toMatchObject({
          state: "open",
          title: "Clerk drift: 1 setting differs (clerkwork.yaml)",
        });
        expect(kept()[0]?.body).toContain("1 environment could not be read");

        // Repaired.
        setLive(clerk.state, "restrictions.block_email_subaddresses", true);
        expectExit(await inJob(scene, job(scene, null, 9), "drift", "--issue"), 0);
        expect(kept()).toMatchObject([{ state: "closed" }]);
      },
    ));
});

describe("a file with environments", () => {
  const ENVIRONMENTS = `version: 1
environments:
  production: { target: { secret_key_env: LIVE_KEY }, restrictions: { block_email_subaddresses: true } }
  staging: { target: { secret_key_env: TEST_KEY }, restrictions: { block_email_subaddresses: true } }
`;
  const inBoth = (
    body: (scene: Scenario, env: Readonly<Record<string, string>>) => Promise<void>,
  ) =>
    scenario(
      {
        yaml: ENVIRONMENTS,
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => setLive(state, "restrictions.block_email_subaddresses", false),
          others: [
            {
              key: DEVELOPMENT_KEY,
              state: (state) => setLive(state, "restrictions.block_email_subaddresses", false),
            },
          ],
        },
      },
      (scene) => body(scene, { LIVE_KEY: PRODUCTION_KEY, TEST_KEY: DEVELOPMENT_KEY }),
    );

  test("what was applied to each stands in the comment of the plan of all, the newest on top", () =>
    inBoth(async (scene, keys) => {
      const run = (of: number, event: Json | null, ...args: string[]): Promise<CliResult> => {
        const one = job(scene, event, of);
        return inJob(scene, { ...one, env: { ...one.env, ...keys } }, ...args, "--comment");
      };
      expectExit(await run(1, pullRequest(), "plan", "--all"), 0);
      const planned = ours()[0]?.body ?? "";
      expect(planned).toContain("### clerkwork plan: 2 to change");
      const [expected = ""] = /--expect sha256:[0-9a-f]{64}/.exec(planned) ?? [];
      expect(expected).not.toBe("");
      github.state.pulls.set(MERGED, [{ number: 7, mergeCommit: MERGED, isMerged: true }]);
      expectExit(await run(2, null, "apply", "--env", "staging", "--yes"), 0);
      const one = ours()[0]?.body ?? "";
      expect(one.split("\n")[1]).toBe("### clerkwork apply: 1 applied");
      expect(one).toContain("What was said before");
      expect(one).toContain(expected);
      expectExit(await run(3, null, "apply", "--env", "production", "--yes"), 0);
      // A job that is run again says anew what it said.
      expectExit(await run(4, null, "apply", "--env", "staging", "--yes"), 0);
      expect(ours()).toHaveLength(1);
      const last = ours()[0]?.body ?? "";
      expect(last.match(/### clerkwork [a-z]+: .*/g)).toEqual([
        "### clerkwork apply: no changes",
        "### clerkwork apply: 1 applied",
        "### clerkwork plan: 2 to change",
      ]);
      expect(last).toContain(expected);
    }));

  test("one that is refused before it is read is counted, and named", () =>
    inBoth(async (scene, keys) => {
      const wrong = ENVIRONMENTS.replace(
        "{ secret_key_env: LIVE_KEY }",
        "{ secret_key_env: LIVE_KEY, instance_id: ins_another }",
      );
      scene.space.write("clerkwork.yaml", wrong);
      const one = job(scene);
      const env = { ...one.env, ...keys };
      expectExit(await inJob(scene, { ...one, env }, "plan", "--all", "--comment"), 4);
      const body = ours()[0]?.body ?? "";
      expect(body).toContain("### clerkwork plan: 1 to change, 1 refused");
      expect(body).toContain("**Refused:**");
      expect(body).toMatch(/- `production`: `.*ins_another/);
    }));
});

test("a flag that is wrong is told to the step", () =>
  scenario({ yaml: YAML }, async (scene) => {
    const one = job(scene);
    const flags = ["--comment", "--outputs", "--summary", "--fail-on", "bogus"];
    expectExit(await inJob(scene, one, "plan", ...flags), 3);
    expect(one.outputs()).toMatchObject({ "exit-code": "3", "failure-reason": "invalid" });
    expect(one.summary()).toContain("### clerkwork plan: 1 failed");
    expect(scene.clerk.requests).toEqual([]);
  }));

test("a merge queue without a key is planned as a pull request without one", () =>
  scenario({ yaml: YAML }, async (scene) => {
    const { env } = job(scene, { merge_group: { base_sha: BASE, head_sha: HEAD } });
    const queue = { ...env, GITHUB_EVENT_NAME: "merge_group", CLERK_SECRET_KEY: undefined };
    const plan = await scene.runWith({ env: queue }, "plan", "--comment", "--outputs");
    expectExit(plan, 0);
    expect(plan.stdout).toContain("the live state was not read");
    expect(ours()).toEqual([]);
    expect(scene.clerk.requests).toEqual([]);
  }));

test("an earlier run that is late does not put its plan over a newer one's", () =>
  scenario({ yaml: YAML }, async (scene) => {
    expectExit(await inJob(scene, job(scene, undefined, 20), "plan", "--comment"), 0);
    const before = ours()[0]?.body;
    scene.space.write("clerkwork.yaml", "version: 1\nrestrictions: { blocklist: true }\n");
    expectExit(await inJob(scene, job(scene, undefined, 19), "plan", "--comment"), 0);
    expect(ours().map(({ body }) => body)).toEqual([before]);
    expectExit(await inJob(scene, job(scene, undefined, 21), "plan", "--comment"), 0);
    expect(ours().map(({ body }) => body)).not.toEqual([before]);
  }));

test("an issue stays open for what is not shown this time, and one of many settings fits", () =>
  scenario(
    { yaml: YAML, clerk: { state: (state) => setLive(state, "restrictions.blocklist", true) } },
    async (scene) => {
      const drift = (...more: string[]): Promise<CliResult> =>
        inJob(scene, job(scene, null), "drift", "--issue", "--fail-on", "never", ...more);
      expectExit(await drift(), 0);
      expectExit(await drift("--without-frontend-api"), 0);
      expect(kept().map(({ state }) => state)).toEqual(["open"]);
      expect(kept()[0]?.body).toContain("not read this time");
      expect(kept()[0]?.body).toContain('"restrictions.blocklist"'.replaceAll('"', ""));
    },
  ));

describe("what can't be told", () => {
  const scene = (body: (scene: Scenario) => Promise<void>): Promise<void> =>
    scenario({ yaml: YAML, clerk: {} }, body);

  test("is a warning, with the permission that is asked for; the run ends as it would", () =>
    scene(async (one) => {
      github.state.tokens.set(TOKEN, { login: BOT, isApp: true, may: { contents: "read" } });
      const result = await inJob(one, job(one), "plan", "--comment");
      expectExit(result, 0);
      expect(result.said).toContain("the pull request got no comment");
      expect(result.said).toContain("write");
      expect(result.stderr).toMatch(/^::warning title=clerkwork::/m);
      expect(result.stdout).not.toContain("::warning");
    }));

  test("without a token", () =>
    scene(async (one) => {
      const { GITHUB_TOKEN: _, ...env } = job(one).env;
      const result = await one.runWith({ env }, "plan", "--comment");
      expectExit(result, 0);
      expect(result.said).toContain("no token: set GITHUB_TOKEN");
    }));

  test("where the answer is lost, there is one comment", () =>
    scene(async (one) => {
      github.plant({ fault: "lost", method: "POST" });
      expectExit(await inJob(one, job(one), "plan", "--comment"), 0);
      expect(ours()).toHaveLength(1);
    }));

  test("outside of a pull request nothing is said, unless always", () =>
    scene(async (one) => {
      const quiet = await inJob(one, job(one, null), "plan", "--comment");
      expectExit(quiet, 0);
      expect(quiet.said).not.toContain("pull request");
      const told = await inJob(one, job(one, null), "plan", "--comment=always");
      expect(told.said).toContain("there is no pull request to comment on");
      expect(github.state.comments).toEqual([]);
    }));
});

test("a plan without changes makes no comment, and brings one that is there up to date", () =>
  scenario(
    {
      yaml: "version: 1\nrestrictions: { blocklist: true }\n",
      clerk: { state: (state) => setLive(state, "restrictions.blocklist", true) },
    },
    async (scene) => {
      expectExit(await inJob(scene, job(scene), "plan", "--comment"), 0);
      expect(github.state.comments).toEqual([]);
      setLive(scene.clerk.state, "restrictions.blocklist", false);
      expectExit(await inJob(scene, job(scene), "plan", "--comment"), 0);
      expect(ours()).toHaveLength(1);
      setLive(scene.clerk.state, "restrictions.blocklist", true);
      expectExit(await inJob(scene, job(scene), "plan", "--comment"), 0);
      expect(ours()).toMatchObject([
        { body: expect.stringContaining("### clerkwork plan: no changes") as unknown },
      ]);
    },
  ));

test("without a key, the base that the checkout does not have comes from GitHub", () =>
  scenario({ yaml: YAML, env: { CLERK_SECRET_KEY: undefined } }, async (scene) => {
    execFileSync("git", ["init", "-q"], { cwd: scene.space.dir });
    github.state.files.set(
      `clerkwork.yaml@${BASE}`,
      "version: 1\nrestrictions: { blocklist: true, block_email_subaddresses: true }\n",
    );
    const one = job(scene);
    expectExit(await inJob(scene, one, "plan", "--comment", "--outputs"), 0);
    expect(scene.clerk.requests).toEqual([]);
    const body = ours()[0]?.body ?? "";
    expect(body).toContain("the live state was not read");
    expect(body).toContain("`restrictions.blocklist`");
    expect(body).not.toContain("block_email_subaddresses");
    expect(body).not.toMatch(/no changes/i);
    expect(one.outputs()).toMatchObject({ "live-state-read": "false", "exit-code": "0" });
  }));

test("where some keys are missing, those environments alone are planned without the live state", () =>
  scenario(
    {
      yaml: "version: 1\nenvironments:\n  us: { target: { secret_key_env: NONE }, restrictions: { blocklist: false } }\n  eu: { restrictions: { blocklist: true } }\n",
      clerk: {},
    },
    async (scene) => {
      const one = job(scene);
      const plan = await inJob(
        scene,
        one,
        "plan",
        "--all",
        "--comment",
        "--outputs",
        "--format",
        "json",
      );
      expectExit(plan, 0);
      expect(at(plan.json(), "environments", "us", "result")).toBe("offline");
      expect(at(plan.json(), "environments", "eu", "result")).toBe("changes");
      expect(plan.said).not.toContain("NONE is not set");
      const body = ours()[0]?.body ?? "";
      expect(body).toMatch(/### clerkwork plan: .*1 offline/);
      expect(body).toContain("no NONE");
      expect(one.outputs()).toMatchObject({ "live-state-read": "false" });
      expectExit(await inJob(scene, job(scene, null), "plan", "--all"), 3);
    },
  ));

test("shards that were merged are one comment", () =>
  scenario(
    {
      yaml: "version: 1\nenvironments:\n  eu: { restrictions: { blocklist: true } }\n  us: { target: { secret_key_env: NONE } }\n",
      clerk: {},
    },
    async (scene) => {
      expectExit(await scene.run("plan", "--all", "--report", "all.jsonl"), 3);
      const merged = await inJob(scene, job(scene), "report", "merge", "all.jsonl", "--comment");
      expectExit(merged, 3);
      expect(ours()).toHaveLength(1);
      expect(ours()[0]?.body).toContain("### clerkwork plan: 1 to change, 1 failed");
      expect(ours()[0]?.body).toContain("`restrictions.blocklist`");
      expect(ours()[0]?.body).toContain("NONE is not set");
    },
  ));

test("a job of GitLab CI gets its reports without a token, and a note with one", async () => {
  const gitlab = await startGitLab(TOKEN);
  try {
    await scenario(
      {
        yaml: YAML,
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => setLive(state, "restrictions.blocklist", true),
        },
      },
      async (scene) => {
        const env = {
          GITLAB_CI: "true",
          CI: "true",
          CI_API_V4_URL: gitlab.apiUrl,
          CI_PROJECT_ID: "acme/app",
          CI_PROJECT_DIR: scene.space.dir,
          CI_MERGE_REQUEST_IID: "7",
          CI_MERGE_REQUEST_PROJECT_ID: "1",
          CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
          CI_COMMIT_SHA: HEAD,
          CI_JOB_ID: "5",
          CI_JOB_URL: "https://gitlab.example.com/acme/app/-/jobs/5",
        };
        const file = (name: string): Json =>
          JSON.parse(readFileSync(join(scene.space.dir, "reports", name), "utf8")) as Json;
        expectExit(await scene.runWith({ env }, "plan", "--ci-reports", "reports"), 4);
        expect(file("terraform.json")).toEqual({ create: 0, update: 2, delete: 0 });
        expect(file("codequality.json")).toMatchObject([
          {
            check_name: "weakens_security",
            severity: "critical",
            location: { path: "clerkwork.yaml", lines: { begin: 2 } },
            fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
          },
        ]);
        expect(file("annotations.json")).toEqual({
          clerkwork: [
            {
              external_link: {
                label: "clerkwork plan: 2 to change, 1 refused",
                url: env.CI_JOB_URL,
              },
            },
          ],
        });
        expect(gitlab.requests).toEqual([]);
        const told = { env: { ...env, GITLAB_TOKEN: TOKEN }, secrets: [TOKEN] };
        expectExit(await scene.runWith(told, "plan", "--comment"), 4);
        expect(gitlab.notes).toMatchObject([
          {
            body: expect.stringContaining("### clerkwork plan: 2 to change, 1 refused") as unknown,
          },
        ]);
      },
    );
  } finally {
    await gitlab.stop();
  }
});

describe("the action's entry", () => {
  test("runs what its inputs say, with the outputs of the CLI", () =>
    scenario({ yaml: YAML, clerk: {} }, async (scene) => {
      const one = job(scene);
      const env = {
        ...one.env,
        INPUT_COMMAND: "plan",
        INPUT_FILE: "clerkwork.yaml",
        INPUT_COMMENT: "auto",
        INPUT_TOKEN: TOKEN,
      };
      const result = await scene.runWith({ env, secrets: [TOKEN] }, "--as-action");
      expectExit(result, 0);
      expect(ours()).toHaveLength(1);
      expect(one.outputs()["plan-file"]).toBe(
        join(String(one.env["RUNNER_TEMP"]), "clerkwork-plan.json"),
      );
    }));

  test.for([
    ["plan; id", 3],
    ["--version", 0],
  ] as const)("%s ends with %d", ([command, code]) =>
    scenario({ yaml: YAML, clerk: {} }, async (scene) => {
      expectExit(await scene.runWith({ env: { INPUT_COMMAND: command } }, "--as-action"), code);
    }),
  );
});
