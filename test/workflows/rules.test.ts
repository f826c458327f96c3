// What every workflow keeps to that is run, shipped, shown or written here.

import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { listAt, parseObject, stringAt, type Json } from "../rig/json.ts";
import { broken, RULES, usesOf } from "./rules.ts";
import { OWN, WORKFLOWS } from "./written.ts";

it.each(WORKFLOWS.map(({ name, text }) => [name, text]))("%s breaks no rule", (_, text) => {
  expect(broken(text)).toEqual({});
});

describe("a planted fault breaks its rule, and no other", () => {
  const HASH = "0123456789abcdef0123456789abcdef01234567";
  const sound = `on: push
permissions: {}
jobs:
  one:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    environment: clerk
    concurrency: { group: clerk, cancel-in-progress: false }
    permissions: { contents: read, issues: write, pull-requests: write }
    steps:
      - uses: actions/checkout@${HASH} # v7.0.1
        with:
          persist-credentials: false
      - run: npm ci --ignore-scripts
      - uses: clerkwork/clerkwork@${HASH} # v0.2.0
        with: { command: apply }
        env: { CLERK_SECRET_KEY: "\${{ secrets.CLERK_SECRET_KEY }}" }
      - run: clerkwork plan --comment
  two:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    concurrency: { group: clerk }
    permissions: { contents: read, issues: write }
    steps:
      - uses: clerkwork/clerkwork@${HASH} # v0.2.0
        with: { command: drift, issue: "true" }
`;

  it("which is there in nothing else", () => {
    expect(broken(sound)).toEqual({});
  });

  const faults: Readonly<Record<string, readonly (readonly [right: string, wrong: string])[]>> = {
    "every action is pinned by 40 digits, with its version beside": [
      [`checkout@${HASH} # v7.0.1`, "checkout@v7 # v7.0.1"],
      [`checkout@${HASH} # v7.0.1`, `checkout@${HASH}`],
      [`clerkwork@${HASH}`, "clerkwork@main"],
    ],
    "the workflow itself may read the repository at most": [
      ["permissions: {}\n", ""],
      ["permissions: {}", "permissions: write-all"],
      ["permissions: {}", "permissions: { contents: write }"],
      ["permissions: {}", "permissions: { issues: read }"],
    ],
    "a checkout leaves no token behind": [
      ["persist-credentials: false", "persist-credentials: true"],
      ["persist-credentials: false", "fetch-depth: 0"],
    ],
    "no expression stands in a script": [
      ["clerkwork plan --comment", "clerkwork plan --comment ${{ github.head_ref }}"],
    ],
    "nothing runs with secrets beside what a stranger wrote": [
      ["on: push", "on: pull_request_target"],
      ["on: push", "on: [push, workflow_run]"],
      ["on: push", "on: { pull_request_target: { branches: [main] } }"],
    ],
    "a job with a secret names an environment": [["    environment: clerk\n", ""]],
    "every job ends some time": [["    timeout-minutes: 5\n", ""]],
    "applies take turns, and none is cut off": [
      ["    concurrency: { group: clerk, cancel-in-progress: false }\n", ""],
      ["cancel-in-progress: false", "cancel-in-progress: true"],
      ["cancel-in-progress: false", 'cancel-in-progress: "${{ true }}"'],
    ],
    "an issue is kept by one run at a time": [["    concurrency: { group: clerk }\n", ""]],
    "an apply that fails is not passed over": [
      ["    environment: clerk\n", "    environment: clerk\n    continue-on-error: true\n"],
      ["with: { command: apply }", "with: { command: apply }\n        continue-on-error: true"],
    ],
    "no package's script runs beside a secret": [["npm ci --ignore-scripts", "npm ci"]],
    "nothing is handed to later steps but outputs": [
      ["clerkwork plan --comment", 'clerkwork plan --comment >> "$GITHUB_ENV"'],
      ["clerkwork plan --comment", 'clerkwork plan --comment; echo "::add-mask::$KEY"'],
    ],
    "no workflow is given all secrets": [["  two:\n", `  two:\n    secrets: inherit\n`]],
    "a comment or an issue may be written where one is asked for": [
      [", pull-requests: write }", " }"],
      ["permissions: { contents: read, issues: write }", "permissions: { contents: read }"],
    ],
  };

  it("for each rule", () => {
    expect(Object.keys(faults)).toEqual(Object.keys(RULES));
  });

  it.each(
    Object.entries(faults).flatMap(([rule, planted]) =>
      planted.map(([right, wrong]) => [rule, right, wrong] as const),
    ),
  )("%s: %j", (rule, right, wrong) => {
    expect(sound).toContain(right);
    expect(Object.keys(broken(sound.replace(right, wrong)))).toEqual([rule]);
  });
});

describe("pins", () => {
  it("of one action are the same everywhere", () => {
    const pins = new Map<string, Set<string>>();
    for (const used of WORKFLOWS.flatMap(({ text }) => usesOf(text))) {
      const [name = ""] = used.split("@");
      pins.set(name, (pins.get(name) ?? new Set()).add(used));
    }
    expect([...pins.values()].filter(({ size }) => size > 1)).toEqual([]);
    expect([...pins.keys()]).toEqual(
      expect.arrayContaining(["actions/checkout", "clerkwork/clerkwork"]),
    );
  });
});

it("the oldest Node that is promised is one of those that are tested, and the one to develop with", () => {
  const manifest = parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  const oldest = `${stringAt(manifest, "engines", "node").replace(">=", "")}.0`;
  const ci = parse(OWN.find(({ name }) => name.endsWith("/ci.yml"))?.text ?? "") as Json;
  expect(listAt(ci, "jobs", "test", "strategy", "matrix", "node")).toContain(oldest);
  expect(readFileSync(join(PACKAGE_ROOT, ".nvmrc"), "utf8").trim()).toBe(oldest);
});
