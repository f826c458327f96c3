// What a workflow decides by: outputs, the reason of a failure, and the command line that the action's inputs make.

import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatOutputs } from "../../src/ci/outputs.ts";
import { callOf } from "../../src/cli/ci/action-inputs.ts";
import { outputsOf } from "../../src/cli/ci/outputs.ts";
import { FAILURE_REASONS, failureReasonOf } from "../../src/core/finding/failure-reason.ts";
import { FAILURES, type FailureCode } from "../../src/core/finding/failure.ts";
import { runs } from "../rig/generators/runs.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";

/** As actions/runner reads the file of outputs (`FileCommandManager.cs`): undefined where it refuses the file. */
function readOutputs(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "") return undefined;
  const found: Record<string, string> = {};
  while (lines.length > 0) {
    const [, name, delimiter] = /^(.*?)<<(.+)$/.exec(lines.shift() ?? "") ?? [];
    const end = delimiter === undefined ? -1 : lines.indexOf(delimiter);
    if (name === undefined || end < 0) return undefined;
    found[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join("\n");
  }
  return found;
}

describe("the file of outputs", () => {
  test("gives back every value, whatever lines it has", () => {
    const values = fc.dictionary(
      fc.stringMatching(/^[a-z-]{1,12}$/),
      fc
        .array(fc.constantFrom("EOF", "<<", "a=b", "ghadelimiter_", "\n", "::error::x", "é"))
        .map((some) => some.join("")),
    );
    const rule = fc.property(values, (given) => {
      expect(readOutputs(formatOutputs(given, "ghadelimiter_1"))).toEqual({ ...given });
    });
    fc.assert(rule, runs(100));
  });

  test("a value with the delimiter is refused", () => {
    expect(() => formatOutputs({ a: "x\nghadelimiter_1\nb<<x" }, "ghadelimiter_1")).toThrow(
      /delimiter/,
    );
  });
});

const ACTION = parse(readFileSync(join(PACKAGE_ROOT, "action.yml"), "utf8")) as {
  inputs: Readonly<Record<string, { default?: string }>>;
  outputs: Readonly<Record<string, unknown>>;
};

describe("outputs", () => {
  const ENDS = { exitCode: 0, failure: undefined, planFile: "", jsonFile: "", url: "" } as const;

  test("are those that action.yml names", () => {
    expect(Object.keys(outputsOf([], ENDS))).toEqual(Object.keys(ACTION.outputs));
  });

  test("nothing that was read is never told as a live state that was", () => {
    expect(outputsOf([], { ...ENDS, exitCode: 3 })).toMatchObject({
      "live-state-read": "false",
      "has-changes": "false",
      "exit-code": "3",
      "failure-reason": "invalid",
    });
  });
});

describe("the reason of a failure", () => {
  test.each([
    [0, [], null],
    [2, [], null],
    [1, ["network"], "unreachable"],
    [1, ["authentication"], "unauthorized"],
    [1, ["authentication", "network"], "unreachable"],
    [3, ["invalid_document"], "invalid"],
    [4, [], "refused"],
    [4, ["wrong_target"], "wrong-target"],
    [4, ["stale_plan"], "stale-plan"],
    [4, ["unexpected_plan"], "unexpected-plan"],
    [5, ["authentication"], "partial"],
    [6, [], "contradicted"],
    [130, [], "interrupted"],
    [143, ["interrupted"], "interrupted"],
  ] as const)("%d with %j is %s", (code, codes, reason) => {
    expect(failureReasonOf(code, codes)).toBe(reason);
  });

  test("every failure has one, and action.yml and the table name the same", () => {
    for (const [code, { exit }] of Object.entries(FAILURES)) {
      expect([code, FAILURE_REASONS]).toEqual([
        code,
        expect.arrayContaining([failureReasonOf(exit, [code as FailureCode])]),
      ]);
    }
  });
});

/** The variables that the runner sets for inputs, with the defaults of action.yml. */
const variables = (inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const all = {
    ...Object.fromEntries(
      Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default ?? ""]),
    ),
    ...inputs,
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      `INPUT_${name.toUpperCase().replaceAll(" ", "_")}`,
      value,
    ]),
  );
};

describe("the inputs of the action", () => {
  const TEMP = { RUNNER_TEMP: "/tmp/runner" };

  test.each([
    [
      "no input",
      {},
      [
        "plan",
        "-f",
        "clerkwork.yaml",
        "--outputs",
        "--summary",
        "--comment=auto",
        "--out",
        "/tmp/runner/clerkwork-plan.json",
        "--force",
      ],
    ],
    [
      "two files and every environment",
      { file: "a.yaml\n  b.yaml \n", env: "*" },
      [
        "plan",
        "-f",
        "a.yaml",
        "-f",
        "b.yaml",
        "--all",
        "--outputs",
        "--summary",
        "--comment=auto",
        "--out",
        "/tmp/runner/clerkwork-plans",
        "--force",
      ],
    ],
    [
      "an apply of a saved plan",
      { command: "apply", "plan-file": "p.json", expect: "sha256:1", comment: "false" },
      [
        "apply",
        "-f",
        "clerkwork.yaml",
        "--outputs",
        "--summary",
        "--expect",
        "sha256:1",
        "--yes",
        "p.json",
      ],
    ],
    [
      "a drift with its issue",
      { command: "drift", issue: "true", summary: "false", "fail-on": "never" },
      ["drift", "-f", "clerkwork.yaml", "--outputs", "--issue", "--fail-on", "never"],
    ],
    [
      "a validation",
      { command: "validate", args: "--all" },
      ["validate", "-f", "clerkwork.yaml", "--all"],
    ],
    [
      "arguments that a shell would read",
      { args: "--max-changes\n3; id\n$(id)" },
      [
        "plan",
        "-f",
        "clerkwork.yaml",
        "--outputs",
        "--summary",
        "--comment=auto",
        "--out",
        "/tmp/runner/clerkwork-plan.json",
        "--force",
        "--max-changes",
        "3; id",
        "$(id)",
      ],
    ],
    ["an unknown command", { command: "plan; id" }, ["plan; id"]],
    ["the version", { command: "--version" }, ["--version"]],
  ])("%s", (_, inputs, expected) => {
    expect(callOf({ ...TEMP, ...variables(inputs) }).inputs).toEqual(expected);
  });

  test("every input is read", () => {
    const source = readFileSync(join(PACKAGE_ROOT, "src/cli/ci/action-inputs.ts"), "utf8");
    const unread = Object.keys(ACTION.inputs).filter(
      (name) => name !== "token" && !source.includes(`"${name}"`),
    );
    expect(unread).toEqual([]);
  });
});
