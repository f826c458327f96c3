/** Overlays, targets and several environments in one run. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { addressesOf, changesOf, errorOf, expectPlanShape } from "../rig/documents.ts";
import { at, listAt, memberNames, type Json } from "../rig/json.ts";

const OVERLAY = `version: 1
instance:
  hibp: true
  support_email: base@example.com
  allowed_origins: ["a://base", "b://base"]
restrictions: { blocklist: true }
environments:
  staging:
    instance:
      support_email: staging@example.com
      allowed_origins: ["c://staging"]
    protect: { rules_enabled: true }
  untouched: {}
`;

describe.concurrent("an environment is laid over the base", { timeout: 60_000 }, () => {
  test("leaf by leaf; lists replace; new sections join", () =>
    scenario({ yaml: OVERLAY }, async ({ run }) => {
      const plan = await run("plan", "-e", "staging", "--format", "json");
      expectExit(plan, 0);
      expect(changesOf(plan.json())).toEqual([
        {
          address: "instance.allowed_origins",
          from: ["capacitor://localhost"],
          to: ["c://staging"],
        },
        { address: "instance.hibp", from: false, to: true },
        { address: "instance.support_email", from: "old@example.com", to: "staging@example.com" },
        { address: "protect.rules_enabled", from: false, to: true },
        { address: "restrictions.blocklist", from: false, to: true },
      ]);
      expect(at(plan.json(), "target", "environment")).toBe("staging");
    }));

  test("each change is located where its value stands", () =>
    scenario({ yaml: OVERLAY }, async ({ run }) => {
      const plan = await run("plan", "--env", "staging", "--format", "json");
      const lines = Object.fromEntries(
        listAt(plan.json(), "changes").map((change) => [
          at(change, "address"),
          at(change, "at", "line"),
        ]),
      );
      expect(lines).toEqual({
        "instance.allowed_origins": 11,
        "instance.hibp": 3,
        "instance.support_email": 10,
        "protect.rules_enabled": 12,
        "restrictions.blocklist": 6,
      });
    }));

  test("with --base the base alone is meant, and the environment is null", () =>
    scenario({ yaml: OVERLAY }, async ({ run }) => {
      const plan = await run("plan", "--base", "--format", "json");
      expectExit(plan, 0);
      expect(addressesOf(plan.json())).toEqual([
        "instance.allowed_origins",
        "instance.hibp",
        "instance.support_email",
        "restrictions.blocklist",
      ]);
      expect(at(plan.json(), "target", "environment")).toBeNull();
    }));

  test("an empty environment is the base", () =>
    scenario({ yaml: OVERLAY }, async ({ run }) => {
      const plan = await run("plan", "-e", "untouched", "--format", "json");
      expectExit(plan, 0);
      expect(addressesOf(plan.json())).toHaveLength(4);
      expect(at(plan.json(), "target", "environment")).toBe("untouched");
    }));

  test("an overlay that takes the base back to what is live leaves nothing to do", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\nenvironments:\n  dev: { protect: { rules_enabled: false } }\n",
      },
      async ({ run }) => {
        expectExit(await run("plan", "--base", "--detailed-exitcode"), 2);
        expectExit(await run("plan", "-e", "dev", "--detailed-exitcode"), 0);
      },
    ));
});

const TWO = `version: 1
restrictions: { blocklist: true }
environments:
  staging:
    target: { instance_id: ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa, environment_type: development, secret_key_env: STAGING_KEY }
    protect: { rules_enabled: true }
  production:
    target: { instance_id: ins_2rigOther1, environment_type: production, secret_key_env: PRODUCTION_KEY }
`;
const KEYS = { STAGING_KEY: DEVELOPMENT_KEY, PRODUCTION_KEY, CLERK_SECRET_KEY: undefined };
const OTHERS = [{ key: PRODUCTION_KEY }];

describe.concurrent("each environment has its own target and key", { timeout: 60_000 }, () => {
  test.for([
    ["staging", DEVELOPMENT_KEY, "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa", "development"],
    ["production", PRODUCTION_KEY, "ins_2rigOther1", "production"],
  ])("%s", ([name, key, id, type]) =>
    scenario({ yaml: TWO, clerk: { others: OTHERS }, env: KEYS }, async ({ clerk, run }) => {
      const plan = await run("plan", "-e", name ?? "", "--format", "json");
      expectExit(plan, 0);
      expect(plan.json()["target"]).toMatchObject({
        environment: name,
        instance_id: id,
        environment_type: type,
      });
      const used = clerk.requests
        .filter(({ api }) => api === "backend")
        .map((request) => request.key);
      expect(new Set(used)).toEqual(new Set([key]));
    }),
  );

  test("a variable that is not set is exit 3 and named, before any request", () =>
    scenario(
      { yaml: TWO, clerk: { others: OTHERS }, env: { ...KEYS, STAGING_KEY: undefined } },
      async ({ clerk, run }) => {
        const result = await run("plan", "-e", "staging");
        expectExit(result, 3);
        expect(result.said).toContain("STAGING_KEY");
        expect(clerk.requests).toEqual([]);
      },
    ));

  test("CLERK_SECRET_KEY does not stand in for another variable", () =>
    scenario(
      {
        yaml: TWO,
        clerk: { others: OTHERS },
        env: { ...KEYS, STAGING_KEY: undefined, CLERK_SECRET_KEY: PRODUCTION_KEY },
      },
      async ({ clerk, run }) => {
        expectExit(await run("plan", "-e", "staging"), 3);
        expect(clerk.requests).toEqual([]);
      },
    ));
});

describe.concurrent("several environments in one run", { timeout: 60_000 }, () => {
  test.for([
    ["-e twice", ["-e", "staging", "-e", "production"]],
    ["--all", ["--all"]],
  ] as [string, string[]][])("%s: one document, keyed by name", ([, flags]) =>
    scenario({ yaml: TWO, clerk: { others: OTHERS }, env: KEYS }, async ({ clerk, run }) => {
      const plan = await run("plan", ...flags, "--format", "json");
      expectExit(plan, 0);
      expect(memberNames(plan.json())).toEqual([
        "environments",
        "exit_code",
        "format_version",
        "result",
      ]);
      expect(at(plan.json(), "format_version")).toBe("1.1");
      const staging = at(plan.json(), "environments", "staging");
      const production = at(plan.json(), "environments", "production");
      expect(memberNames(at(plan.json(), "environments"))).toEqual(["production", "staging"]);
      expect(addressesOf(staging)).toEqual(["protect.rules_enabled", "restrictions.blocklist"]);
      expect(addressesOf(production)).toEqual(["restrictions.blocklist"]);
      for (const document of [staging, production]) {
        expectPlanShape(
          JSON.parse(JSON.stringify(document)) as Parameters<typeof expectPlanShape>[0],
          "plan",
        );
      }
      expect(clerk.writes()).toEqual([]);

      const text = await run("plan", ...flags);
      expectExit(text, 0);
      expect(text.stdout).toMatch(/staging/);
      expect(text.stdout).toMatch(/production/);
    }),
  );

  test("exit 2 when only one of them differs; drift likewise", () =>
    scenario({ yaml: TWO, clerk: { others: OTHERS }, env: KEYS }, async ({ clerk, run }) => {
      clerk.state.restrictions.blocklist = true;
      clerk.state.protect.rules_enabled = true;
      expectExit(await run("plan", "--all", "--detailed-exitcode"), 2);
      const drift = await run("drift", "--all", "--format", "json");
      expectExit(drift, 2);
      expect(addressesOf(at(drift.json(), "environments", "staging"))).toEqual([]);
      expect(addressesOf(at(drift.json(), "environments", "production"))).toEqual([
        "restrictions.blocklist",
      ]);
      clerk.stateOf(PRODUCTION_KEY).restrictions.blocklist = true;
      expectExit(await run("plan", "--all", "--detailed-exitcode"), 0);
      expectExit(await run("drift", "--all"), 0);
    }));

  test("one without its key is named before any request, and the others are read", () =>
    scenario(
      { yaml: TWO, clerk: { others: OTHERS }, env: { ...KEYS, PRODUCTION_KEY: undefined } },
      async ({ run }) => {
        const result = await run("plan", "--all", "--format", "json");
        expectExit(result, 3);
        expect(result.stderr.match(/PRODUCTION_KEY is not set/g)).toHaveLength(1);
        const { production, staging } = at(result.json(), "environments") as Readonly<
          Record<string, Json>
        >;
        expect(at(production, "error", "message")).toContain("PRODUCTION_KEY");
        expect(at(staging, "result")).toBe("changes");
      },
    ));

  test.each(["plan", "drift", "apply"])("%s without any key sends no request", (command) =>
    scenario(
      { yaml: TWO, clerk: { others: OTHERS }, env: { CLERK_SECRET_KEY: undefined } },
      async ({ clerk, run }) => {
        const result = await run(command, "--all", "--format", "json");
        expectExit(result, 3);
        expect(errorOf(result).message).toMatch(/no secret key for 2 environments/);
        expect(clerk.requests).toEqual([]);
      },
    ),
  );

  test("one without its key stops what writes before any request", () =>
    scenario(
      { yaml: TWO, clerk: { others: OTHERS }, env: { ...KEYS, PRODUCTION_KEY: undefined } },
      async ({ clerk, run }) => {
        const result = await run("apply", "--all", "--yes", "--format", "json");
        expectExit(result, 3);
        expect(errorOf(result).message).toContain("PRODUCTION_KEY");
        expect(clerk.requests).toEqual([]);
      },
    ));

  test("the publishable key of one is not taken for another", () =>
    scenario(
      {
        yaml: "version: 1\nrestrictions: { blocklist: true }\nenvironments:\n  one: { target: { secret_key_env: ONE_KEY } }\n  two: { target: { secret_key_env: TWO_KEY } }\n",
        clerk: { others: [{ key: "sk_test_C4n4ryTheOtherDevelopmentKey0123" }] },
        env: {
          CLERK_SECRET_KEY: undefined,
          ONE_KEY: DEVELOPMENT_KEY,
          TWO_KEY: "sk_test_C4n4ryTheOtherDevelopmentKey0123",
        },
      },
      async ({ clerk, runWith }) => {
        // Only the second instance is where it should be; the publishable key is the first one's.
        clerk.stateOf("sk_test_C4n4ryTheOtherDevelopmentKey0123").restrictions.blocklist = true;
        const env = { CLERK_PUBLISHABLE_KEY: clerk.publishableKey };
        const both = await runWith({ env }, "drift", "--all", "--format", "json");
        expectExit(both, 2);
        expect(addressesOf(at(both.json(), "environments", "one"))).toEqual([
          "restrictions.blocklist",
        ]);
        expect(addressesOf(at(both.json(), "environments", "two"))).toEqual([]);
      },
    ));

  test("apply --all --yes brings each where it should be, with its own key", () =>
    scenario({ yaml: TWO, clerk: { others: OTHERS }, env: KEYS }, async ({ clerk, run }) => {
      const apply = await run("apply", "--all", "--yes", "--format", "json");
      expectExit(apply, 0);
      expect(memberNames(at(apply.json(), "environments"))).toEqual(["production", "staging"]);
      expect(clerk.state.restrictions.blocklist).toBe(true);
      expect(clerk.state.protect.rules_enabled).toBe(true);
      expect(clerk.stateOf(PRODUCTION_KEY).restrictions.blocklist).toBe(true);
      expect(clerk.stateOf(PRODUCTION_KEY).protect.rules_enabled).toBe(false);
      expectExit(await run("plan", "--all", "--detailed-exitcode"), 0);
    }));

  test("an unknown one among several stops the run before any request", () =>
    scenario({ yaml: TWO, clerk: { others: OTHERS }, env: KEYS }, async ({ clerk, run }) => {
      const result = await run("plan", "-e", "staging", "-e", "prodution");
      expectExit(result, 3);
      expect(result.said).toContain("production");
      expect(clerk.requests).toEqual([]);
    }));

  test("--all without environments is exit 3", () =>
    scenario({ yaml: "version: 1\nprotect: { rules_enabled: true }\n" }, async ({ clerk, run }) => {
      expectExit(await run("plan", "--all"), 3);
      expect(clerk.requests).toEqual([]);
    }));
});
