/** Saved plans, fingerprints, receipts and rollback. */
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type Scenario } from "../rig/cli.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { errorOf, expectPlanShape } from "../rig/documents.ts";
import { at, listAt, parseObject, stringAt, type JsonObject } from "../rig/json.ts";
import { yamlOf } from "../rig/settings.ts";

const YAML =
  "version: 1\nrestrictions: { blocklist: true }\norganization: { max_allowed_memberships: 20 }\n";

async function savedPlan({ clerk, run, space }: Scenario, code = 0): Promise<JsonObject> {
  expectExit(await run("plan", "--out", "plan.json"), code);
  expect(clerk.writes()).toEqual([]);
  clerk.forget();
  return parseObject(space.read("plan.json"));
}

describe.concurrent("plan --out", { timeout: 60_000 }, () => {
  test("writes the plan document, for its owner only", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savedPlan(scene);
      expect(Object.keys(plan)).toEqual(
        expect.arrayContaining(["changes", "calls", "fingerprint", "format_version", "target"]),
      );
      expect(statSync(scene.space.path("plan.json")).mode & 0o777).toBe(0o600);
      const shown = await scene.run("plan", "--format", "json");
      expectPlanShape(shown.json(), "plan");
      expect(plan["fingerprint"]).toBe(shown.json()["fingerprint"]);
      expect(plan["changes"]).toEqual(shown.json()["changes"]);
    }));

  test("prints the fingerprint", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savedPlan(scene);
      const text = await scene.run("plan");
      expect(text.stdout + text.stderr).toContain(stringAt(plan, "fingerprint").slice(0, 15));
    }));

  test.for([
    ["a folder that does not exist", "missing/plan.json"],
    ["a folder", "folder"],
  ])("%s is exit 3", ([, path]) =>
    scenario({ yaml: YAML }, async ({ run, space }) => {
      mkdirSync(space.path("folder"));
      const result = await run("plan", "--out", path ?? "");
      expectExit(result, 3);
      expect(result.said).toContain(path);
    }),
  );
});

describe.concurrent("apply PLAN", { timeout: 60_000 }, () => {
  test("sends exactly the planned requests, without --yes", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savedPlan(scene);
      const apply = await scene.run("apply", "plan.json");
      expectExit(apply, 0);
      const planned = listAt(plan, "calls").map((call) => ({
        path: at(call, "path"),
        body: at(call, "body"),
      }));
      expect(scene.clerk.patches()).toEqual(planned);
    }));

  test("asks for the same consents as the plan", () =>
    scenario(
      {
        yaml: yamlOf("restrictions.blocklist", false),
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => setLive(state, "restrictions.blocklist", true),
        },
      },
      async (scene) => {
        await savedPlan(scene, 4);
        expectExit(await scene.run("apply", "plan.json"), 4);
        expect(scene.clerk.writes()).toEqual([]);
        expectExit(
          await scene.run(
            "apply",
            "plan.json",
            "--allow",
            "weakens_security=restrictions.blocklist",
          ),
          0,
        );
        expect(scene.clerk.patches()).toHaveLength(1);
      },
    ));

  test("a planned field that was edited meanwhile: exit 4, with planned, now and desired", () =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      scene.clerk.state.organization.max_allowed_memberships = 13;
      const refused = await scene.run("apply", "plan.json");
      expectExit(refused, 4);
      const said = refused.stdout + refused.stderr;
      expect(said).toContain("max_allowed_memberships");
      for (const value of [/\b5\b/, /\b13\b/, /\b20\b/]) expect(said).toMatch(value);
      expect(scene.clerk.writes()).toEqual([]);
    }));

  test("a field that is not in the plan may be edited, and stays as it was edited", () =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      scene.clerk.state.restrictions.block_email_subaddresses = true;
      scene.clerk.state.organization.admin_delete_enabled = false;
      expectExit(await scene.run("apply", "plan.json"), 0);
      expect(scene.clerk.patches()).toHaveLength(2);
      expect(scene.clerk.state.restrictions.block_email_subaddresses).toBe(true);
      expect(scene.clerk.state.organization.admin_delete_enabled).toBe(false);
    }));

  test("another declared setting that drifted meanwhile makes no new write", () =>
    scenario({ yaml: `${YAML}protect: { rules_enabled: false }\n` }, async (scene) => {
      await savedPlan(scene);
      scene.clerk.state.protect.rules_enabled = true;
      const apply = await scene.run("apply", "plan.json");
      expectExit(apply, 0, 4);
      expect(scene.clerk.lines()).not.toContain("PATCH /instance/protect");
    }));

  test("the file changed meanwhile: exit 4", () =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      scene.space.write("clerkwork.yaml", YAML.replace("20", "30"));
      expectExit(await scene.run("apply", "plan.json"), 4);
      expect(scene.clerk.writes()).toEqual([]);
    }));

  test("a second time: nothing is written", () =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      expectExit(await scene.run("apply", "plan.json"), 0);
      scene.clerk.forget();
      expectExit(await scene.run("apply", "plan.json"), 0, 4);
      expect(scene.clerk.writes()).toEqual([]);
    }));

  test("an empty plan does nothing else when the instance moved", () =>
    scenario({ yaml: "version: 1\nprotect: { rules_enabled: false }\n" }, async (scene) => {
      await savedPlan(scene);
      scene.clerk.state.protect.rules_enabled = true;
      expectExit(await scene.run("apply", "plan.json"), 0, 4);
      expect(scene.clerk.writes()).toEqual([]);
    }));

  test("of another instance: exit 4", () =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      scene.clerk.state.id = "ins_2anotherInstance";
      expectExit(await scene.run("apply", "plan.json"), 4);
      expect(scene.clerk.writes()).toEqual([]);
    }));

  const edits: [string, (text: string) => string, readonly number[]][] = [
    ["a truncated file", (text) => text.slice(0, text.length / 2), [3, 4]],
    ["an empty file", () => "", [3, 4]],
    ["no JSON", () => "hello", [3, 4]],
    ["another JSON value", () => "[]", [3, 4]],
    ["no plan", () => "{}", [3, 4]],
    ["an edited desired value", (text) => text.replace(/: 20\b/g, ": 99"), [4]],
    ["an edited live value", (text) => text.replace(/"value": ?5\b/, '"value": 6'), [4]],
    [
      "an extra member in a body",
      (text) => text.replace(/"body": ?\{/, '"body": {"allowlist": true, '),
      [4],
    ],
    ["another path", (text) => text.replace(/\/instance\/restrictions/, "/instance/protect"), [4]],
    ["another instance", (text) => text.replace(/ins_\w+/, "ins_2someOther"), [4]],
    [
      "another API address",
      (text) => text.replace(/http:\/\/127\.0\.0\.1:\d+/, "https://api.clerk.com"),
      [4],
    ],
    ["a newer format", (text) => text.replace(/("format_version": ?)"1\.1"/, '$1"2.0"'), [3, 4]],
    ["another fingerprint", (text) => text.replace(/sha256:[0-9a-f]{4}/, "sha256:0000"), [4]],
    [
      "a __proto__ member",
      (text) => text.replace("{", '{"__proto__": {"polluted": true}, '),
      [3, 4],
    ],
  ];
  test.for(edits)("%s: refused, nothing written", ([name, edit, codes]) =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      const text = scene.space.read("plan.json");
      const edited = edit(text);
      if (edited === text) throw new Error(`the rig did not manage ${name}`);
      scene.space.write("plan.json", edited);
      const result = await scene.run("apply", "plan.json");
      expectExit(result, ...codes);
      expect(scene.clerk.writes()).toEqual([]);
    }),
  );

  test.for([
    ["23 hours old is applied", 23, [], 0],
    ["25 hours old is refused", 25, [], 4],
    ["25 hours old is applied with a higher limit", 25, ["--max-plan-age", "48"], 0],
    ["2 hours old is refused with a lower limit", 2, ["--max-plan-age", "1"], 4],
    ["from the future is refused", -25, [], 4],
  ] as const)("%s", ([, hoursAhead, flags, code]) =>
    scenario({ yaml: YAML }, async (scene) => {
      await savedPlan(scene);
      const result = await scene.runWith({ hoursAhead }, "apply", "plan.json", ...flags);
      expectExit(result, code);
      expect(scene.clerk.patches()).toHaveLength(code === 0 ? 2 : 0);
    }),
  );

  test("that does not exist: exit 3 before any request", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      const result = await run("apply", "missing.json");
      expectExit(result, 3);
      expect(result.said).toContain("missing.json");
      expect(clerk.requests).toEqual([]);
    }));
});

describe.concurrent("apply --expect FINGERPRINT", { timeout: 60_000 }, () => {
  test("the same plan goes through", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savedPlan(scene);
      expectExit(await scene.run("apply", "--yes", "--expect", stringAt(plan, "fingerprint")), 0);
      expect(scene.clerk.patches()).toHaveLength(2);
    }));

  test("another plan is exit 4", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const plan = await savedPlan(scene);
      scene.clerk.state.organization.max_allowed_memberships = 7;
      const refused = await scene.run("apply", "--yes", "--expect", stringAt(plan, "fingerprint"));
      expectExit(refused, 4);
      expect(refused.said).toMatch(/7 → 20/);
      expect(scene.clerk.writes()).toEqual([]);
    }));

  test("something that is no fingerprint is exit 3", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", "--expect", "hello"), 3);
      expect(clerk.requests).toEqual([]);
    }));
});

describe.concurrent("receipts", { timeout: 60_000 }, () => {
  test("are written for their owner only, with the values before", () =>
    scenario({ yaml: YAML }, async ({ run, space }) => {
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
      expect(statSync(space.path("receipt.json")).mode & 0o777).toBe(0o600);
      const text = space.read("receipt.json");
      for (const said of [
        "restrictions.blocklist",
        "organization.max_allowed_memberships",
        "/instance/restrictions",
      ]) {
        expect(text).toContain(said);
      }
    }));

  test("of a failed call hold the status and the trace id", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\n",
        clerk: {
          faults: [
            {
              method: "PATCH",
              nth: "every",
              action: { kind: "status", status: 422, code: "form_param_value_invalid" },
            },
          ],
        },
      },
      async ({ run, space }) => {
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 1);
        expect(space.read("receipt.json")).toMatch(/422/);
        expect(space.read("receipt.json")).toMatch(/c1e4c0de/);
      },
    ));

  test("record the intent before the request is sent", () => {
    const seen: string[] = [];
    let receipt = "";
    return scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\n",
        clerk: {
          onRequest: (request) => {
            if (request.method === "PATCH")
              seen.push(existsSync(receipt) ? "recorded" : "not recorded");
          },
        },
      },
      async ({ run, space }) => {
        receipt = space.path("receipt.json");
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        expect(seen).toEqual(["recorded"]);
      },
    );
  });

  test("that cannot be written: exit 3, nothing is asked", () =>
    scenario({ yaml: YAML }, async ({ clerk, run, space }) => {
      mkdirSync(space.path("receipt.json"));
      chmodSync(space.path("receipt.json"), 0o500);
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 3);
      expect(clerk.requests).toEqual([]);
    }));

  test("that can no longer be written once a call was sent: the run ends there, with 5", () => {
    let receipt = "";
    return scenario(
      {
        yaml: YAML,
        clerk: {
          onRequest: (request) => {
            if (request.method !== "PATCH" || lstatSync(receipt).isDirectory()) return;
            rmSync(receipt);
            mkdirSync(receipt);
          },
        },
      },
      async ({ clerk, run, space }) => {
        receipt = space.path("receipt.json");
        const applied = await run(
          "apply",
          "--yes",
          "--receipt",
          "receipt.json",
          "--format",
          "json",
        );
        expectExit(applied, 5);
        expect(at(applied.json(), "error", "code")).toBe("receipt");
        expect(clerk.patches()).toHaveLength(1);
      },
    );
  });

  test("settle a setting that nothing can read: the same value is not sent again, another one is", () =>
    scenario(
      { yaml: yamlOf("beta.from_email_address", "hello") },
      async ({ clerk, run, space }) => {
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        expect(clerk.patches()).toHaveLength(1);
        clerk.forget();
        expectExit(await run("plan", "--receipt", "receipt.json", "--detailed-exitcode"), 0);
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        expect(clerk.writes()).toEqual([]);
        space.write("clerkwork.yaml", yamlOf("beta.from_email_address", "goodbye"));
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        expect(clerk.patches()).toEqual([
          { path: "/beta_features/instance_settings", body: { from_email_address: "goodbye" } },
        ]);
      },
    ));
});

describe.concurrent("the receipt of another instance", { timeout: 60_000 }, () => {
  test.for([
    ["plan", ["plan"]],
    ["apply", ["apply", "--yes"]],
    ["apply PLAN", ["apply", "plan.json"]],
    ["drift", ["drift"]],
  ] as const)("%s: exit 4, nothing is written, and the receipt stays", ([, args]) =>
    scenario({ yaml: "version: 1\nbeta: { from_email_address: hello }\n" }, async (scene) => {
      const { clerk, run, space } = scene;
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
      const receipt = space.read("receipt.json");
      clerk.state.id = "ins_2anotherInstance";
      clerk.forget();
      await savedPlan(scene);
      const refused = await run(...args, "--receipt", "receipt.json");
      expectExit(refused, 4);
      expect(refused.said).toContain("the receipt is of instance");
      expect(clerk.writes()).toEqual([]);
      expect(space.read("receipt.json")).toBe(receipt);
    }),
  );
});

describe.concurrent("rollback RECEIPT", { timeout: 60_000 }, () => {
  test("without --yes writes nothing; with it takes everything back", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
      clerk.forget();
      const shown = await run("rollback", "receipt.json");
      expectExit(shown, 0, 4);
      for (const said of ["blocklist", "max_allowed_memberships"])
        expect(shown.stdout + shown.stderr).toContain(said);
      expect(clerk.writes()).toEqual([]);
      expectExit(await run("rollback", "receipt.json", "--yes"), 0);
      expect(clerk.state.restrictions.blocklist).toBe(false);
      expect(clerk.state.organization.max_allowed_memberships).toBe(5);
      expect(clerk.patches()).toHaveLength(2);
    }));

  test("is guarded like any plan", () =>
    scenario(
      { yaml: yamlOf("restrictions.blocklist", true), clerk: { key: PRODUCTION_KEY } },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        clerk.forget();
        expectExit(await run("rollback", "receipt.json", "--yes"), 4);
        expect(clerk.writes()).toEqual([]);
        expectExit(
          await run(
            "rollback",
            "receipt.json",
            "--yes",
            "--allow",
            "weakens_security=restrictions.blocklist",
          ),
          0,
        );
        expect(clerk.state.restrictions.blocklist).toBe(false);
      },
    ));

  test("names what cannot be taken back", () =>
    scenario(
      {
        yaml: "version: 1\nbeta: { from_email_address: hello }\nprotect: { rules_enabled: true }\n",
      },
      async ({ run }) => {
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        const shown = await run("rollback", "receipt.json");
        expect(shown.stdout + shown.stderr).toContain("beta.from_email_address");
      },
    ));

  test.for([
    ["missing", undefined],
    ["no JSON", "hello"],
    ["no receipt", "{}"],
  ] as const)("of a receipt that is %s: exit 3 or 4 before any request", ([, content]) =>
    scenario({ yaml: YAML }, async ({ clerk, run, space }) => {
      if (content !== undefined) space.write("receipt.json", content);
      const result = await run("rollback", "receipt.json", "--yes", "--format", "json");
      expectExit(result, 3, 4);
      errorOf(result);
      expect(clerk.requests).toEqual([]);
    }),
  );
});
