/** Right after an apply, with its receipt: reads that show the value before are not blamed on anybody. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, unwrapped, type Scenario } from "../rig/cli.ts";
import { listAt, stringAt } from "../rig/json.ts";

const BLOCKLIST = "version: 1\nrestrictions: { blocklist: true }\n";
const LAG = { frontend: { ms: 60_000 }, backend: { ms: 60_000 } };
const RECEIPT = ["--receipt", "r.json"] as const;

const warned = (document: unknown): readonly string[] =>
  listAt(document, "warnings").map((one) => `${stringAt(one, "code")} ${stringAt(one, "address")}`);

const applied = (work: (scene: Scenario) => Promise<void>): Promise<void> =>
  scenario({ faster: 10, yaml: BLOCKLIST, clerk: { lag: LAG } }, async (scene) => {
    expectExit(await scene.run("apply", "--yes", ...RECEIPT), 0);
    await work(scene);
  });

describe.concurrent("reads that lag behind an apply", { timeout: 60_000 }, () => {
  test("plan says that it was just sent", () =>
    applied(async ({ run }) => {
      const result = await run("plan", ...RECEIPT, "--format", "json");
      expectExit(result, 0);
      expect(warned(result.json())).toEqual(["may_lag restrictions.blocklist"]);
      expect(listAt(result.json(), "changes")).toHaveLength(1);
      const text = unwrapped((await run("plan", ...RECEIPT)).stdout);
      expect(text).toMatch(/sent at \d{4}-\S+Z by the last apply; reads may still show/);
    }));

  test("drift names nobody, and offers nothing to keep; JSON and exit code stay", () =>
    applied(async ({ run }) => {
      const json = await run("drift", ...RECEIPT, "--format", "json");
      expectExit(json, 2);
      expect(warned(json.json())).toEqual(["may_lag restrictions.blocklist"]);
      expect(listAt(json.json(), "changes")).toHaveLength(1);
      for (const format of ["text", "markdown"]) {
        const result = await run("drift", ...RECEIPT, "--format", format);
        expectExit(result, 2);
        expect(result.stdout).not.toMatch(/changed outside|Keep it|drifted/);
        expect(unwrapped(result.stdout)).toContain("sent a short while ago");
      }
    }));

  test("later, and without the receipt, it is drift like any", () =>
    applied(async ({ run, runWith }) => {
      const later = await runWith({ hoursAhead: 1 }, "drift", ...RECEIPT);
      for (const { stdout } of [later, await run("drift")]) {
        expect(stdout).toContain("changed outside the file");
        expect(stdout).not.toContain("reads may still");
      }
    }));

  test("a third value is somebody's", () =>
    scenario(
      { yaml: "version: 1\norganization: { max_allowed_memberships: 20 }\n" },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes", ...RECEIPT), 0);
        clerk.state.organization.max_allowed_memberships = 50;
        const result = await run("drift", ...RECEIPT, "--format", "json");
        expectExit(result, 2);
        expect(warned(result.json())).toEqual([]);
      },
    ));
});
