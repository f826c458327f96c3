// The shipped workflows as jobs: each step that is clerkwork's is run, as the action with its inputs or from a shell,
// against an emulated Clerk and a stand-in for GitHub.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { startEmulator, type Emulator } from "../../src/emulator/emulator.ts";
import { CLI, PACKAGE_ROOT, runCli, workspace, type Workspace } from "../rig/cli.ts";
import { startGitHub, type GitHubStandIn } from "../rig/github.ts";
import { at, isObject, listAt, parseObject, type Json, type JsonObject } from "../rig/json.ts";
import { ACTION } from "./written.ts";

const TOKEN = "canary-token-0123456789abcdefghij";
const HEAD = "a".repeat(40);
const BASE = "b".repeat(40);
const MERGED = "c".repeat(40);
const KEYS = {
  CLERK_SECRET_KEY_STAGING: "sk_test_c3RhZ2luZ2NhbmFyeTAx",
  CLERK_SECRET_KEY_PRODUCTION: "sk_live_cHJvZHVjdGlvbmNhbmFyeTAx",
};

const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");

let github: GitHubStandIn;
let clerk: Emulator;
let space: Workspace;
beforeEach(async () => {
  github = await startGitHub();
  github.state.tokens.set(TOKEN, {
    login: "github-actions[bot]",
    isApp: true,
    may: { issues: "write", pull_requests: "write", contents: "read" },
  });
  github.state.pulls.set(MERGED, [{ number: 7, mergeCommit: MERGED, isMerged: true }]);
  clerk = await startEmulator();
  space = workspace(read("examples/environments.yaml"));
  // What npx would start.
  chmodSync(
    space.write("bin/npx", `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${CLI}" "$@"\n`),
    0o755,
  );
});
afterEach(async () => {
  const { violations } = github;
  await github.stop();
  await clerk.close();
  space.remove();
  if (violations.length > 0) throw new Error(violations.join("\n"));
});

interface Ended {
  readonly code: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly said: string;
}

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The steps of a job that are clerkwork's, or a script's. `values` are what expressions stand for, beside the usual ones. */
async function runJob(
  workflow: string,
  job: string,
  event: "pull_request" | "push" | "schedule" | "workflow_dispatch",
  values: Readonly<Record<string, string>> = {},
): Promise<readonly Ended[]> {
  const temp = join(space.dir, "temp");
  const known: Readonly<Record<string, string>> = {
    "github.token": TOKEN,
    "runner.temp": temp,
    "secrets.CLERK_KEYS": Object.entries(KEYS)
      .map((pair) => pair.join("="))
      .join("\n"),
    ...Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [`secrets.${name}`, key])),
    ...values,
  };
  const fill = (text: string): string =>
    text.replaceAll(/\$\{\{ (.*?) \}\}/g, (whole, name: string) => {
      const value = known[name];
      if (value === undefined) throw new Error(`${workflow} ${job}: what is ${whole}?`);
      return value;
    });
  const filled = (members: Json | undefined): Record<string, string> =>
    Object.fromEntries(
      Object.entries(isObject(members) ? members : {}).map(([name, value]) => [
        name,
        fill(asText(value)),
      ]),
    );
  mkdirSync(temp, { recursive: true });
  // A job has a checkout of its own; the plan is handed over as an artifact.
  rmSync(space.path("receipt.json"), { force: true });
  const place = (name: string): string => join(temp, name);
  writeFileSync(place("event.json"), JSON.stringify(event === "pull_request" ? PULL_REQUEST : {}));
  const runner = {
    GITHUB_ACTIONS: "true",
    CI: "true",
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "acme/app",
    GITHUB_WORKSPACE: space.dir,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: place("event.json"),
    GITHUB_SHA: event === "pull_request" ? HEAD : MERGED,
    GITHUB_RUN_ID: "1",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_OUTPUT: place("output"),
    GITHUB_STEP_SUMMARY: place("summary"),
    RUNNER_TEMP: temp,
    CLERK_API_URL: clerk.apiUrl,
  };
  const ended: Ended[] = [];
  const whole = parse(read(`examples/github/${workflow}.yml`)) as Json;
  for (const step of listAt(whole, "jobs", job, "steps") as readonly JsonObject[]) {
    const isAction = asText(step["uses"] ?? "").startsWith("clerkwork/clerkwork@");
    const script = step["run"];
    if ((!isAction && typeof script !== "string") || script === "npm ci --ignore-scripts") continue;
    writeFileSync(place("output"), "");
    writeFileSync(place("summary"), "");
    const env = { ...runner, ...filled(step["env"]) };
    const { code, stderr } = isAction
      ? await asAction(env, filled(step["with"]), fill)
      : await asScript(env, asText(script ?? ""));
    ended.push({
      code,
      said: stderr,
      outputs: readOutputs(readFileSync(place("output"), "utf8")),
      summary: readFileSync(place("summary"), "utf8"),
    });
  }
  return ended;
}

const PULL_REQUEST = {
  pull_request: {
    number: 7,
    head: { sha: HEAD, repo: { full_name: "acme/app" } },
    base: { sha: BASE, ref: "main", repo: { full_name: "acme/app" } },
  },
};

type Process = { readonly code: number | null; readonly stderr: string };

function asAction(
  env: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  fill: (text: string) => string,
): Promise<Process> {
  const inputs = at(parse(ACTION) as Json, "inputs") as JsonObject;
  // An input that action.yml does not have would be a warning of the runner's, and without effect.
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  const handed = Object.entries(inputs).map(([name, input]) => [
    `INPUT_${name.toUpperCase()}`,
    given[name] ?? fill(asText(at(input, "default") ?? "")),
  ]);
  return runCli(["--as-action"], {
    cwd: space.dir,
    env: { ...env, ...Object.fromEntries(handed) },
    secrets: [TOKEN, ...Object.values(KEYS)],
  });
}

/** As the runner starts a script: bash that ends with the first command that fails. */
async function asScript(env: Readonly<Record<string, string>>, script: string): Promise<Process> {
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: space.dir,
    env: { ...env, HOME: space.dir, PATH: `${space.path("bin")}:${process.env["PATH"]}` },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

const readOutputs = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...[...text.matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
    ...[...text.matchAll(/^(.*?)<<(.+)\n([\s\S]*?)\n?\2\n/gm)].map(
      ([, name = "", , value = ""]) => [name, value] as const,
    ),
  ]) as Record<string, string>;

const comments = (): readonly string[] => github.state.comments.map(({ body }) => body);

const issues = (): GitHubStandIn["state"]["issues"] =>
  github.state.issues.filter(({ isPull }) => !isPull);

/** What a pull request of a fork, or Dependabot's, gets: secrets that are empty, and a token that only reads. */
const NOTHING = {
  "secrets.CLERK_SECRET_KEY_STAGING": "",
  "secrets.CLERK_SECRET_KEY_PRODUCTION": "",
  "secrets.CLERK_KEYS": "",
};
const asStranger = (): void => {
  github.state.tokens.set(TOKEN, {
    login: "github-actions[bot]",
    isApp: true,
    may: { contents: "read" },
  });
  // The checkout is as shallow as the workflows make it: the base is GitHub's to give.
  execFileSync("git", ["init", "-q"], { cwd: space.dir });
  const base = space.read("clerkwork.yaml").replace("memberships: 50", "memberships: 40");
  github.state.files.set(`clerkwork.yaml@${BASE}`, base);
};

/** The one step that a job has. */
async function one(...job: Parameters<typeof runJob>): Promise<Ended> {
  const [first, ...others] = await runJob(...job);
  expect(others).toEqual([]);
  if (first === undefined) throw new Error("no step was run");
  return first;
}

describe("two environments", () => {
  it("are planned in one comment, applied with the plan that was read, and watched", async () => {
    const planned = await one("pull-request", "plan", "pull_request");
    expect([planned.code, planned.said]).toEqual([0, expect.any(String)]);
    expect(comments()).toHaveLength(1);
    for (const name of ["staging", "production"]) expect(comments()[0]).toContain(`\`${name}\``);
    expect(JSON.parse(planned.outputs["environments"] ?? "")).toEqual(["staging", "production"]);

    expect((await one("apply", "staging", "push")).code).toBe(0);
    const plan = await one("apply", "plan", "push");
    expect([plan.code, plan.outputs["has-changes"]]).toEqual([0, "true"]);
    const applied = await one("apply", "production", "push");
    expect([applied.code, applied.outputs["failure-reason"]]).toEqual([0, ""]);
    expect(listAt(parseObject(space.read("receipt.json")), "calls")).not.toEqual([]);
    expect((await one("apply", "plan", "push")).outputs["has-changes"]).toBe("false");
    // One comment for the whole life: what was applied last on top, the plan of all of them below.
    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.match(/^### clerkwork \w+/gm)).toEqual([
      "### clerkwork apply",
      "### clerkwork apply",
      "### clerkwork plan",
    ]);

    expect((await one("drift", "drift", "schedule")).code).toBe(0);
    expect(issues()).toEqual([]);
    space.write(
      "clerkwork.yaml",
      space.read("clerkwork.yaml").replace("memberships: 50", "memberships: 60"),
    );
    const drifted = await one("drift", "drift", "schedule");
    expect([drifted.code, drifted.outputs["has-changes"]]).toEqual([0, "true"]);
    expect(issues()).toMatchObject([{ state: "open" }]);
  });

  it("without reviewers: the fingerprint of the comment is what is applied, and no other plan is", async () => {
    await one("pull-request", "plan", "pull_request");
    const [, production = ""] = comments()[0]?.split("<code>production</code>") ?? [];
    const [fingerprint = ""] = /sha256:[0-9a-f]{64}/.exec(production) ?? [];
    const text = space.read("clerkwork.yaml");
    const apply = (): Promise<Ended> =>
      one("apply-expect", "production", "workflow_dispatch", { "inputs.fingerprint": fingerprint });

    space.write("clerkwork.yaml", text.replace("memberships: 50", "memberships: 60"));
    const other = await apply();
    expect([other.code, other.outputs["failure-reason"]]).toEqual([4, "unexpected-plan"]);
    space.write("clerkwork.yaml", text);
    const meant = await apply();
    expect([meant.code, meant.outputs["failure-reason"]]).toEqual([0, ""]);
  });
});

describe("a pull request without keys", () => {
  it("is planned without Clerk, and stays green though it can get no comment", async () => {
    asStranger();
    const planned = await one("pull-request", "plan", "pull_request", NOTHING);
    expect([planned.code, planned.outputs["failure-reason"]]).toEqual([0, ""]);
    expect(planned.outputs["live-state-read"]).toBe("false");
    expect(planned.summary).toMatch(/`production` \| not read \| offline: 1 change in the file/);
    expect(comments()).toEqual([]);
  });

  it("of a file that is not valid ends with 3 all the same", async () => {
    asStranger();
    space.write("clerkwork.yaml", "version: 1\nrestrictions: { blocklst: true }\n");
    const planned = await one("pull-request", "plan", "pull_request", NOTHING);
    expect([planned.code, planned.outputs["failure-reason"]]).toEqual([3, "invalid"]);
  });

  it("of the repository itself is told in the comment which keys are missing", async () => {
    const planned = await one("pull-request", "plan", "pull_request", {
      "secrets.CLERK_SECRET_KEY_PRODUCTION": "",
    });
    expect([planned.code, planned.outputs["live-state-read"]]).toEqual([0, "false"]);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatch(/`staging` .* \| 8 of 8 \|/);
    expect(comments()[0]).toContain(
      "no CLERK_SECRET_KEY_PRODUCTION, so the live state was not read",
    );
  });

  it("in a fleet is merged like any other", async () => {
    asStranger();
    const steps = await runJob("fleet", "plan", "pull_request", {
      ...NOTHING,
      "matrix.shard": "1/1",
      "strategy.job-index": "0",
    });
    expect(steps.map(({ code }) => code)).toEqual([0, 0]);
    const merged = await one("fleet", "report", "pull_request");
    expect(merged.code).toBe(0);
    expect(merged.summary).toMatch(/`production` \| not read \| offline: 1 change in the file/);
  });
});

it("a fleet in shards: one comment and one page", async () => {
  const [made] = await runJob("fleet", "shards", "pull_request");
  const { include = [] } = parseObject(made?.outputs["matrix"] ?? "{}") as {
    include?: readonly { shard: string }[];
  };
  expect(include).not.toEqual([]);
  for (const [index, { shard }] of include.entries()) {
    const steps = await runJob("fleet", "plan", "pull_request", {
      "matrix.shard": shard,
      "strategy.job-index": String(index),
    });
    expect(steps.map(({ code }) => code)).toEqual([0, 0]);
  }
  const merged = await one("fleet", "report", "pull_request");
  expect([merged.code, merged.said]).toEqual([0, expect.any(String)]);
  expect(comments()).toHaveLength(1);
  expect(merged.summary).toContain("`production`");
  expect(space.read("fleet.html")).toContain("<!doctype html>");
});
