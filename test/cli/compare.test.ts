/** Two instances held against each other, and what is written of them. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { setLive, type InstanceState } from "../rig/clerk-state.ts";
import { expectExit, scenario, type Scenario, type ScenarioOptions } from "../rig/cli.ts";
import { at, listAt } from "../rig/json.ts";

const FILE = `version: 1
instance: { hibp: true }
environments:
  staging:
    target: { environment_type: development, secret_key_env: STAGING_KEY }
    restrictions: { blocklist: true }
  production:
    target: { environment_type: production, secret_key_env: PRODUCTION_KEY }
    communication: { blocked_country_codes: [KP] }
`;

const production = (state: InstanceState): void => {
  state.id = "ins_Production";
  state.environment_type = "production";
  setLive(state, "instance.test_mode", false);
  setLive(state, "restrictions.blocklist", true);
  setLive(state, "communication.blocked_country_codes", ["KP", "RU"]);
};
const staging = (state: InstanceState): void => {
  state.id = "ins_Staging";
  setLive(state, "instance.test_mode", false);
  setLive(state, "restrictions.blocklist", false);
  setLive(state, "communication.blocked_country_codes", ["IR", "KP"]);
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
      env: {
        CLERK_SECRET_KEY: undefined,
        STAGING_KEY: DEVELOPMENT_KEY,
        PRODUCTION_KEY,
      },
      ...more,
    },
    body,
  );

/** Without the breaks of its lines. */
const words = (text: string): string => text.replaceAll(/\s+/g, " ");

const addressesIn = (document: unknown): readonly unknown[] =>
  listAt(document, "differences").map((one) => at(one, "address"));

const BOTH = ["restrictions.blocklist", "communication.blocked_country_codes"];
const ALLOWED = `${FILE}allowed_differences:
  - { address: restrictions, reason: staging is open, between: [staging, production] }
  - { address: communication.blocked_country_codes, reason: "INC-7", until: 2999-12-31 }
`;

describe.concurrent("two instances", { timeout: 60_000 }, () => {
  test("what differs is told, with both values, and ends with 2", () =>
    between(async ({ run, clerk }) => {
      const text = await run("compare", "staging", "production");
      expectExit(text, 2);
      expect(text.stdout).toMatch(/≠ blocklist +false +│ true/);
      expect(words(text.stdout)).toContain("only in staging: IR");
      expect(words(text.stdout)).toContain("only in production: RU");
      expect(text.stdout).toMatch(
        /2 settings differ between staging and production \(\d+ compared, \d+\s+not\s+compared\)\.\n$/,
      );
      expect(clerk.writes()).toEqual([]);

      const json = await run("compare", "staging", "production", "--format", "json");
      expectExit(json, 2);
      expect(addressesIn(json.json())).toEqual(BOTH);
      expect(at(json.json(), "result")).toBe("differs");
      expect(at(json.json(), "a", "instance_id")).toBe("ins_Staging");
      expect(at(json.json(), "b", "environment_type")).toBe("production");
      const open = listAt(json.json(), "not_compared").map((one) => at(one, "address"));
      expect(open).toContain("beta.from_email_address");
      const onlyOn = listAt(json.json(), "only_on").map((one) => at(one, "address"));
      expect(onlyOn).toContain("instance.development_origin");
      expect(onlyOn).toContain("instance.allowed_subdomains");
    }));

  test("what the file allows is no difference", () =>
    between(async ({ run }) => {
      const text = await run("compare", "staging", "production");
      expectExit(text, 0);
      expect(words(text.stdout)).toContain(
        "= allowed to differ (--full shows how): restrictions.blocklist",
      );
      expect(text.stdout).not.toContain("INC-7");
      expect(words(text.stdout)).toContain("No setting differs between staging and production");
      const full = await run("compare", "staging", "production", "--full");
      expect(words(full.stdout)).toContain('allowed: clerkwork.yaml:12 "INC-7", until 2999-12-31');
      const json = await run("compare", "production", "staging", "--format", "json");
      expectExit(json, 0);
      expect(at(json.json(), "result")).toBe("same");
      expect(at(json.json(), "counts", "allowed")).toBe(2);
    }, ALLOWED));

  test("an allowance that is over counts no longer; validate says nothing of it", () =>
    between(
      async ({ run }) => {
        const text = await run("compare", "staging", "production");
        expectExit(text, 2);
        expect(text.stdout).toMatch(/what\s+clerkwork\.yaml:12\s+allows ended on/);
        expectExit(await run("validate"), 0);
      },
      ALLOWED.replace("2999", "2001"),
    ));

  test("what can't be read is neither the same nor different", () =>
    between(async ({ run }) => {
      const text = await run("compare", "staging", "production", "--without-frontend-api");
      expectExit(text, 0);
      expect(text.stdout).toMatch(/\d+\s+not\s+compared\)/);
      expect(words(text.stdout)).toContain("not compared, only the Frontend API shows it");
      const one = ["compare", "staging", "production", "--only", "restrictions"];
      const none = await run(...one, "--without-frontend-api");
      expectExit(none, 1);
      expect(none.said).toContain("only the Frontend API shows it");
    }, ALLOWED));

  test("a key that is missing, another instance, and one instance twice", () =>
    between(async ({ run, runWith }) => {
      const missing = await runWith(
        { env: { PRODUCTION_KEY: undefined } },
        "compare",
        "staging",
        "production",
      );
      expectExit(missing, 3);
      expect(missing.said).toContain("PRODUCTION_KEY");
      const wrong = await runWith(
        { env: { PRODUCTION_KEY: DEVELOPMENT_KEY } },
        "compare",
        "staging",
        "production",
      );
      expectExit(wrong, 4);
      expect(wrong.said).toContain("production: the secret key is for a development instance");
      const once = await run("compare", "staging", "staging");
      expectExit(once, 4);
      expect(once.said).toContain("come to one instance, ins_Staging");
    }));

  test("files, each with its own key", () =>
    between(async ({ run, space }) => {
      space.write("auth/one.yaml", "version: 1\ntarget: { secret_key_env: STAGING_KEY }\n");
      space.write("auth/two.yaml", "version: 1\ntarget: { secret_key_env: PRODUCTION_KEY }\n");
      const result = await run("compare", "auth/one.yaml", "auth/two.yaml", "--format", "json");
      expectExit(result, 2);
      expect(addressesIn(result.json())).toEqual(BOTH);
      const mixed = await run("compare", "auth/one.yaml", "production", "--only", "restrictions");
      expectExit(mixed, 2);
      expect(mixed.stdout).toContain("between auth/one.yaml and production");
    }));
});

describe.concurrent("what is written", { timeout: 60_000 }, () => {
  const written = (body: (scene: Scenario) => Promise<void>, yaml = FILE): Promise<void> =>
    between(body, yaml, { env: { CLERK_SECRET_KEY: undefined } });

  test("needs no key and asks nothing", () =>
    written(async ({ run, clerk }) => {
      const text = await run("compare", "staging", "production", "--declared");
      expectExit(text, 2);
      expect(text.stdout).toMatch(/≠ blocklist +true +│ not declared/);
      expect(words(text.stdout)).toContain(
        "2 settings differ between staging and production (3 compared).",
      );
      expect(clerk.requests).toEqual([]);
      const json = await run("compare", "staging", "production", "--declared", "--format", "json");
      expect(listAt(json.json(), "differences")).toEqual([
        { address: "restrictions.blocklist", a: { value: true }, b: null, allowed: null },
        {
          address: "communication.blocked_country_codes",
          a: null,
          b: { value: ["KP"] },
          allowed: null,
        },
      ]);
      expect(at(json.json(), "live")).toBe(false);
    }));

  test("a name and a path are told apart, and what is neither is named", () =>
    written(async ({ run, space }) => {
      space.write("other.yaml", "version: 1\nprotect: { rules_enabled: true }\n");
      expectExit(await run("compare", "staging", "other.yaml", "--declared"), 2);
      expectExit(await run("compare", "clerkwork.yaml:staging", "staging", "--declared"), 0);
      const open = await run("compare", "clerkwork.yaml", "other.yaml", "--declared");
      expectExit(open, 3);
      expect(open.said).toContain("has environments: staging, production");
      expect(open.said).toContain("clerkwork.yaml:NAME");
      const unknown = await run("compare", "stagin", "production", "--declared");
      expectExit(unknown, 3);
      expect(unknown.said).toContain("did you mean staging?");
      const none = await run("compare", "./none.yaml", "production", "--declared");
      expectExit(none, 3);
      expect(none.said).toContain("./none.yaml does not exist");
      space.write(
        "deep/x.yaml",
        "version: 1\nenvironments: { x.yaml: { protect: { rules_enabled: true } } }\n",
      );
      const named = await run("compare", "x.yaml", "other.yaml", "-f", "deep/x.yaml", "--declared");
      expectExit(named, 0);
    }));

  test("an entry that names what does not exist is an issue", () =>
    written(
      async ({ run }) => {
        const result = await run("validate");
        expectExit(result, 3);
        expect(result.said).toContain("no setting restrictionz; did you mean restrictions?");
        expect(result.said).toContain('no environment "stagin"; did you mean staging?');
        expect(result.said).toContain("2001-02-30 is not a date");
        const inside = await run("validate");
        expectExit(inside, 3);
      },
      ALLOWED.replace("address: restrictions,", "address: restrictionz,")
        .replace("between: [staging", "between: [stagin")
        .replace("2999-12-31", "2001-02-30"),
    ));

  test("allowed differences stand at the top of the file alone", () =>
    written(async ({ run }) => {
      const result = await run("validate");
      expectExit(result, 3);
      expect(result.said).toContain("it belongs at the top of the file");
    }, `version: 1\nenvironments:\n  staging: { allowed_differences: [] }\n`));
});
