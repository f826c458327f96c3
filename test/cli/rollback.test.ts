/** Rollback in an emergency: while reads lag, after somebody else, and where something can't be taken back. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, unwrapped, type Scenario } from "../rig/cli.ts";
import { newGate } from "../rig/clerk-faults.ts";
import { outcomesOf } from "../rig/documents.ts";
import { at, listAt, stringAt } from "../rig/json.ts";

const BLOCKLIST = "version: 1\nrestrictions: { blocklist: true }\n";
const TWO = `${BLOCKLIST}organization: { max_allowed_memberships: 20 }\n`;
const APPLY = ["apply", "--yes", "--receipt", "receipt.json"] as const;
const ROLLBACK = ["rollback", "receipt.json", "--yes", "--format", "json"] as const;

const warningsOf = (document: unknown): string[] =>
  listAt(document, "warnings").map((one) => stringAt(one, "code"));

describe.concurrent("rollback right after an apply", { timeout: 60_000 }, () => {
  test("waits for reads that lag, and takes the value back", () =>
    scenario(
      { faster: 10, yaml: BLOCKLIST, clerk: { lag: { frontend: { reads: 2 } } } },
      async ({ clerk, run }) => {
        expectExit(await run(...APPLY), 0);
        clerk.forget();
        const result = await run(...ROLLBACK);
        expectExit(result, 0);
        expect(clerk.patches()).toEqual([
          { path: "/instance/restrictions", body: { blocklist: false } },
        ]);
        expect(clerk.state.restrictions.blocklist).toBe(false);
        expect(result.said).toContain("wait");
        expect(warningsOf(result.json())).toEqual([]);
      },
    ));

  test("sends it although reads still show the value before, and says so", () =>
    scenario(
      { faster: 10, yaml: BLOCKLIST, clerk: { lag: { frontend: { ms: 60_000 } } } },
      async ({ clerk, run }) => {
        expectExit(await run(...APPLY), 0);
        const result = await run(...ROLLBACK);
        expectExit(result, 0);
        expect(clerk.state.restrictions.blocklist).toBe(false);
        expect(warningsOf(result.json())).toEqual(["may_lag"]);
        const [change] = listAt(result.json(), "changes");
        expect(at(change, "from")).toEqual({ known: true, value: true, source: "receipt" });
        // A second one finds it taken back, or reads that lag: it can't tell which, and sends it again.
        expectExit(await run(...ROLLBACK), 0);
        expect(clerk.patches()).toHaveLength(3);
      },
    ));

  test("long after it, a second one finds it back already: nothing is sent, exit 0", () =>
    scenario({ faster: 10, yaml: BLOCKLIST }, async ({ clerk, run, runWith }) => {
      expectExit(await run(...APPLY), 0);
      expectExit(await run(...ROLLBACK), 0);
      clerk.forget();
      const result = await runWith({ hoursAhead: 1 }, ...ROLLBACK);
      expectExit(result, 0);
      expect(clerk.writes()).toEqual([]);
      expect(at(result.json(), "result")).toBe("no_changes");
      expect(warningsOf(result.json())).toEqual([]);
    }));

  test("sends a role by its id, although reads show it already", () =>
    scenario(
      {
        faster: 10,
        yaml: 'version: 1\norganization: { creator_role: "org:owner" }\n',
        clerk: { lag: { backend: { ms: 60_000 } } },
      },
      async ({ clerk, run }) => {
        expectExit(await run(...APPLY), 0);
        clerk.forget();
        expectExit(await run(...ROLLBACK), 0);
        expect(clerk.patches()).toEqual([
          { path: "/instance/organization_settings", body: { creator_role_id: "role_01admin" } },
        ]);
      },
    ));

  test("after a lost answer reads that lag prove nothing: exit 5", () =>
    scenario(
      { faster: 10, yaml: BLOCKLIST, clerk: { lag: { frontend: { ms: 60_000 } } } },
      async ({ clerk, run }) => {
        expectExit(await run(...APPLY), 0);
        clerk.plant({ method: "PATCH", nth: "every", phase: "before", action: { kind: "reset" } });
        const result = await run(...ROLLBACK);
        expectExit(result, 5);
        expect(outcomesOf(result.json())["confirmed"]).toBeUndefined();
        expect(clerk.state.restrictions.blocklist).toBe(true);
      },
    ));

  test("reads that showed the value before are no proof of a write without an answer's body", () =>
    scenario(
      {
        faster: 10,
        yaml: "version: 1\ninstance: { hibp: true }\n",
        clerk: {
          state: (state) => {
            state.instance.hibp = false;
          },
          lag: { frontend: { ms: 60_000 } },
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run(...APPLY), 0);
        const result = await run(...ROLLBACK);
        expectExit(result, 0);
        expect(outcomesOf(result.json())).toEqual({ unconfirmed: ["instance.hibp"] });
        expect(clerk.state.instance.hibp).toBe(false);
      },
    ));
});

describe.concurrent("a setting that is somebody else's by now", { timeout: 60_000 }, () => {
  const elsewhere = ({ clerk }: Scenario): void => {
    clerk.state.organization.max_allowed_memberships = 50;
  };

  test("is left alone and named, the rest is taken back: exit 5", () =>
    scenario({ faster: 10, yaml: TWO }, async (scene) => {
      const { clerk, run } = scene;
      expectExit(await run(...APPLY), 0);
      elsewhere(scene);
      const result = await run(...ROLLBACK);
      expectExit(result, 5);
      expect(clerk.state.organization.max_allowed_memberships).toBe(50);
      expect(clerk.state.restrictions.blocklist).toBe(false);
      expect(at(result.json(), "result")).toBe("partial");
      expect(at(result.json(), "error", "code")).toBe("not_taken_back");
      expect(at(result.json(), "error", "message")).toContain("max_allowed_memberships");
    }));

  test("and nothing else to take back: exit 4, nothing is written", () =>
    scenario(
      { yaml: "version: 1\norganization: { max_allowed_memberships: 20 }\n" },
      async (scene) => {
        const { clerk, run } = scene;
        expectExit(await run(...APPLY), 0);
        elsewhere(scene);
        clerk.forget();
        const result = await run(...ROLLBACK);
        expectExit(result, 4);
        expect(at(result.json(), "error", "code")).toBe("not_taken_back");
        for (const value of ["20", "50"])
          expect(at(result.json(), "error", "message")).toContain(value);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("between plan and write, seen first by the read right before the write: exit 4", () =>
    scenario(
      {
        yaml: "version: 1\norganization: { max_allowed_memberships: 20 }\n",
        // The plan's read and the six while it waits; the one right before the write tells the truth.
        clerk: { lag: { backend: { reads: 7 } } },
      },
      async (scene) => {
        const { clerk, run } = scene;
        expectExit(await run(...APPLY), 0);
        elsewhere(scene);
        const result = await run(...ROLLBACK);
        expectExit(result, 4);
        expect(warningsOf(result.json())).toEqual(["may_lag"]);
        expect(at(result.json(), "error", "code")).toBe("stale_plan");
        expect(clerk.state.organization.max_allowed_memberships).toBe(50);
        expect(clerk.patches()).toHaveLength(1);
      },
    ));
});

describe.concurrent("what can't be taken back", { timeout: 60_000 }, () => {
  const MAIL = "beta: { from_email_address: hello }\n";

  test("a part of it: the rest is, exit 5, and the part is named", () =>
    scenario({ yaml: `${BLOCKLIST}${MAIL}` }, async ({ clerk, run }) => {
      expectExit(await run(...APPLY), 0);
      const result = await run("rollback", "receipt.json", "--yes");
      expectExit(result, 5);
      expect(clerk.state.restrictions.blocklist).toBe(false);
      expect(result.stdout).toContain("beta.from_email_address");
    }));

  test.for(["text", "json", "markdown"])("all of it, as %s: exit 4, nothing is written", (format) =>
    scenario({ yaml: `version: 1\n${MAIL}` }, async ({ clerk, run }) => {
      expectExit(await run(...APPLY), 0);
      clerk.forget();
      const result = await run("rollback", "receipt.json", "--yes", "--format", format);
      expectExit(result, 4);
      expect(result.said).toContain("beta.from_email_address");
      expect(clerk.writes()).toEqual([]);
    }),
  );

  test("of another instance: exit 4, nothing else is asked", () =>
    scenario({ faster: 10, yaml: BLOCKLIST }, async ({ clerk, run }) => {
      expectExit(await run(...APPLY), 0);
      clerk.state.id = "ins_2anotherInstance";
      clerk.forget();
      const result = await run(...ROLLBACK);
      expectExit(result, 4);
      expect(at(result.json(), "error", "code")).toBe("wrong_target");
      // The receipt is blamed, not a file that nobody named.
      expect(unwrapped(result.stderr)).toContain(
        "instance ins_2anotherInstance, receipt.json is for ",
      );
      expect(unwrapped(result.stderr)).toContain("the target in receipt.json");
      expect(clerk.lines()).toEqual(["GET /instance"]);
    }));

  test("an apply that wrote nothing leaves nothing to take back: exit 0", () =>
    scenario({ faster: 10, yaml: BLOCKLIST }, async ({ clerk, run }) => {
      clerk.plant({ method: "PATCH", nth: "every", action: { kind: "status", status: 422 } });
      expectExit(await run(...APPLY), 1);
      clerk.heal();
      clerk.state.restrictions.blocklist = true;
      clerk.forget();
      expectExit(await run(...ROLLBACK), 0);
      expect(clerk.writes()).toEqual([]);
      expect(clerk.state.restrictions.blocklist).toBe(true);
    }));
});

test("a run that was killed before its call landed is taken back all the same", () => {
  const gate = newGate();
  return scenario(
    {
      faster: 10,
      yaml: BLOCKLIST,
      clerk: {
        faults: [{ method: "PATCH", nth: 1, phase: "after", action: { kind: "hold", gate } }],
        lag: { frontend: { ms: 60_000 } },
      },
    },
    async ({ clerk, run, start }) => {
      const killed = start(...APPLY);
      await gate.reached;
      killed.kill("SIGKILL");
      await killed.done;
      gate.open();
      expect(clerk.state.restrictions.blocklist).toBe(true);
      expectExit(await run(...ROLLBACK), 0);
      expect(clerk.state.restrictions.blocklist).toBe(false);
    },
  );
});
