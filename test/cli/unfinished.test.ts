/** Runs that end halfway: what they say, what they leave, and the code they end with. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conclude } from "../../src/cli/session/finish.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { expectExit, scenario } from "../rig/cli.ts";
import { newGate, type FaultRule } from "../rig/clerk-faults.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { at, listAt } from "../rig/json.ts";

const KEYS = {
  SECOND_KEY: "sk_test_secondInstanceOfThree00",
  THIRD_KEY: "sk_test_thirdInstanceOfThree000",
};
const THREE = `version: 1
restrictions: { blocklist: true }
environments:
  first: {}
  second: { target: { secret_key_env: SECOND_KEY } }
  third: { target: { secret_key_env: THIRD_KEY } }
`;
const off = (state: InstanceState): void => {
  state.restrictions.blocklist = false;
};
const others = [
  { key: KEYS.SECOND_KEY, frontendPath: "/second", state: off },
  { key: KEYS.THIRD_KEY, frontendPath: "/third", state: off },
];
/** Clerk refuses the second write of a run. */
const refused: FaultRule = {
  method: "PATCH",
  nth: 2,
  action: { kind: "status", status: 422, code: "planted_fault" },
};

describe.concurrent("several environments, one of which fails", { timeout: 60_000 }, () => {
  test("after another was written: exit 5, and the rest is named as not attempted", () =>
    scenario(
      { yaml: THREE, env: KEYS, clerk: { others, faults: [refused] } },
      async ({ clerk, run }) => {
        clerk.state.restrictions.blocklist = false;
        const result = await run("apply", "--all", "--yes", "--format", "json");
        expectExit(result, 5);
        expect(clerk.writes().map(({ status }) => status)).toEqual([200, 422]);
        expect(at(result.json(), "environments", "second", "error", "code")).toBe("call_failed");
        expect(at(result.json(), "environments", "third", "error", "code")).toBe("not_attempted");
        expect(at(result.json(), "result")).toBe("partial");
        expect(at(result.json(), "exit_code")).toBe(5);
      },
    ));

  test.for(["text", "json", "markdown"])("as %s it is exit 5 too", (format) =>
    scenario(
      { yaml: THREE, env: KEYS, clerk: { others, faults: [refused] } },
      async ({ clerk, run }) => {
        clerk.state.restrictions.blocklist = false;
        expectExit(await run("apply", "--all", "--yes", "--format", format), 5);
      },
    ),
  );

  test("a contradiction that leaves the others unattempted: exit 5; in the last one: exit 6", () =>
    scenario(
      { yaml: THREE, env: KEYS, clerk: { others, drop: ["restrictions.blocklist"] } },
      async ({ clerk, run }) => {
        clerk.state.restrictions.blocklist = false;
        const stopped = await run("apply", "--all", "--yes", "--format", "json");
        expectExit(stopped, 5);
        expect(at(stopped.json(), "environments", "first", "exit_code")).toBe(6);
        expect(at(stopped.json(), "environments", "third", "error", "code")).toBe("not_attempted");
        expectExit(await run("apply", "--env", "first", "--yes"), 6);
      },
    ));

  test("a write that Clerk refused is none: exit 1", () =>
    scenario(
      {
        yaml: THREE,
        env: KEYS,
        clerk: {
          others,
          faults: [{ method: "PATCH", nth: "every", action: { kind: "status", status: 422 } }],
        },
      },
      async ({ clerk, run }) => {
        clerk.state.restrictions.blocklist = false;
        expectExit(await run("apply", "--all", "--yes"), 1);
        expect(clerk.state.restrictions.blocklist).toBe(false);
      },
    ));

  test("before anything was written: exit 1", () =>
    scenario(
      { yaml: THREE, env: KEYS, clerk: { others: others.slice(1) } },
      async ({ clerk, run }) => {
        clerk.state.restrictions.blocklist = false;
        const result = await run("apply", "--all", "--yes", "--format", "json");
        expectExit(result, 1);
        // Who each instance is was asked before the first was written.
        expect(at(result.json(), "environments", "second", "error", "code")).toBe("authentication");
        expect(clerk.writes()).toEqual([]);
      },
    ));
});

describe.concurrent("a saved plan", { timeout: 60_000 }, () => {
  test("is checked against the file that it was made from", () =>
    scenario({}, async ({ clerk, run, space }) => {
      clerk.state.restrictions.blocklist = false;
      writeFileSync(
        join(space.dir, "other.yaml"),
        "version: 1\nrestrictions: { blocklist: true }\n",
      );
      expectExit(await run("plan", "-f", "other.yaml", "--out", "plan.json"), 0);
      expectExit(await run("apply", "plan.json"), 3);
      expect(clerk.state.restrictions.blocklist).toBe(false);
      expectExit(await run("apply", "plan.json", "-f", "other.yaml"), 0);
      expect(clerk.state.restrictions.blocklist).toBe(true);
    }));

  test("does not go with --only: exit 3, nothing is asked", () =>
    scenario(
      { yaml: "version: 1\nrestrictions: { blocklist: true }\n" },
      async ({ clerk, run }) => {
        expectExit(await run("plan", "--out", "plan.json"), 0);
        const asked = clerk.requests.length;
        expectExit(await run("apply", "plan.json", "--only", "restrictions"), 3);
        expect(clerk.requests.length).toBe(asked);
      },
    ));

  test("that holds a write-only setting is not contradicted by a receipt that settles it", () =>
    scenario({ yaml: "version: 1\nbeta: { from_email_address: hello }\n" }, async ({ run }) => {
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
      expectExit(await run("plan", "--out", "plan.json"), 0);
      expectExit(await run("apply", "plan.json", "--receipt", "receipt.json"), 0);
    }));
});

test("an earlier receipt is kept beside the new one", { timeout: 60_000 }, () =>
  scenario(
    { yaml: "version: 1\nbeta: { from_email_address: hello }\n" },
    async ({ run, space }) => {
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
      writeFileSync(
        join(space.dir, "clerkwork.yaml"),
        "version: 1\nbeta: { from_email_address: other }\n",
      );
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
      const receipts = readdirSync(space.dir).filter((name) => name.startsWith("receipt.json"));
      expect(receipts.toSorted()).toEqual([
        "receipt.json",
        expect.stringMatching(/^receipt\.json\.\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/),
      ]);
    },
  ),
);

test("a receipt of a run that was killed in mid-call settles nothing of that call", () => {
  const gate = newGate();
  const mail = (name: string): string => `version: 1\nbeta: { from_email_address: ${name} }\n`;
  const faults: FaultRule[] = [
    { method: "PATCH", nth: 2, phase: "after", action: { kind: "hold", gate } },
  ];
  return scenario(
    { yaml: mail("alpha"), clerk: { faults } },
    async ({ clerk, run, start, space }) => {
      const apply = ["apply", "--yes", "--receipt", "receipt.json"] as const;
      expectExit(await run(...apply), 0);
      space.write("clerkwork.yaml", mail("bravo"));
      const killed = start(...apply);
      await gate.reached;
      killed.kill("SIGKILL");
      await killed.done;
      gate.open();
      space.write("clerkwork.yaml", mail("alpha"));
      clerk.forget();
      expectExit(await run(...apply), 0);
      expect(clerk.patches()).toEqual([
        { path: "/beta_features/instance_settings", body: { from_email_address: "alpha" } },
      ]);
    },
  );
});

test("rollback does not overwrite the receipt that it reads", { timeout: 60_000 }, () =>
  scenario({ yaml: "version: 1\nrestrictions: { blocklist: true }\n" }, async ({ clerk, run }) => {
    clerk.state.restrictions.blocklist = false;
    expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
    expectExit(await run("rollback", "receipt.json", "--yes", "--receipt", "receipt.json"), 3);
  }),
);

test("with --keep-going a section that Clerk refuses is the error of the document", () =>
  scenario(
    {
      yaml: "version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n",
      clerk: {
        faults: [
          {
            method: "PATCH",
            path: "/instance/restrictions",
            nth: "every",
            action: { kind: "status", status: 402, code: "unsupported_subscription_plan_features" },
          },
        ],
      },
    },
    async ({ run }) => {
      const result = await run("apply", "--yes", "--keep-going", "--format", "json");
      expectExit(result, 5);
      expect(at(result.json(), "result")).toBe("partial");
      expect(at(result.json(), "error", "code")).toBe("call_failed");
      expect(at(result.json(), "error", "exit_code")).toBe(5);
      expect(at(result.json(), "error", "message")).toContain("restrictions.blocklist");
      expect(listAt(result.json(), "outcomes").length).toBe(2);
    },
  ));

test.each([
  ["nothing was written", "network", 130],
  ["a guard refused", "refused", 130],
  ["a write may have landed", "ambiguous", 5],
] as const)("a signal when %s ends with the code that is true", (_, failure, code) => {
  const interruption = { exitCode: () => 130 as const };
  const ended = conclude(
    {
      interruption: {
        ...interruption,
        signal: AbortSignal.abort(),
        deadline: AbortSignal.abort(),
        listen: () => {},
        sayThrough: () => {},
      },
    },
    new Failure(failure, "any"),
  );
  expect(ended.code).toBe(code);
});
