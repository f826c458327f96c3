/** What the keys and their variables may decide: which instance it is, and nothing that Clerk says otherwise. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recordsOf } from "../rig/fleets.ts";
import { expectExit, scenario } from "../rig/cli.ts";
import { startClerk, startTrap } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { errorOf } from "../rig/documents.ts";

const FRONTEND_ONLY = "version: 1\nrestrictions: { blocklist: true }\n";
const RIGHT_ID = "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa";
const SECOND = "sk_test_C4n4ryTheSecondKey0123456789";
const publishableKeyOf = (host: string): string =>
  `pk_test_${Buffer.from(`${host}$`).toString("base64")}`;

describe.concurrent("the publishable key of another instance", { timeout: 60_000 }, () => {
  test.for([
    ["plan", ["plan"]],
    ["drift", ["drift"]],
    ["apply", ["apply", "--yes"]],
    ["plan, pinned", ["plan", "-f", "pinned.yaml"]],
  ] as const)("%s: exit 4 with both hosts, nothing written", ([, args]) =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ clerk, space, runWith }) => {
      space.write(
        "pinned.yaml",
        `${FRONTEND_ONLY}target: { instance_id: ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa }\n`,
      );
      // The other instance shows what the file asks for: believing it would end with "no drift".
      const other = await startClerk({
        state: (state) => setLive(state, "restrictions.blocklist", true),
      });
      try {
        const env = { CLERK_PUBLISHABLE_KEY: other.publishableKey };
        const refused = await runWith({ env }, ...args, "--format", "json");
        expectExit(refused, 4);
        const { code, message } = errorOf(refused);
        expect(code).toBe("key_mismatch");
        for (const url of [clerk.frontendUrl, other.frontendUrl])
          expect(message).toContain(new URL(url).host);
        expect(clerk.writes()).toEqual([]);
      } finally {
        await other.stop();
      }
    }),
  );

  test("whose Frontend API never answers: the run ends all the same, and at once", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ runWith }) => {
      const other = await startClerk({
        faults: [{ path: "/v1/environment", nth: "every", action: { kind: "hang" } }],
      });
      try {
        const env = { CLERK_PUBLISHABLE_KEY: other.publishableKey };
        const refused = await runWith({ env }, "plan");
        expectExit(refused, 4);
        expect(refused.ms).toBeLessThan(10_000);
      } finally {
        await other.stop();
      }
    }));

  test("whose host can't be reached: the message is of the keys, not of the network", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ runWith }) => {
      const trap = await startTrap();
      await trap.stop();
      const env = { CLERK_PUBLISHABLE_KEY: publishableKeyOf(new URL(trap.url).host) };
      const refused = await runWith({ env }, "plan", "--format", "json");
      expectExit(refused, 4);
      expect(errorOf(refused).code).toBe("key_mismatch");
    }));

  test("where nothing is read from there: it decides nothing", () =>
    scenario(
      { yaml: "version: 1\nprotect: { rules_enabled: true }\n" },
      async ({ clerk, runWith }) => {
        const env = { CLERK_PUBLISHABLE_KEY: publishableKeyOf("clerk.example.com") };
        expectExit(await runWith({ env }, "plan"), 0);
        expect(clerk.reads("/domains")).toEqual([]);
      },
    ));
});

test("a publishable key of the host alone: the path is the one that Clerk names", () =>
  scenario(
    { yaml: FRONTEND_ONLY, clerk: { frontendPath: "/__clerk" }, violations: "ignored" },
    async ({ clerk, runWith }) => {
      const env = { CLERK_PUBLISHABLE_KEY: clerk.publishableKey };
      const plan = await runWith({ env }, "plan", "--detailed-exitcode");
      expectExit(plan, 2);
      expect(clerk.requests.map(({ url }) => url.split("?")[0])).toContain(
        "/__clerk/v1/environment",
      );
    },
  ));

test.for(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])(
  "secret_key_env: %s is a variable that is not set (exit 3)",
  (name) =>
    scenario(
      {
        yaml: `version: 1\ntarget: { secret_key_env: ${name} }\nprotect: { rules_enabled: true }\n`,
      },
      async ({ clerk, run }) => {
        const refused = await run("plan", "--format", "json");
        expectExit(refused, 3);
        expect(errorOf(refused)).toMatchObject({
          code: "invalid_secret_key",
          message: `${name} is not set`,
        });
        expect(clerk.requests).toEqual([]);
      },
    ),
);

describe.concurrent("environments that are pinned", { timeout: 60_000 }, () => {
  const SAME = `version: 1
protect: { rules_enabled: true }
environments:
  preview: { target: { instance_id: ${RIGHT_ID} } }
  preview-strict: { target: { instance_id: ${RIGHT_ID} }, restrictions: { blocklist: true } }
  other: {}
`;

  test.for(["preview", "preview-strict"])("to one instance: %s can be used", (name) =>
    scenario({ yaml: SAME }, async ({ run }) => {
      expectExit(await run("plan", "-e", name), 0);
    }),
  );

  test.for([
    ["the base", ["--base"]],
    ["another", ["-e", "other"]],
  ] as const)("with %s named, both are told, and nothing else is read", ([, flags]) =>
    scenario({ yaml: SAME }, async ({ clerk, run }) => {
      const refused = await run("plan", ...flags);
      expectExit(refused, 4);
      expect(refused.said).toContain("add --env preview or --env preview-strict");
      expect(clerk.lines()).toEqual(["GET /instance"]);
    }),
  );
});

test("--expect with several environments is exit 3 before any request", () =>
  scenario(
    {
      yaml: "version: 1\nprotect: { rules_enabled: true }\nenvironments: { one: {}, two: {} }\n",
    },
    async ({ clerk, run }) => {
      const fingerprint = `sha256:${"a".repeat(64)}`;
      const refused = await run("apply", "--all", "--yes", "--expect", fingerprint);
      expectExit(refused, 3);
      expect(refused.said).toContain("--expect");
      expect(clerk.requests).toEqual([]);
    },
  ));

describe.concurrent("several environments in one run", { timeout: 60_000 }, () => {
  const SHARED = `version: 1
organization: { max_allowed_memberships: 7 }
environments:
  staging: {}
  production: { organization: { max_allowed_memberships: 50 } }
`;

  test.for([
    ["apply", ["apply", "--all", "--yes"]],
    ["apply, as JSON", ["apply", "-e", "production", "-e", "staging", "--yes", "--format", "json"]],
  ] as const)("that come to one instance: %s is exit 4, and nothing was written", ([, args]) =>
    scenario({ yaml: SHARED }, async ({ clerk, run }) => {
      const refused = await run(...args);
      expectExit(refused, 4);
      for (const said of [
        "staging",
        "production",
        "CLERK_SECRET_KEY",
        "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa",
      ])
        expect(refused.said).toContain(said);
      expect(new Set(clerk.lines())).toEqual(new Set(["GET /instance"]));
    }),
  );

  test.for(["plan", "drift"])(
    "that come to one instance: %s shows the first, and the second is refused",
    (verb) =>
      scenario({ yaml: SHARED }, async ({ clerk, space, run }) => {
        const refused = await run(verb, "--all", "--format", "jsonl", "--report", "r.jsonl");
        expectExit(refused, 4);
        expect(space.read("r.jsonl")).toBe(refused.stdout);
        const [start, first, second, end, ...rest] = recordsOf(refused.stdout);
        expect([start, end, rest]).toMatchObject([{ type: "start" }, { exit_code: 4 }, []]);
        expect(first).toMatchObject({
          name: "staging",
          document: { target: { environment: "staging" } },
        });
        expect(second).toMatchObject({ name: "production", error: { code: "wrong_target" } });
        const said = "staging (CLERK_SECRET_KEY) and production (CLERK_SECRET_KEY)";
        expect(JSON.stringify(second)).toContain(said);
        // Nobody is asked who it is but in its own turn.
        expect(clerk.lines().filter((line) => line === "GET /instance")).toHaveLength(2);
      }),
  );

  test("plan --out saves nothing that could be applied twice", () =>
    scenario({ yaml: SHARED }, async ({ space, run }) => {
      expectExit(await run("plan", "--all", "--out", "plans"), 4);
      expect(existsSync(space.path("plans/staging.json"))).toBe(false);
    }));

  test("two keys of one instance are one instance, too", () =>
    scenario(
      {
        yaml: SHARED.replace("staging: {}", "staging: { target: { secret_key_env: STAGING_KEY } }"),
        clerk: { others: [{ key: SECOND, state: (state) => void (state.id = RIGHT_ID) }] },
        env: { STAGING_KEY: SECOND },
      },
      async ({ clerk, run }) => {
        const refused = await run("apply", "--all", "--yes");
        expectExit(refused, 4);
        expect(refused.said).toContain("staging (STAGING_KEY)");
        expect(refused.said).toContain("production (CLERK_SECRET_KEY)");
        expect(clerk.writes()).toEqual([]);
      },
    ));

  const PINNED = `version: 1
protect: { rules_enabled: true }
environments:
  one: { target: { instance_id: ${RIGHT_ID} } }
  two: { target: { instance_id: ${RIGHT_ID} }, restrictions: { blocklist: true } }
`;

  test("that the file itself pins to one instance can be looked at, and not applied together", () =>
    scenario({ yaml: PINNED }, async ({ clerk, run }) => {
      expectExit(await run("plan", "--all"), 0);
      expectExit(await run("drift", "--all"), 2);
      expectExit(await run("apply", "--all", "--yes"), 4);
      expect(clerk.writes()).toEqual([]);
    }));

  test("of which a later one is another instance than its pin says: the first is not written either", () =>
    scenario(
      {
        yaml: `version: 1
protect: { rules_enabled: true }
environments:
  one: {}
  two: { target: { instance_id: ins_2elsewhere, secret_key_env: SECOND_KEY } }
`,
        clerk: { others: [{ key: SECOND }] },
        env: { SECOND_KEY: SECOND },
      },
      async ({ clerk, run }) => {
        const refused = await run("apply", "--all", "--yes");
        expectExit(refused, 4);
        expect(refused.said).toContain("ins_2elsewhere");
        expect(refused.stdout).toMatch(
          /^ {2}one +not attempted\n {2}two +refused \(wrong_target\)$/m,
        );
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("all ask who they are before the first is written", () =>
    scenario(
      {
        yaml: `version: 1
protect: { rules_enabled: true }
environments:
  one: {}
  two: { target: { secret_key_env: SECOND_KEY } }
`,
        clerk: { others: [{ key: SECOND }] },
        env: { SECOND_KEY: SECOND },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--all", "--yes"), 0);
        const first = clerk.requests.findIndex(({ method }) => method === "PATCH");
        const before = clerk.requests.slice(0, first).filter(({ path }) => path === "/instance");
        expect(new Set(before.map(({ key }) => key))).toEqual(new Set([clerk.key, SECOND]));
        expect(clerk.patches()).toHaveLength(2);
      },
    ));
});
