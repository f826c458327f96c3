/** One environment's settings, taken into another's part of the file. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { setLive, type InstanceState } from "../rig/clerk-state.ts";
import { expectExit, scenario, type Scenario, type ScenarioOptions } from "../rig/cli.ts";
import { at, listAt } from "../rig/json.ts";

const FILE = `# ours
version: 1
instance: { hibp: true }

environments:
  staging: # try things here
    target: { environment_type: development, secret_key_env: STAGING_KEY }
    restrictions:
      blocklist: false
  production:
    target: { environment_type: production, secret_key_env: PRODUCTION_KEY }
    restrictions:
      blocklist: true # INC-7
    protect: { rules_enabled: true }

consents: []
`;

const AFTER = FILE.replace("blocklist: true # INC-7", "blocklist: false # INC-7");

const production = (state: InstanceState): void => {
  state.id = "ins_Production";
  state.environment_type = "production";
  setLive(state, "instance.test_mode", false);
  setLive(state, "restrictions.blocklist", true);
};
const staging = (state: InstanceState): void => {
  state.id = "ins_Staging";
  setLive(state, "instance.test_mode", false);
  setLive(state, "restrictions.blocklist", false);
};

const between = (
  body: (scene: Scenario) => Promise<void>,
  yaml = FILE,
  more: ScenarioOptions = {},
): Promise<void> =>
  scenario(
    {
      yaml,
      clerk: {
        key: DEVELOPMENT_KEY,
        state: staging,
        others: [{ key: PRODUCTION_KEY, state: production }],
      },
      env: { CLERK_SECRET_KEY: undefined, STAGING_KEY: DEVELOPMENT_KEY, PRODUCTION_KEY },
      ...more,
    },
    body,
  );

/** Without the breaks of its lines. */
const words = (text: string): string => text.replaceAll(/\s+/g, " ");

const reasonsIn = (document: unknown): readonly unknown[] =>
  listAt(document, "skipped").map((one) => [at(one, "address"), at(one, "code")]);

describe.concurrent("promote", { timeout: 60_000 }, () => {
  test("writes what differs between the instances into the overlay, and nothing else", () =>
    between(async ({ run, space, clerk }) => {
      const dry = await run("promote", "staging", "production", "--dry-run");
      expectExit(dry, 0);
      expect(dry.stdout).toContain(
        "-      blocklist: true # INC-7\n+      blocklist: false # INC-7\n",
      );
      expect(words(dry.stdout)).toContain("1 setting of staging would be written to production");
      expect(space.read("clerkwork.yaml")).toBe(FILE);

      const result = await run("promote", "staging", "production");
      expectExit(result, 0);
      expect(space.read("clerkwork.yaml")).toBe(AFTER);
      expect(result.stdout).toContain(
        "~ production: restrictions.blocklist: true → false (line 13)",
      );
      expect(result.stdout).toContain(
        "✗ weakens_security: identifiers on the blocklist can sign up",
      );
      expect(words(result.stdout)).toContain("1 of these may need consent before it is applied");
      expect(result.stdout).toContain("Next: clerkwork plan --env production");
      expect(clerk.writes()).toEqual([]);

      const plan = await run("plan", "--env", "production", "--only", "restrictions");
      expectExit(plan, 4);
      const again = await run("promote", "staging", "production", "--format", "json");
      expectExit(again, 0);
      expect(at(again.json(), "result")).toBe("unchanged");
      expect(reasonsIn(again.json())).toEqual([["restrictions.blocklist", "said_already"]]);
      expect(space.read("clerkwork.yaml")).toBe(AFTER);
    }));

  test("a value that the base gives already is not written", () =>
    between(async ({ run, space, clerk }) => {
      setLive(clerk.state, "instance.hibp", true);
      setLive(clerk.stateOf(PRODUCTION_KEY), "instance.hibp", false);
      const result = await run("promote", "staging", "production", "--format", "json");
      expectExit(result, 0);
      expect(reasonsIn(result.json())).toEqual([["instance.hibp", "said_already"]]);
      expect(space.read("clerkwork.yaml")).toBe(AFTER);
    }));

  test("what the file does not name is added to the overlay", () =>
    between(async ({ run, space, clerk }) => {
      setLive(clerk.state, "communication.blocked_country_codes", ["KP", "RU"]);
      setLive(clerk.state, "protect.specter_enabled", true);
      setLive(clerk.stateOf(PRODUCTION_KEY), "protect.specter_enabled", false);
      expectExit(await run("promote", "staging", "production"), 0);
      const text = space.read("clerkwork.yaml");
      expect(text).toContain("    protect: { rules_enabled: true, specter_enabled: true }\n");
      expect(text).toContain("    communication:\n      blocked_country_codes: [KP, RU]\n");
      expectExit(await run("validate"), 0);
    }));

  test("--declared takes what is written, with no key and no request", () =>
    between(
      async ({ run, space, clerk }) => {
        const result = await run(
          "promote",
          "staging",
          "production",
          "--declared",
          "--format",
          "json",
        );
        expectExit(result, 0);
        expect(space.read("clerkwork.yaml")).toBe(AFTER);
        expect(reasonsIn(result.json())).toEqual([["protect.rules_enabled", "not_in_source"]]);
        expect(at(result.json(), "edits", 0, "hazards", 0, "hazard")).toBe("weakens_security");
        expect(at(result.json(), "edits", 0, "hazards", 0, "blocked")).toBe(true);
        expect(clerk.requests).toEqual([]);
        const left = await run(
          "compare",
          "staging",
          "production",
          "--declared",
          "--format",
          "json",
        );
        expect(listAt(left.json(), "differences").map((one) => at(one, "address"))).toEqual([
          "protect.rules_enabled",
        ]);
      },
      FILE,
      { env: { CLERK_SECRET_KEY: undefined } },
    ));

  test("a danger that the file consents to is not told as one that needs it", () =>
    between(
      async ({ run }) => {
        const result = await run("promote", "staging", "production", "--declared");
        expectExit(result, 0);
        expect(result.stdout).toContain("⚠ weakens_security");
        expect(words(result.stdout)).toContain('consented: clerkwork.yaml:16 "INC-42"');
        expect(result.stdout).not.toContain("may need consent");
      },
      FILE.replace(
        "consents: []",
        'consents: [{ address: restrictions.blocklist, hazard: weakens_security, reason: "INC-42", until: 2999-12-31 }]',
      ),
    ));

  test("what may differ stays, unless its address is named", () =>
    between(async ({ run, space }) => {
      const before = space.read("clerkwork.yaml");
      const result = await run("promote", "staging", "production", "--only", "restrictions");
      expectExit(result, 0);
      expect(words(result.stdout)).toContain(
        "restrictions.blocklist: may differ by clerkwork.yaml:18",
      );
      expect(space.read("clerkwork.yaml")).toBe(before);
      const one = await run("promote", "staging", "production", "--only", "restrictions.blocklist");
      expectExit(one, 0);
      expect(space.read("clerkwork.yaml")).toContain("blocklist: false # INC-7");
    }, `${FILE}allowed_differences:\n  - { address: restrictions, reason: staging is open }\n`));

  test("changes that git has not committed are not written over", () =>
    between(async ({ run, space }) => {
      execFileSync("git", ["init", "-q"], { cwd: space.dir });
      const refused = await run("promote", "staging", "production", "--declared");
      expectExit(refused, 4);
      expect(refused.said).toContain("so that git can take the promote back");
      expect(space.read("clerkwork.yaml")).toBe(FILE);
      expectExit(await run("promote", "staging", "production", "--declared", "--dry-run"), 0);
      expectExit(await run("promote", "staging", "production", "--declared", "--force"), 0);
      expect(space.read("clerkwork.yaml")).toBe(AFTER);
      // Nothing is to be written, so nothing is looked at.
      expectExit(await run("promote", "staging", "production", "--declared"), 0);
    }));

  test("what can't be edited safely is named, and ends with 4", () =>
    between(
      async ({ run, space }) => {
        const before = space.read("clerkwork.yaml");
        const result = await run("promote", "staging", "production", "--declared");
        expectExit(result, 4);
        expect(words(result.stdout)).toContain("✗ production: restrictions.blocklist: not written");
        expect(result.stdout).toContain("  clerkwork promote staging production --declared");
        expect(space.read("clerkwork.yaml")).toBe(before);
      },
      `version: 1
environments:
  other: { restrictions: &shared { blocklist: true } }
  staging: { restrictions: { blocklist: false } }
  production: { restrictions: *shared }
`,
    ));

  test("a file may be the first side, never the second", () =>
    between(async ({ run, space }) => {
      space.write("wish.yaml", "version: 1\nrestrictions: { blocklist: false }\n");
      const into = await run("promote", "staging", "wish.yaml", "--declared");
      expectExit(into, 3);
      expect(into.said).toContain("promote writes into an entry of environments");
      expectExit(await run("promote", "wish.yaml", "production", "--declared"), 0);
      expect(space.read("clerkwork.yaml")).toBe(AFTER);
      expectExit(await run("promote", "staging", "prod", "--declared"), 3);
      expectExit(await run("promote", "staging", "production", "-f", "-", "--declared"), 3);
    }));

  test("an instance that is another one's is refused before anything is written", () =>
    between(
      async ({ run, space }) => {
        expectExit(await run("promote", "staging", "production"), 4);
        expect(space.read("clerkwork.yaml")).toBe(FILE);
      },
      FILE,
      {
        env: {
          CLERK_SECRET_KEY: undefined,
          STAGING_KEY: DEVELOPMENT_KEY,
          PRODUCTION_KEY: DEVELOPMENT_KEY,
        },
      },
    ));
});
