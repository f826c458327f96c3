/** Items that hold something beside their key, against the emulator: templates, permissions and roles. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/emulator.ts";
import { expectExit, runCli, workspace, type CliResult, type Workspace } from "../rig/cli.ts";
import { at, listAt, type Json, type JsonObject } from "../rig/json.ts";

const KEY = "sk_test_membersmembersmembersmembersmembers";
const LIVE = "sk_live_membersmembersmembersmembersmembers";
const SIGNING = "s3cret-signing-key-of-at-least-32-characters";

interface Stage {
  readonly space: Workspace;
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  readonly runWith: (
    env: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ) => Promise<CliResult>;
  /** Speaks to the Backend API as somebody else would. */
  readonly call: (method: string, path: string, body?: Json) => Promise<JsonObject>;
  readonly list: (path: string) => Promise<readonly JsonObject[]>;
  /** The writes since the last time that it was asked for. */
  readonly writes: () => readonly string[];
}

async function stage(
  yaml: string,
  body: (stage: Stage) => Promise<void>,
  key = KEY,
): Promise<void> {
  const sent: string[] = [];
  const emulator = await startEmulator({
    onRequest: ({ method, path }) => {
      if (method !== "GET")
        sent.push(`${method} ${path.replace(/\/(?:ru|perm|role|jtmp)_\w+$/, "/ID")}`);
    },
  });
  const space = workspace(yaml);
  const env = { CLERK_API_URL: emulator.apiUrl, CLERK_SECRET_KEY: key };
  const call: Stage["call"] = async (method, path, sentBody) => {
    const response = await fetch(`${emulator.apiUrl}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(sentBody === undefined ? {} : { body: JSON.stringify(sentBody) }),
    });
    const answer = (await response.json()) as JsonObject;
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const runWith: Stage["runWith"] = (more, ...args) =>
    runCli(args, { cwd: space.dir, env: { ...env, ...more }, secrets: [SIGNING] });
  try {
    await body({
      space,
      runWith,
      run: (...args) => runWith({ SIGNING_KEY: SIGNING }, ...args),
      call,
      list: async (path) => {
        const answer = await call("GET", `${path}?limit=500&paginated=true`);
        return (answer["data"] as readonly JsonObject[]).filter(
          (one) => !String(one["key"]).startsWith("org:sys_"),
        );
      },
      writes: () => sent.splice(0),
    });
  } finally {
    await emulator.close();
    space.remove();
  }
}

const V = "version: 1\ntarget: { environment_type: development }\n";

const SIGNED = `${V}jwt_templates:
  present:
    hasura:
      claims: { role: admin }
      custom_signing_key: true
      signing_algorithm: HS256
      signing_key_env: SIGNING_KEY
`;

const ROLES = `${V}organization_permissions:
  present:
    org:billing:manage: { name: Manage billing, description: Cards }
organization_roles:
  present:
    org:desk:
      name: Desk
      permissions:
        [org:billing:manage, "org:sys_memberships:manage", "org:sys_memberships:read", "org:sys_profile:delete"]
organization: { enabled: true, creator_role: "org:desk" }
`;

const template = (claims: string, rest = ""): string =>
  `${V}jwt_templates:\n  present:\n    convex:\n      claims: ${claims}\n${rest}`;

const saysNothing = (plan: CliResult): void => {
  expectExit(plan, 0);
  expect(plan.stdout).toMatch(/^No changes/m);
};

const changesOf = (plan: CliResult): readonly (readonly [unknown, unknown])[] =>
  listAt(plan.json(), "changes").map((one) => [at(one, "address"), at(one, "action")] as const);

const codesOf = (plan: CliResult): readonly unknown[] =>
  listAt(plan.json(), "refusals").map((one) => at(one, "code"));

describe.concurrent("made, changed, taken away", { timeout: 60_000 }, () => {
  test("a permission, a role that gives it, and the setting that names the role, in one plan", () =>
    stage(ROLES, async ({ run, writes, list }) => {
      const plan = (await run("plan", "--format", "json")).json();
      expect(listAt(plan, "refusals")).toEqual([]);
      const bodies = listAt(plan, "calls").map((one) => at(one, "body"));
      expect(bodies[1]).toMatchObject({
        permissions: expect.arrayContaining([
          { $ref: 'organization_permissions["org:billing:manage"]' },
        ]) as unknown,
      });
      expect(bodies[2]).toEqual({
        enabled: true,
        creator_role_id: { $ref: 'organization_roles["org:desk"]' },
      });
      expectExit(await run("apply", "--yes"), 0);
      expect(writes()).toEqual([
        "POST /organization_permissions",
        "POST /organization_roles",
        "PATCH /instance/organization_settings",
      ]);
      const roles = await list("/organization_roles");
      expect(roles.find(({ key }) => key === "org:desk")).toMatchObject({ name: "Desk" });
      saysNothing(await run("plan"));
    }));

  test("what the file does not name of an item stays, and Clerk gets name and claims with it", () =>
    stage(template("{ a: 1 }", "      lifetime: 600\n"), async ({ run, call, list }) => {
      await call("POST", "/jwt_templates", {
        name: "convex",
        claims: { a: 1 },
        allowed_clock_skew: 9,
      });
      const plan = await run("plan", "--format", "json");
      expect(changesOf(plan)).toEqual([['jwt_templates["convex"].lifetime', "update"]]);
      expect(at(listAt(plan.json(), "calls")[0] ?? null, "body")).toEqual({
        lifetime: 600,
        name: "convex",
        claims: { a: 1 },
      });
      expectExit(await run("apply", "--yes"), 0);
      expect(await list("/jwt_templates")).toMatchObject([
        { claims: { a: 1 }, lifetime: 600, allowed_clock_skew: 9 },
      ]);
    }));

  test("claims that somebody changed since the plan are not written over", () =>
    stage(template("{ a: 1 }", "      lifetime: 600\n"), async ({ run, call, list, writes }) => {
      const { id } = await call("POST", "/jwt_templates", { name: "convex", claims: { a: 1 } });
      expectExit(await run("plan", "--out", "plan.json"), 0);
      await call("PATCH", `/jwt_templates/${String(id)}`, { name: "convex", claims: { b: 2 } });
      writes();
      expectExit(await run("apply", "plan.json", "--yes"), 4);
      expect(writes()).toEqual([]);
      expect(await list("/jwt_templates")).toMatchObject([{ claims: { b: 2 } }]);
    }));

  test("a claim is told one by one; one that only comes is no danger", () =>
    stage(template("{ a: 1, b: 2 }"), async ({ run, call, space }) => {
      await call("POST", "/jwt_templates", { name: "convex", claims: { a: 1 } });
      const more = await run("plan");
      expect(more.stdout).toContain('~ "convex".claims  1 → 2 claims (+1)');
      expect(more.stdout).toContain('+ {"b":2}');
      expect(more.stdout).not.toContain("breaks_clients");
      space.write("clerkwork.yaml", template("{ a: 3 }"));
      const other = await run("plan");
      expect(other.stdout).toContain('− {"a":1}');
      expect(other.stdout).toContain("breaks_clients");
    }));

  test("an item that is deleted by name goes last, and rollback makes it anew", () =>
    stage(
      `${V}jwt_templates: { absent: [old] }\nredirect_urls: { present: ["a://b"] }\n`,
      async ({ run, call, list, writes }) => {
        const old = { name: "old", claims: { deep: { a: [1, 2] } }, lifetime: 99 };
        await call("POST", "/jwt_templates", old);
        await call("POST", "/jwt_templates", { name: "other", claims: {} });
        writes();
        expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
        expect(writes()).toEqual(["POST /redirect_urls", "DELETE /jwt_templates/ID"]);
        expectExit(await run("rollback", "r.json", "--yes", "--receipt", "back.json"), 0);
        expect((await list("/jwt_templates")).find(({ name }) => name === "old")).toMatchObject(
          old,
        );
        expect(await list("/redirect_urls")).toEqual([]);
      },
    ));

  test("rollback twice is no fault: what is gone already is gone", () =>
    stage(template("{ a: 1 }"), async ({ run, list }) => {
      expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
      for (const receipt of ["one.json", "two.json"])
        expectExit(await run("rollback", "r.json", "--yes", "--receipt", receipt), 0);
      expect(await list("/jwt_templates")).toEqual([]);
    }));

  test("rollback restores each member that Clerk shows, and the key", () =>
    stage(template("{ a: 1 }", "      lifetime: 600\n"), async ({ run, call, list, space }) => {
      const before = { name: "convex", claims: { a: 1, x: { y: [] } }, lifetime: 77 };
      await call("POST", "/jwt_templates", before);
      space.write(
        "clerkwork.yaml",
        `${V}jwt_templates: { present: { vex: { renamed_from: convex, claims: {}, lifetime: 60 } } }\n`,
      );
      expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
      expect(await list("/jwt_templates")).toMatchObject([{ name: "vex", claims: {} }]);
      expectExit(await run("rollback", "r.json", "--yes", "--receipt", "back.json"), 0);
      expect(await list("/jwt_templates")).toMatchObject([before]);
    }));
});

test("drift tells each kind of difference, and counts them", { timeout: 60_000 }, () =>
  stage(
    `${V}jwt_templates:
  unlisted: report
  present: { gone: { claims: {} }, changed: { claims: { a: 1 }, lifetime: 60 } }
  absent: [back]
`,
    async ({ run, call }) => {
      for (const name of ["changed", "back", "other"])
        await call("POST", "/jwt_templates", { name, claims: {} });
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 2);
      expect(at(drift.json(), "counts")).toEqual({
        changed: 1,
        missing: 1,
        present_though_absent: 1,
        unlisted: 1,
      });
      expect(changesOf(drift)).toEqual([
        ['jwt_templates["back"]', "delete"],
        ['jwt_templates["changed"].claims', "update"],
        ['jwt_templates["gone"]', "create"],
        ['jwt_templates["other"]', "delete"],
      ]);
      const told = await run("drift");
      expect(told.stdout).toContain('"changed".claims');
    },
  ),
);

describe.concurrent("a rename", { timeout: 60_000 }, () => {
  const yaml = `${V}jwt_templates:\n  present:\n    new: { renamed_from: old, claims: { a: 1 } }\n`;
  const made = (name: string): JsonObject => ({ name, claims: { a: 1 } });

  test.for<[there: readonly string[], actions: readonly string[], codes: readonly string[]]>([
    [["old"], ["rename"], []],
    [["old", "new"], [], ["rename_target_exists"]],
    [["new"], [], []],
    [[], ["create"], []],
  ])("with %j there", ([there, actions, codes]) =>
    stage(yaml, async ({ run, call, list, writes }) => {
      const ids = [];
      for (const name of there) ids.push((await call("POST", "/jwt_templates", made(name)))["id"]);
      writes();
      const plan = await run("plan", "--format", "json");
      expect(codesOf(plan)).toEqual(codes);
      expect(changesOf(plan).map(([, action]) => action)).toEqual(actions);
      expectExit(await run("apply", "--yes"), codes.length > 0 ? 4 : 0);
      const verb = { rename: "PATCH /jwt_templates/ID", create: "POST /jwt_templates" };
      expect(writes()).toEqual(actions.map((action) => verb[action as keyof typeof verb]));
      if (codes.length > 0) return;
      const after = await list("/jwt_templates");
      expect(after.map(({ name }) => name)).toEqual(["new"]);
      // The item that was there is still the same one.
      expect([after[0]?.["id"], undefined]).toContain(ids[0]);
      saysNothing(await run("plan"));
    }),
  );

  test("of a permission keeps it in the roles that give it", () =>
    stage(
      `${V}organization_permissions:
  present:
    org:a:new: { renamed_from: "org:a:old", name: A }
organization_roles:
  present:
    org:desk: { name: Desk at the door, permissions: [org:a:new] }
`,
      async ({ run, call, list }) => {
        const permission = await call("POST", "/organization_permissions", {
          name: "A",
          key: "org:a:old",
        });
        await call("PATCH", "/instance/organization_settings", { enabled: true });
        await call("POST", "/organization_roles", {
          name: "Desk",
          key: "org:desk",
          permissions: [String(permission["id"])],
        });
        const plan = await run("plan", "--format", "json");
        expect(changesOf(plan)).toEqual([
          ['organization_permissions["org:a:new"]', "rename"],
          ['organization_roles["org:desk"].name', "update"],
        ]);
        expectExit(await run("apply", "--yes"), 0);
        const role = (await list("/organization_roles")).find(({ key }) => key === "org:desk");
        expect(listAt(role ?? null, "permissions").map((one) => at(one, "key"))).toEqual([
          "org:a:new",
        ]);
        saysNothing(await run("plan"));
      },
    ));
});

test("a role of creators that is renamed stays theirs", { timeout: 60_000 }, () =>
  stage(ROLES, async ({ run, space, writes }) => {
    expectExit(await run("apply", "--yes"), 0);
    const renamed = ROLES.replace(
      "    org:desk:\n",
      "    org:counter:\n      renamed_from: org:desk\n",
    ).replace('"org:desk"', '"org:counter"');
    space.write("clerkwork.yaml", renamed);
    writes();
    expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
    expect(writes()).toEqual(["PATCH /organization_roles/ID"]);
    saysNothing(await run("plan"));
    expectExit(await run("rollback", "r.json", "--yes", "--receipt", "back.json"), 0);
    space.write("clerkwork.yaml", ROLES);
    saysNothing(await run("plan"));
  }),
);

describe.concurrent("a rename beside a deletion", { timeout: 60_000 }, () => {
  test.for([
    ["by name", '  absent: ["org:desk", "org:two"]'],
    ["because the list is complete", "  unlisted: delete"],
  ])("of roles that hold the permission, %s", ([, roles]) =>
    stage(
      `${V}organization_permissions:
  present: { "org:a:new": { renamed_from: "org:a:old" } }
organization_roles:
${roles ?? ""}
`,
      async ({ run, call, list }) => {
        const { id } = await call("POST", "/organization_permissions", {
          name: "A",
          key: "org:a:old",
        });
        await call("PATCH", "/instance/organization_settings", { enabled: true });
        for (const key of ["org:desk", "org:two"])
          await call("POST", "/organization_roles", { name: key, key, permissions: [String(id)] });
        expectExit(await run("apply", "--yes", "--max-deletes", "2", "--receipt", "r.json"), 0);
        const own = (await list("/organization_roles")).filter(
          ({ key }) => key !== "org:admin" && key !== "org:member",
        );
        expect(own).toEqual([]);
        expectExit(await run("rollback", "r.json", "--yes", "--receipt", "back.json"), 0);
        const back = (await list("/organization_roles")).find(({ key }) => key === "org:two");
        expect(listAt(back ?? null, "permissions").map((one) => at(one, "key"))).toEqual([
          "org:a:old",
        ]);
      },
    ),
  );
});

describe.concurrent("a signing key", { timeout: 60_000 }, () => {
  test("is sent, stands nowhere, and is sent again only when it is another one", () =>
    stage(SIGNED, async ({ run, runWith, space, list }) => {
      expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
      saysNothing(await run("plan", "--receipt", "r.json"));
      const blind = await run("plan");
      expect(blind.stdout).toContain('! "hasura".signing_key_env');
      const other = { SIGNING_KEY: `${SIGNING}-2` };
      const changed = await runWith(other, "plan", "--receipt", "r.json");
      expect(changed.stdout).toContain('! "hasura".signing_key_env');
      expectExit(await runWith(other, "apply", "--yes", "--receipt", "r.json"), 0);
      saysNothing(await runWith(other, "plan", "--receipt", "r.json"));
      expectExit(await run("plan", "--out", "plan.json", "--receipt", "r.json"), 0);
      const all = readdirSync(space.dir).map((name) => readFileSync(join(space.dir, name), "utf8"));
      expect(all.join("\n")).not.toContain(SIGNING);
      expect(JSON.stringify(await list("/jwt_templates"))).not.toContain(SIGNING);
    }));

  test("that Clerk says again in an error is not shown", () =>
    stage(SIGNED, async ({ run, call }) => {
      const rule = { method: "POST", action: "422", param: SIGNING, times: 1 };
      await call("POST", "/../_emulator/faults", { rules: [rule] });
      for (const format of ["text", "json"]) {
        const failed = await run("apply", "--yes", "--format", format);
        expect(failed.stdout + failed.stderr).not.toContain(SIGNING);
      }
    }));

  test("whose variable is not set is an error before the first request", () =>
    stage(SIGNED, async ({ runWith, writes }) => {
      for (const command of [["plan"], ["apply", "--yes"]] as const) {
        const refused = await runWith({}, ...command);
        expectExit(refused, 3);
        expect(refused.said).toContain("SIGNING_KEY is not set");
        expectExit(await runWith({ SIGNING_KEY: LIVE }, ...command), 3);
      }
      expect(writes()).toEqual([]);
      expectExit(await runWith({}, "drift"), 2);
    }));

  test("makes a deletion irreversible, which production asks consent for", () =>
    stage(
      "version: 1\njwt_templates: { absent: [hasura] }\n",
      async ({ run, call }) => {
        await call("POST", "/jwt_templates", {
          name: "hasura",
          claims: {},
          custom_signing_key: true,
          signing_algorithm: "HS256",
          signing_key: SIGNING,
        });
        await call("POST", "/jwt_templates", { name: "other", claims: {} });
        const plan = await run("plan", "--format", "json");
        expect(listAt(plan.json(), "refusals").map((one) => at(one, "hazard"))).toEqual([
          "breaks_clients",
          "irreversible",
        ]);
      },
      LIVE,
    ));
});

describe.concurrent("refused", { timeout: 60_000 }, () => {
  test.for<[what: string, yaml: string, code: string]>([
    [
      "a role that a setting names",
      `${V}organization_roles: { absent: ["org:desk"] }\n`,
      "item_in_use",
    ],
    [
      "a role that is made the creators' without what they need",
      ROLES.replace(', "org:sys_profile:delete"', ""),
      "role_not_eligible",
    ],
    [
      "a role of creators that loses what they need",
      `${V}organization_roles: { present: { "org:desk": { permissions: ["org:sys_memberships:read"] } } }\n`,
      "role_not_eligible",
    ],
    [
      "a permission that nobody has",
      `${V}organization_roles: { present: { "org:new": { name: N, permissions: ["org:no:such"] } } }\n`,
      "unknown_reference",
    ],
    [
      "an item without what Clerk asks for",
      `${V}jwt_templates: { present: { bare: { lifetime: 60 } } }\n`,
      "create_needs",
    ],
    [
      "more roles than there may be",
      `${V}organization_roles:\n  present:\n${Array.from({ length: 11 }, (_, i) => `    org:r${i}: { name: R${i} }\n`).join("")}`,
      "quota_reached",
    ],
  ])("%s", ([, yaml, code]) =>
    stage(ROLES, async ({ run, space, writes }) => {
      if (!yaml.startsWith(ROLES.slice(0, 80))) expectExit(await run("apply", "--yes"), 0);
      space.write("clerkwork.yaml", yaml);
      writes();
      const plan = await run("plan", "--format", "json");
      expect(codesOf(plan).filter((one) => one !== "too_many_deletes")).toEqual([code]);
      expectExit(await run("apply", "--yes"), 4);
      expect(writes()).toEqual([]);
    }),
  );

  test("a permission that goes says which roles hold it, named in the file or not", () =>
    stage(ROLES, async ({ run, call, space }) => {
      const { id } = await call("POST", "/organization_permissions", { name: "U", key: "org:u:u" });
      await call("POST", "/organization_permissions", { name: "V", key: "org:v:v" });
      await call("PATCH", "/instance/organization_settings", { enabled: true });
      for (const key of ["org:one", "org:two", "org:named"])
        await call("POST", "/organization_roles", { name: key, key, permissions: [String(id)] });
      space.write(
        "clerkwork.yaml",
        `${V}organization_permissions: { absent: ["org:u:u"] }
organization_roles: { present: { "org:named": { permissions: [] } }, absent: ["org:two"] }
`,
      );
      const plan = (await run("plan", "--format", "json")).json();
      expect(listAt(plan, "warnings").map((one) => [at(one, "code"), at(one, "message")])).toEqual([
        [
          "held_by",
          'organization_roles["org:one"] holds this permission, and Clerk takes it away there: rollback does not give it back',
        ],
      ]);
    }));

  test("what comes with Clerk is no other item, and never deleted unasked", () =>
    stage(
      `${V}organization_roles: { unlisted: delete }\norganization_permissions: { unlisted: delete }\n`,
      async ({ run }) => {
        const plan = await run("plan", "--format", "json");
        expect(changesOf(plan)).toEqual([]);
        expect(listAt(plan.json(), "unlisted").map((one) => at(one, "count"))).toEqual([0, 0]);
      },
    ));
});

describe.concurrent("adoption", { timeout: 60_000 }, () => {
  test("twelve redirect URLs, four roles and their permissions: one pull, and the plan is empty", () =>
    stage("", async ({ run, call, space }) => {
      await call("PATCH", "/instance/organization_settings", { enabled: true });
      for (let index = 0; index < 12; index += 1)
        await call("POST", "/redirect_urls", { url: `com.acme.app${index}://callback` });
      for (let index = 0; index < 4; index += 1) {
        const { id } = await call("POST", "/organization_permissions", {
          name: `P ${index}`,
          key: `org:p${index}:use`,
        });
        await call("POST", "/organization_roles", {
          name: `R ${index}`,
          key: `org:r${index}`,
          permissions: [String(id)],
        });
      }
      await call("POST", "/jwt_templates", {
        name: "convex",
        claims: { a: { b: ["{{user.id}}"] } },
      });
      expectExit(await run("pull", "-f", "new.yaml"), 0);
      const text = space.read("new.yaml");
      expect(text).toContain("12 of them");
      expect(text).not.toMatch(/org:sys_\w+:\w+:$|org:admin:|org:member:/m);
      saysNothing(await run("plan", "-f", "new.yaml"));
    }));

  test("pull takes a template in, changes one claim by claim, and takes one out that is gone", () =>
    stage(
      `${V}jwt_templates:
  unlisted: report
  present:
    convex:
      claims:
        old: 1
        kept: "{{user.id}}" # why
      lifetime: 99
    gone: { claims: {} }
`,
      async ({ run, call, space }) => {
        await call("POST", "/jwt_templates", {
          name: "convex",
          claims: { kept: "{{user.id}}", fresh: true },
        });
        await call("POST", "/jwt_templates", { name: "more", claims: { a: 1 } });
        expectExit(await run("pull"), 0);
        expect(space.read("clerkwork.yaml")).toBe(`${V}jwt_templates:
  unlisted: report
  present:
    convex:
      claims:
        kept: "{{user.id}}" # why
        fresh: true
      lifetime: 60
    more:
      claims:
        a: 1
`);
        saysNothing(await run("plan"));
      },
    ));
});

describe.concurrent("interrupted after any call", { timeout: 60_000 }, () => {
  test.for([1, 2, 3, 4])("the answer to write %i is lost, and the next run ends the same", (nth) =>
    stage(`${ROLES}${SIGNED.slice(V.length)}`, async ({ run, call, list, writes }) => {
      const method = nth === 3 ? "PATCH" : "POST";
      const rule = {
        api: "backend",
        method,
        nth: [1, 2, 1, 3][nth - 1] ?? 1,
        times: 1,
        action: "reset_after",
      };
      await call("POST", "/../_emulator/faults", { rules: [rule] });
      await run("apply", "--yes");
      expectExit(await run("apply", "--yes"), 0);
      expect(writes().filter((one) => one === "POST /jwt_templates").length).toBeLessThan(3);
      expect((await list("/jwt_templates")).map(({ name }) => name)).toEqual(["hasura"]);
      expect((await list("/organization_permissions")).map(({ key }) => key)).toEqual([
        "org:billing:manage",
      ]);
    }),
  );
});
