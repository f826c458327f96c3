/** Which part of a file with environments a command line means, and what holds in one environment alone. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, unwrapped } from "../rig/cli.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { addressesOf, errorOf } from "../rig/documents.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { at, listAt } from "../rig/json.ts";

const FILE = `version: 1
restrictions: { blocklist: true }
environments:
  staging: { protect: { rules_enabled: true } }
  production: {}
`;

const SENTENCE =
  "This file has environments: staging, production. Name one (--env NAME), or --all.";

describe.concurrent("a file with environments", { timeout: 60_000 }, () => {
  test.for([["plan"], ["drift"], ["apply", "--yes"]])(
    "%s without a name is exit 3 before any request",
    (args) =>
      scenario({ yaml: FILE }, async ({ clerk, run }) => {
        const text = await run(...args);
        expectExit(text, 3);
        expect(text.stdout).toBe("");
        expect(text.said).toBe(
          `clerkwork: ${SENTENCE} --base stands for the part above them, alone\n`,
        );
        const json = await run(...args, "--format", "json");
        expectExit(json, 3);
        expect(errorOf(json)).toMatchObject({ code: "environment_not_named", message: SENTENCE });
        expect(clerk.requests).toEqual([]);
      }),
  );

  test("--base is written where it is meant", () =>
    scenario({ yaml: FILE }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--base", "--yes"), 0);
      expect(clerk.lines().filter((one) => one.startsWith("PATCH"))).toEqual([
        "PATCH /instance/restrictions",
      ]);
      expectExit(await run("drift", "--base"), 0);
    }));

  test.for([
    ["--all", "--base"],
    ["--base", "--env", "staging"],
    ["--all", "--env", "staging"],
  ])("%s with %s is exit 3", (flags) =>
    scenario({ yaml: FILE }, async ({ clerk, run }) => {
      const refused = await run("plan", ...flags);
      expectExit(refused, 3);
      expect(refused.said).toMatch(/--all and --base|--base and --env|--all and --env/);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("a saved plan says itself which part it is of", () =>
    scenario({ yaml: FILE }, async ({ run }) => {
      expectExit(await run("plan", "--base", "--out", "base.json"), 0);
      expectExit(await run("plan", "-e", "staging", "--out", "staging.json"), 0);
      expectExit(await run("apply", "base.json"), 0);
    }));

  test("without environments nothing needs a name, and --base is the whole", () =>
    scenario({ yaml: "version: 1\nrestrictions: { blocklist: true }\n" }, async ({ run }) => {
      expectExit(await run("plan", "--detailed-exitcode"), 2);
      expectExit(await run("plan", "--base", "--detailed-exitcode"), 2);
    }));

  test("validate without a name checks the base, and each environment as merged", () =>
    scenario({ yaml: FILE }, async ({ run }) => {
      const text = await run("validate");
      expectExit(text, 0);
      expect(text.stdout).toBe(
        [
          "Valid: clerkwork.yaml: 1 setting declared.",
          "Valid: clerkwork.yaml, staging: 2 settings declared.",
          "Valid: clerkwork.yaml, production: 1 setting declared.",
          "",
        ].join("\n"),
      );
      const names = async (...flags: string[]): Promise<unknown[]> => {
        const json = await run("validate", "--format", "json", ...flags);
        return listAt(json.json(), "environments").map((one) => at(one, "environment"));
      };
      expect(await names()).toEqual([null, "staging", "production"]);
      expect(await names("--all")).toEqual(["staging", "production"]);
      expect(await names("--base")).toEqual([null]);
      expect(await names("-e", "production")).toEqual(["production"]);
    }));
});

const OWN = `version: 1
protect: { rules_enabled: true }
restrictions: { blocklist: false }
ignore:
  - { address: protect.rules_enabled, reason: trial, until: 2099-01-01 }
environments:
  one:
    consents:
      - { address: restrictions.blocklist, hazard: weakens_security, reason: INC-42, until: 2099-01-01 }
  two:
    ignore:
      - { address: restrictions.blocklist, reason: later, until: 2099-01-01 }
  three: {}
`;

describe.concurrent("consents and exceptions of an environment", { timeout: 60_000 }, () => {
  const production = {
    yaml: OWN,
    clerk: {
      key: PRODUCTION_KEY,
      state: (state: InstanceState) => void (state.restrictions.blocklist = true),
    },
  };

  test.for([
    ["one", 1, [], ["protect.rules_enabled"]],
    ["two", 0, [], ["protect.rules_enabled", "restrictions.blocklist"]],
    ["three", 1, ["restrictions.blocklist"], ["protect.rules_enabled"]],
  ] as const)("hold in it alone: %s", ([name, changes, refused, ignored]) =>
    scenario(production, async ({ run }) => {
      const plan = (await run("plan", "-e", name, "--format", "json")).json();
      expect(addressesOf(plan)).toHaveLength(changes);
      expect(listAt(plan, "refusals").map((one) => at(one, "address"))).toEqual(refused);
      expect(listAt(plan, "ignored").map((one) => at(one, "address"))).toEqual(ignored);
    }),
  );

  test("an exception that ran out stops that environment, and validate", () =>
    scenario(
      {
        yaml: `version: 1
protect: { rules_enabled: true }
environments:
  old:
    ignore:
      - { address: protect.rules_enabled, reason: trial, until: 2026-01-01 }
  fine: {}
`,
      },
      async ({ clerk, run }) => {
        for (const args of [["plan", "-e", "old"], ["plan", "--all"], ["validate"]]) {
          const refused = await run(...args);
          expectExit(refused, 3);
          expect(refused.said).toContain("clerkwork.yaml:6:9: the exception for protect");
        }
        expect(clerk.requests).toEqual([]);
        expectExit(await run("plan", "-e", "fine"), 0);
      },
    ));

  test("what is wrong in an entry is told at its place", () =>
    scenario(
      {
        yaml: `version: 1
environments:
  one:
    consents:
      - { address: restrictions.blockist, hazard: weakens_security, reason: x, until: 2026-02-30 }
      - { address: restrictions.blocklist, reason: x, until: 2099-01-01, hazrd: costs_money }
`,
      },
      async ({ run }) => {
        const refused = await run("validate", "--format", "json");
        expectExit(refused, 3);
        const found = listAt(refused.json(), "error", "issues").map((one) =>
          ["code", "line", "column", "pointer"].map((name) => at(one, name)),
        );
        expect(found).toEqual([
          ["unknown_address", 5, 20, "/environments/one/consents/0/address"],
          ["not_a_date", 5, 87, "/environments/one/consents/0/until"],
          ["missing_key", 6, 9, "/environments/one/consents/1"],
          ["unknown_key", 6, 74, "/environments/one/consents/1/hazrd"],
        ]);
      },
    ));
});

describe.concurrent("a file that declares nothing", { timeout: 60_000 }, () => {
  const EMPTY = "version: 1\n";

  test("validate and plan warn; drift ends with 3 before any request", () =>
    scenario({ yaml: EMPTY }, async ({ clerk, run }) => {
      const said =
        "clerkwork.yaml declares no setting, so nothing is managed and nothing is watched";
      const valid = await run("validate");
      expectExit(valid, 0);
      expect(unwrapped(valid.stdout)).toContain(`warning: ${said}`);
      clerk.forget();
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 3);
      expect(errorOf(drift)).toMatchObject({
        code: "nothing_declared",
        message: "clerkwork.yaml declares no setting: nothing is watched",
      });
      expect(clerk.requests).toEqual([]);
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(listAt(plan.json(), "warnings").map((one) => at(one, "message"))).toEqual([said]);
    }));

  test("one environment of several is named, and the base of a file with environments may be empty", () =>
    scenario(
      {
        yaml: "version: 1\nenvironments: { one: { protect: { rules_enabled: true } }, two: {} }\n",
      },
      async ({ clerk, run }) => {
        const drift = await run("drift", "--all");
        expectExit(drift, 3);
        expect(drift.said).toContain("clerkwork.yaml declares no setting for two");
        expect(clerk.requests).toEqual([]);
        expectExit(await run("drift", "-e", "one"), 2);
        const valid = await run("validate");
        expect(valid.stdout.match(/warning/g)).toHaveLength(1);
        expect(valid.stdout).toContain("declares no setting for two, so nothing");
      },
    ));
});
