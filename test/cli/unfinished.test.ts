/** Runs that end halfway: what they say, what they leave, and the code they end with. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { conclude } from "../../src/cli/session/finish.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { expectExit, scenario } from "../rig/cli.ts";
import { at } from "../rig/json.ts";

const OTHER_KEY = "sk_test_somebodyElsesInstance00";
const THREE = `version: 1
restrictions: { blocklist: true }
environments:
  first: {}
  second: { target: { secret_key_env: OTHER_KEY } }
  third: {}
`;

describe.concurrent("several environments, one of which fails", { timeout: 60_000 }, () => {
  test("after another was written: exit 5, and the rest is named as not attempted", () =>
    scenario({ yaml: THREE, env: { OTHER_KEY } }, async ({ clerk, run }) => {
      clerk.state.restrictions.blocklist = false;
      const result = await run("apply", "--all", "--yes", "--format", "json");
      expectExit(result, 5);
      expect(clerk.writes().length).toBe(1);
      expect(at(result.json(), "environments", "second", "error", "code")).toBe("authentication");
      expect(at(result.json(), "environments", "third", "error", "code")).toBe("not_attempted");
      expect(result.stderr).toContain("not attempted: third");
    }));

  test("before anything was written: exit 1", () =>
    scenario({ yaml: THREE, env: { OTHER_KEY } }, async ({ clerk, run }) => {
      clerk.state.restrictions.blocklist = true;
      expectExit(await run("apply", "--all", "--yes"), 1);
      expect(clerk.writes()).toEqual([]);
    }));
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
      expectExit(await run("apply", "plan.json"), 0);
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
        expect.stringMatching(/^receipt\.json\.[0-9a-f]{12}$/),
      ]);
    },
  ),
);

test("rollback does not overwrite the receipt that it reads", { timeout: 60_000 }, () =>
  scenario({ yaml: "version: 1\nrestrictions: { blocklist: true }\n" }, async ({ clerk, run }) => {
    clerk.state.restrictions.blocklist = false;
    expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
    expectExit(await run("rollback", "receipt.json", "--yes", "--receipt", "receipt.json"), 3);
  }),
);

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
      },
    },
    new Failure(failure, "any"),
  );
  expect(ended.code).toBe(code);
});
