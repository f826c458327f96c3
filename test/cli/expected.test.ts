/** Plans that were reviewed: --expect, and a saved plan applied once more. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type Scenario } from "../rig/cli.ts";
import { at, listAt, stringAt } from "../rig/json.ts";

const YAML =
  "version: 1\nrestrictions: { blocklist: true }\norganization: { max_allowed_memberships: 20 }\n";
const OTHER = `sha256:${"0".repeat(64)}`;

async function fingerprintOf({ run }: Scenario): Promise<string> {
  return stringAt((await run("plan", "--format", "json")).json(), "fingerprint");
}

describe.concurrent("apply --expect", { timeout: 60_000 }, () => {
  test.for([
    ["--all", ["--all"]],
    ["several --env", ["--env", "one", "--env", "two"]],
  ] as const)("with %s is a usage error: exit 3, nothing is asked", ([, which]) =>
    scenario({ yaml: `${YAML}environments: { one: {}, two: {} }\n` }, async ({ clerk, run }) => {
      const result = await run("apply", "--yes", "--expect", OTHER, ...which, "--format", "json");
      expectExit(result, 3);
      expect(at(result.json(), "error", "code")).toBe("invalid_usage");
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("where nothing is left to change, it was done already: 0, and nothing is written", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const { clerk, run } = scene;
      const reviewed = await fingerprintOf(scene);
      expectExit(await run("apply", "--yes", "--expect", reviewed), 0);
      clerk.forget();
      for (const expected of [reviewed, OTHER, await fingerprintOf(scene)])
        expectExit(await run("apply", "--yes", "--expect", expected), 0);
      expect(clerk.writes()).toEqual([]);
    }));

  test("where something is left, any other fingerprint is 4, and the new plan is shown", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      const result = await run("apply", "--yes", "--expect", OTHER, "--format", "json");
      expectExit(result, 4);
      expect(at(result.json(), "error", "code")).toBe("unexpected_plan");
      expect(result.said).toMatch(/Fingerprint: sha256:/);
      expect(clerk.writes()).toEqual([]);
    }));
});

describe.concurrent("a saved plan, applied once more", { timeout: 60_000 }, () => {
  const planned = async ({ run }: Scenario): Promise<void> =>
    expectExit(await run("plan", "--out", "plan.json"), 0);

  test("with everything as it planned: already applied, exit 0, nothing is written", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const { clerk, run } = scene;
      await planned(scene);
      expectExit(await run("apply", "plan.json"), 0);
      clerk.forget();
      const again = await run("apply", "plan.json", "--format", "json");
      expectExit(again, 0);
      expect(at(again.json(), "result")).toBe("no_changes");
      expect(listAt(again.json(), "warnings")).toEqual([]);
      expect(listAt(again.json(), "notes").map((one) => at(one, "code"))).toEqual([
        "already_applied",
      ]);
      const shown = await run("apply", "plan.json");
      expectExit(shown, 0);
      expect(shown.stdout).toMatch(/^ {2}the saved plan was applied already: /m);
      expect(shown.stdout).not.toMatch(/warning/);
      expect(clerk.writes()).toEqual([]);
    }));

  test("with only a part of it there: exit 4", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const { clerk, run } = scene;
      await planned(scene);
      clerk.state.restrictions.blocklist = true;
      expectExit(await run("apply", "plan.json"), 4);
      clerk.state.organization.max_allowed_memberships = 50;
      expectExit(await run("apply", "plan.json"), 4);
      expect(clerk.writes()).toEqual([]);
    }));

  test("what differs by now and was not planned is left alone and said", () =>
    scenario({ yaml: `${YAML}protect: { rules_enabled: false }\n` }, async (scene) => {
      const { clerk, run } = scene;
      await planned(scene);
      expectExit(await run("apply", "plan.json"), 0);
      clerk.state.protect.rules_enabled = true;
      clerk.forget();
      const again = await run("apply", "plan.json", "--format", "json");
      expectExit(again, 0);
      expect(listAt(again.json(), "warnings").map((one) => at(one, "code"))).toEqual([
        "not_in_plan",
      ]);
      expect(listAt(again.json(), "notes").map((one) => at(one, "code"))).toEqual([
        "already_applied",
      ]);
      expect(clerk.writes()).toEqual([]);
    }));

  test("what nothing shows counts as there only when the receipt says so", () =>
    scenario({ yaml: `${YAML}beta: { from_email_address: hello }\n` }, async (scene) => {
      const { clerk, run } = scene;
      await planned(scene);
      expectExit(await run("apply", "plan.json", "--receipt", "receipt.json"), 0);
      clerk.forget();
      expectExit(await run("apply", "plan.json"), 4);
      expectExit(await run("apply", "plan.json", "--receipt", "receipt.json"), 0);
      expect(clerk.writes()).toEqual([]);
    }));

  test("of another instance stays refused, although everything is as planned there", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const { clerk, run } = scene;
      await planned(scene);
      expectExit(await run("apply", "plan.json"), 0);
      clerk.state.id = "ins_2anotherInstance";
      const result = await run("apply", "plan.json", "--format", "json");
      expectExit(result, 4);
      expect(at(result.json(), "error", "code")).toBe("wrong_target");
    }));

  test("of no changes is not one that was applied already", () =>
    scenario({ yaml: "version: 1\nprotect: { rules_enabled: false }\n" }, async (scene) => {
      await planned(scene);
      const result = await scene.run("apply", "plan.json", "--format", "json");
      expectExit(result, 0);
      expect(listAt(result.json(), "warnings")).toEqual([]);
    }));
});
