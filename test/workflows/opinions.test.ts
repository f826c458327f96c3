// Two opinions on each workflow: what the one linter lets through, the other was made to see.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Json, JsonObject } from "../rig/json.ts";
import { actionlint, gitlab, openGitHub, type Opinion } from "./opinions.ts";
import { ACTION, PARTS, PIPELINES, WORKFLOWS } from "./written.ts";

let github: Awaited<ReturnType<typeof openGitHub>>;
beforeAll(async () => {
  github = await openGitHub();
});
afterAll(() => github.close());

const asked: Readonly<Record<string, Opinion>> = {
  "GitHub's own": (text) => github.workflow(text),
  actionlint,
};

/** What one of them says without ground, with the reason. */
const ALLOWED: readonly { readonly says: RegExp; readonly reason: string }[] = [];

const complaints = async (opinion: Opinion, text: string): Promise<readonly string[]> =>
  (await opinion(text)).filter((said) => !ALLOWED.some(({ says }) => says.test(said)));

describe.each(Object.entries(asked))("%s", (_, opinion) => {
  it.each(WORKFLOWS.map(({ name, text }) => [name, text]))(
    "finds nothing in %s",
    async (_, text) => {
      expect(await complaints(opinion, text)).toEqual([]);
    },
  );

  it.each(PARTS.map(({ name, text }) => [name, text]))(
    "finds nothing in a workflow that has the part at %s",
    async (_, text) => {
      expect(await complaints(opinion, around(parse(text) as Json))).toEqual([]);
    },
  );

  it.each([
    ["a key that isn't", "timeout-minutes: 5", "timout-minutes: 5"],
    ["a permission that isn't", "contents: read", "content: read"],
    ["a job that isn't", "runs-on: x", "needs: other\n    runs-on: x"],
    ["an expression that does not end", "echo", 'echo "${{ github.ref"'],
    ["a name that nothing has", "echo", "echo ${{ githb.ref }}"],
    ["a trigger that isn't", "pull_request", "pull_requests"],
  ])("sees %s", async (_, right, wrong) => {
    const text = `on: pull_request\njobs:\n  one:\n    runs-on: x\n    timeout-minutes: 5\n    permissions:\n      contents: read\n    steps:\n      - run: echo\n`;
    const ours = text.replaceAll("runs-on: x", "runs-on: ubuntu-latest");
    expect(await opinion(ours)).toEqual([]);
    const planted = text.replace(right, wrong).replaceAll("runs-on: x", "runs-on: ubuntu-latest");
    expect(planted).not.toBe(ours);
    expect(await opinion(planted)).not.toEqual([]);
  });
});

/** A workflow around steps, or around keys of a workflow. */
function around(part: Json): string {
  const keys: JsonObject = Array.isArray(part) ? {} : (part as JsonObject);
  const steps = Array.isArray(part) ? (part as readonly Json[]) : [{ run: "true" }];
  const job = { "runs-on": "ubuntu-latest", "timeout-minutes": 5, permissions: {}, steps };
  return stringify({ on: "push", ...keys, jobs: { one: job } });
}

describe("action.yml", () => {
  const sound = `name: one\ndescription: two\ninputs:\n  three:\n    description: four\nruns:\n  using: node24\n  main: dist/action.cjs\n`;

  it("is what GitHub takes", async () => {
    expect(await github.action(ACTION)).toEqual([]);
  });

  it.each([
    ["a Node that runners don't have", "node24", "node21"],
    ["a file that is missing", "  main: dist/action.cjs\n", ""],
    ["a key that isn't", "inputs:", "input:"],
  ])("%s would be seen", async (_, right, wrong) => {
    expect(await github.action(sound)).toEqual([]);
    expect(await github.action(sound.replace(right, wrong))).not.toEqual([]);
  });
});

describe.concurrent("GitLab's schema", () => {
  it.each(PIPELINES.map(({ name, text }) => [name, text]))("fits %s", async (_, text) => {
    expect(await gitlab(text)).toEqual([]);
  });

  it.each([
    ["a key that isn't", "resource_group:", "resource_grp:"],
    ["a word that isn't", "when: manual", "when: manuall"],
    ["a stage that isn't", "stage: apply", "stage: aply"],
  ])("%s would be seen", async (_, right, wrong) => {
    const [{ text } = { text: "" }] = PIPELINES;
    expect(text).toContain(right);
    expect(await gitlab(text.replace(right, wrong))).not.toEqual([]);
  });
});
