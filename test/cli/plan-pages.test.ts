// What a person reads of a plan, a drift and a refusal, by the built CLI against a real server.

import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { buildPlanSchema } from "../../src/core/plan/plan-schema.ts";
import { expectExit, scenario, type ScenarioOptions } from "../rig/cli.ts";
import { at, listAt } from "../rig/json.ts";

const RISKY = `version: 1
restrictions:
  blocklist: false
organization:
  enabled: true
`;
const production = (yaml: string): ScenarioOptions => ({
  yaml,
  clerk: {
    key: PRODUCTION_KEY,
    state: (state) => {
      state.restrictions.blocklist = true;
      state.organization.enabled = false;
    },
  },
});
const linesOf = (text: string): readonly string[] => text.split("\n");
const isValid = (kind: "plan" | "drift", document: unknown): boolean => {
  const validate = new Ajv2020({ strict: false }).compile(buildPlanSchema(kind) as object);
  return validate(document);
};

describe.concurrent("a refused plan", { timeout: 60_000 }, () => {
  test("says REFUSED, and its consent, pasted, is enough", () =>
    scenario(production(RISKY), async ({ run, space, clerk }) => {
      const plan = await run("plan");
      expectExit(plan, 4);
      expect(plan.stdout).toContain("REFUSED: 1 of 2 changes needs consent. Nothing was written.");
      const lines = linesOf(plan.stdout);
      const start = lines.indexOf("consents:");
      const yaml = lines.slice(start, lines.indexOf("", start));
      space.write("clerkwork.yaml", `${RISKY}${yaml.join("\n")}\n`);
      expectExit(await run("validate"), 0);
      const again = await run("plan");
      expectExit(again, 0);
      expect(again.stdout).toContain('consented: clerkwork.yaml:7 "why this is meant", until ');
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.writes().length).toBe(2);
    }));

  test("is what apply shows too, once, in the same order and before why it ends", () =>
    scenario(production(RISKY), async ({ run }) => {
      const plan = await run("plan");
      const apply = await run("apply", "--yes");
      expectExit(apply, 4);
      const shown = linesOf(apply.stderr).slice(0, linesOf(plan.stdout).length - 1);
      expect(shown.map((text) => text.replace("clerkwork apply ·", "clerkwork plan ·"))).toEqual(
        linesOf(plan.stdout).slice(0, -1),
      );
      expect(apply.stderr.match(/REFUSED/g)).toHaveLength(1);
      expect(apply.stderr).toContain("clerkwork: not applied: 1 refusal; nothing was written");
    }));

  test("is coloured where colour is forced, on both streams", () =>
    scenario(production(RISKY), async ({ runWith }) => {
      const env = { FORCE_COLOR: "1", NO_COLOR: undefined };
      const plan = await runWith({ env }, "plan", "--no-color");
      expect(plan.stdout).not.toContain("\u001b[");
      const apply = await runWith({ env: { ...env, FORCE_COLOR: "0" } }, "apply", "--yes");
      expect(apply.said).not.toContain("\u001b[");
    }));
});

describe.concurrent("a drift", { timeout: 60_000 }, () => {
  test("speaks of what happened, and how to go on", () =>
    scenario(
      {
        yaml: "version: 1\ninstance: { hibp: true }\n",
        clerk: {
          state: (state) => {
            state.instance.hibp = false;
          },
        },
      },
      async ({ run }) => {
        const drift = await run("drift");
        expectExit(drift, 2);
        expect(drift.stdout).toMatch(/~ hibp {2}the file says true, Clerk has false {2}:2$/m);
        expect(drift.stdout).toContain("⚠ weakens_security: people can choose passwords that");
        expect(drift.stdout).toContain("Drift: 1 of 1 setting was changed outside the file.");
        expect(drift.stdout).toContain("Put it back: clerkwork apply ");
        expect(drift.stdout).toContain("Keep it: clerkwork pull --only instance.hibp\n");
        const json = await run("drift", "--format", "json");
        expect(isValid("drift", json.json())).toBe(true);
        expect(listAt(json.json(), "changes")).toMatchObject([
          { from: { value: false }, to: true, expected: true, actual: false },
        ]);
        expect(at(json.json(), "changes", 0, "hazards", 0)).toMatchObject({
          hazard: "weakens_security",
          blocked: false,
          consent: null,
        });
        const given = await run("drift", "-f", "./clerkwork.yaml");
        expect(given.stdout).toContain("clerkwork apply -f ./clerkwork.yaml");
      },
    ));
});

describe.concurrent("plan --unmanaged", { timeout: 60_000 }, () => {
  test("lists what the file doesn't name, with what Clerk shows of it", () =>
    scenario(
      {
        yaml: "version: 1\ninstance: { hibp: true }\n",
        clerk: {
          state: (state) => {
            state.instance.hibp = true;
            state.protect.rules_enabled = true;
          },
        },
      },
      async ({ run }) => {
        const plan = await run("plan", "--unmanaged");
        expectExit(plan, 0);
        expect(plan.stdout).toContain("Not in the file, and nobody watches it");
        expect(plan.stdout).toMatch(/^ {2}protect\.rules_enabled +true$/m);
        expect(plan.stdout).toMatch(/^ {2}beta\.from_email_address +can't be read: /m);
        const json = await run("plan", "--unmanaged", "--format", "json");
        expect(isValid("plan", json.json())).toBe(true);
        const unmanaged = listAt(json.json(), "unmanaged");
        expect(unmanaged).toContainEqual({
          address: "protect.rules_enabled",
          live: { known: true, value: true, source: "backend_api" },
          hazards: ["weakens_security"],
        });
        expect(unmanaged.some((one) => at(one, "address") === "instance.hibp")).toBe(false);
        const plain = await run("plan", "--format", "json");
        expect(at(plain.json(), "fingerprint")).toBe(at(json.json(), "fingerprint"));
        expect(plain.json()["unmanaged"]).toBeUndefined();
      },
    ));

  test("with --only, of that section alone", () =>
    scenario(
      { yaml: "version: 1\nprotect: { rules_enabled: true }\ninstance: { hibp: true }\n" },
      async ({ run }) => {
        const plan = await run("plan", "--unmanaged", "--only", "protect", "--format", "json");
        expectExit(plan, 0);
        expect(listAt(plan.json(), "unmanaged").map((one) => at(one, "address"))).toEqual([
          "protect.specter_enabled",
        ]);
      },
    ));
});

describe.concurrent("the header", { timeout: 60_000 }, () => {
  test("names the domain only where it was read anyway", () =>
    scenario(
      { yaml: "version: 1\nprotect: { rules_enabled: true }\n" },
      async ({ run, space, clerk }) => {
        const blind = await run("plan");
        expect(linesOf(blind.stdout)[0]).toBe(`clerkwork plan · development · ${clerk.state.id}`);
        expect(clerk.requests.filter(({ path }) => path.includes("domains"))).toEqual([]);
        space.write("clerkwork.yaml", "version: 1\nrestrictions: { blocklist: true }\n");
        clerk.forget();
        const plan = await run("plan");
        expect(linesOf(plan.stdout).slice(0, 2).join(" ")).toMatch(/ins_\w+\s+\([\w.-]+\) /);
        expect(clerk.requests.filter(({ path }) => path.includes("domains"))).toHaveLength(1);
      },
    ));
});

test("--expect: the new plan, and what has come since the one that was meant", () =>
  scenario(
    {
      yaml: "version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n",
    },
    async ({ run, clerk }) => {
      clerk.state.protect.rules_enabled = true;
      const meant = at((await run("plan", "--format", "json")).json(), "fingerprint") as string;
      clerk.state.protect.rules_enabled = false;
      const refused = await run("apply", "--yes", "--expect", meant);
      expectExit(refused, 4);
      expect(refused.said).toContain("2 to change in 2 calls.");
      expect(refused.said).toContain("since then it also changes protect.rules_enabled");
      expect(clerk.writes()).toEqual([]);
    },
  ));
