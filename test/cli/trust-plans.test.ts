/** What a saved plan may decide: whether an apply stops. Never what is applied, where, or with whose consent. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type Scenario } from "../rig/cli.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { errorOf } from "../rig/documents.ts";
import { at, listAt, parseObject, stringAt, type Json, type JsonObject } from "../rig/json.ts";
import { createHash } from "node:crypto";

const YAML =
  "version: 1\nrestrictions: { blocklist: true }\norganization: { max_allowed_memberships: 20 }\n";

async function savePlan({ run, space, clerk }: Scenario, ...flags: string[]): Promise<JsonObject> {
  expectExit(await run("plan", "--out", "plan.json", ...flags), 0);
  clerk.forget();
  return parseObject(space.read("plan.json"));
}

/** The document with the fingerprint that its contents have: whoever edits a plan can do that too. */
function withFingerprint(document: JsonObject): JsonObject {
  const { environment: _, ...target } = document["target"] as JsonObject;
  const changes = listAt(document, "changes").map((change) => ({
    address: at(change, "address"),
    action: at(change, "action"),
    from: at(change, "from"),
    to: at(change, "to"),
  }));
  const text = JSON.stringify({ target, changes, calls: document["calls"] });
  const fingerprint = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  return { ...document, fingerprint };
}

describe.concurrent("an edited plan stops the apply", { timeout: 60_000 }, () => {
  type Edit = (document: JsonObject) => JsonObject;
  const without = (list: Json | undefined, index: number): Json[] =>
    (list as Json[]).filter((_, place) => place !== index);
  const edits: readonly (readonly [what: string, edit: Edit])[] = [
    [
      "a change and its call taken out",
      (plan) => ({
        ...plan,
        changes: without(plan["changes"], 0),
        calls: without(plan["calls"], 0).map((call) => ({ ...(call as JsonObject), id: "1" })),
      }),
    ],
    [
      "a later date",
      (plan) => ({ ...plan, created_at: new Date(Date.now() + 60_000).toISOString() }),
    ],
    [
      "no consents asked for",
      (plan) => ({
        ...plan,
        refusals: [
          {
            code: "hazard",
            address: null,
            hazard: null,
            message: "no",
            allow: null,
            consent: null,
          },
        ],
      }),
    ],
    [
      "another line",
      (plan) => JSON.parse(JSON.stringify(plan).replace('"line":2', '"line":3')) as JsonObject,
    ],
    ["a member more", (plan) => ({ ...plan, more: true })],
  ];
  test.for(edits)("%s", ([, edit]) =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savePlan(scene);
      const edited = withFingerprint(edit(plan));
      expect(edited).not.toEqual(plan);
      scene.space.write("plan.json", JSON.stringify(edited));
      const refused = await scene.run("apply", "plan.json", "--format", "json");
      expectExit(refused, 4);
      expect(errorOf(refused).code).toBe("edited_plan");
      expect(scene.clerk.requests).toEqual([]);
    }),
  );

  test("with a wanted change of another section put into a plan of --only", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const whole = await savePlan(scene);
      const narrow = await savePlan(scene, "--only", "restrictions", "--force");
      const forged = withFingerprint({
        ...narrow,
        changes: whole["changes"] ?? null,
        calls: whole["calls"] ?? null,
      });
      scene.space.write("plan.json", JSON.stringify(forged));
      expectExit(await scene.run("apply", "plan.json"), 4);
      expect(scene.clerk.requests).toEqual([]);
    }));

  test("but blanks between its members don't matter", () =>
    scenario({ yaml: YAML }, async (scene) => {
      scene.space.write("plan.json", JSON.stringify(await savePlan(scene)));
      // The plan was written by plan --out, and read back and written by another program.
      expectExit(await scene.run("apply", "plan.json"), 0);
      expect(scene.clerk.patches()).toHaveLength(2);
    }));

  test("and so does another secret key", () =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          others: [
            {
              key: "sk_test_C4n4ryTheNewKeyOfTheInstance01",
              state: (state) => void (state.id = "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa"),
            },
          ],
        },
      },
      async (scene) => {
        await savePlan(scene);
        const env = { CLERK_SECRET_KEY: "sk_test_C4n4ryTheNewKeyOfTheInstance01" };
        const refused = await scene.runWith({ env }, "apply", "plan.json");
        expectExit(refused, 4);
        expect(refused.said).toContain("another secret key");
        expect(scene.clerk.requests).toEqual([]);
      },
    ));

  test("a plan of --only is derived with --only again: other sections are not even read", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savePlan(scene, "--only", "restrictions");
      expect(at(plan, "source", "only")).toEqual(["restrictions"]);
      const applied = await scene.run("apply", "plan.json", "--format", "json");
      expectExit(applied, 0);
      expect(at(applied.json(), "warnings")).toEqual([]);
      expect(scene.clerk.reads("/instance/organization_settings")).toEqual([]);
      expect(scene.clerk.patches()).toHaveLength(1);
    }));

  test.for([65, 1500, 3000, 5000, 100_000])(
    "nested %i deep: it is no plan (exit 3), and no fault",
    (depth) =>
      scenario({ yaml: YAML }, async (scene) => {
        const plan = await savePlan(scene);
        const deep = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
        for (const text of [
          JSON.stringify(plan).replace("{", `{"later":${deep},`),
          JSON.stringify(plan).replace('"to":true', `"to":${deep}`),
          JSON.stringify(plan).replace(
            '"to":true',
            `"to":${deep.replaceAll('{"a":', "[").replaceAll("}", "]")}`,
          ),
        ]) {
          scene.space.write("plan.json", text);
          for (const args of [
            ["apply", "plan.json"],
            ["rollback", "plan.json"],
            ["plan", "--receipt", "plan.json"],
          ]) {
            const refused = await scene.run(...args, "--format", "json");
            expectExit(refused, 3);
            expect(errorOf(refused).message).toContain("nested more than 64 deep");
          }
        }
        expect(scene.clerk.requests).toEqual([]);
      }),
  );
});

describe.concurrent("a plan never chooses the file", { timeout: 60_000 }, () => {
  const BESIDE = `version: 1
restrictions: { blocklist: false }
consents:
  - { address: restrictions.blocklist, hazard: weakens_security, reason: "x", until: 2099-01-01 }
`;
  const PINNED =
    "version: 1\ntarget: { instance_id: ins_2other }\nrestrictions: { blocklist: true }\n";
  const options = {
    yaml: PINNED,
    clerk: {
      key: PRODUCTION_KEY,
      state: (state: Parameters<typeof setLive>[0]) =>
        setLive(state, "restrictions.blocklist", true),
    },
  };

  test("another file than clerkwork.yaml: exit 3 before any request, and -f is what is missing", () =>
    scenario(options, async ({ clerk, run, space }) => {
      space.write("x.yaml", BESIDE);
      expectExit(await run("plan", "-f", "x.yaml", "--out", "plan.json"), 0);
      clerk.forget();
      const refused = await run("apply", "plan.json");
      expectExit(refused, 3);
      expect(refused.said).toContain("x.yaml");
      expect(refused.said).toContain("-f");
      expect(clerk.requests).toEqual([]);
    }));

  test("named with -f, it is the person's choice", () =>
    scenario(options, async ({ clerk, run, space }) => {
      space.write("x.yaml", BESIDE);
      expectExit(await run("plan", "-f", "x.yaml", "--out", "plan.json"), 0);
      clerk.forget();
      expectExit(await run("apply", "plan.json", "-f", "x.yaml"), 0);
      expect(clerk.patches()).toHaveLength(1);
    }));

  test("./clerkwork.yaml is clerkwork.yaml", () =>
    scenario({ yaml: YAML }, async ({ run }) => {
      expectExit(await run("plan", "-f", "./clerkwork.yaml", "--out", "plan.json"), 0);
      expectExit(await run("apply", "plan.json"), 0);
    }));

  test("the consents of clerkwork.yaml count, whatever the plan says of consents", () =>
    scenario(
      { ...options, yaml: "version: 1\nrestrictions: { blocklist: false }\n" },
      async (scene) => {
        const plan = await savePlan(scene, "--allow", "weakens_security=restrictions.blocklist");
        expect(stringAt(plan, "result")).toBe("changes");
        expectExit(await scene.run("apply", "plan.json"), 4);
        expect(scene.clerk.writes()).toEqual([]);
      },
    ));
});

describe.concurrent("where a plan and a receipt are written", { timeout: 60_000 }, () => {
  test("plan --out on a file that is there: exit 3 before any request", () =>
    scenario({ yaml: YAML }, async ({ clerk, run, space }) => {
      space.write("plan.json", "mine");
      const refused = await run("plan", "--out", "plan.json");
      expectExit(refused, 3);
      expect(refused.said).toContain("--force");
      expect(clerk.requests).toEqual([]);
      expect(space.read("plan.json")).toBe("mine");
    }));

  test.for([
    ["a folder that is not there", "missing/plan.json", []],
    ["a folder", "folder", ["--force"]],
    ["a file in the place of a folder", "clerkwork.yaml/plan.json", []],
  ] as const)("plan --out on %s: exit 3 before any request", ([, path, flags]) =>
    scenario({ yaml: YAML }, async ({ clerk, run, space }) => {
      space.write("folder/other.txt", "");
      expectExit(await run("plan", "--out", path, ...flags), 3);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test.for([
    ["a receipt", ["apply", "--yes", "--receipt", "link.json"]],
    ["a plan with --force", ["plan", "--out", "link.json", "--force"]],
  ] as const)("%s under a symbolic link is written where the link leads", ([, args]) =>
    scenario({ yaml: YAML }, async ({ run, space }) => {
      space.write("kept/.keep", "");
      symlinkSync("kept/real.json", space.path("middle.json"));
      symlinkSync("middle.json", space.path("link.json"));
      for (let time = 0; time < 2; time += 1) {
        expectExit(await run(...args), 0);
        expect(lstatSync(space.path("link.json")).isSymbolicLink()).toBe(true);
        expect(lstatSync(space.path("middle.json")).isSymbolicLink()).toBe(true);
        expect(
          parseObject(readFileSync(space.path("kept/real.json"), "utf8"))["target"],
        ).toBeDefined();
      }
      expect(readdirSync(space.path("kept")).filter((name) => name.startsWith(".real"))).toEqual(
        [],
      );
    }),
  );

  test("without --force, a link that leads nowhere is something that is there", () =>
    scenario({ yaml: YAML }, async ({ clerk, run, space }) => {
      symlinkSync("nowhere.json", space.path("link.json"));
      expectExit(await run("plan", "--out", "link.json"), 3);
      expect(clerk.requests).toEqual([]);
      expect(existsSync(space.path("nowhere.json"))).toBe(false);
    }));
});
