/** Somebody at the dashboard while a call is tried: their value is left alone, whatever came back of ours. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import type { ClerkOptions } from "../rig/clerk-server.ts";
import type { FaultAction, FaultRule } from "../rig/clerk-faults.ts";
import { outcomesOf } from "../rig/documents.ts";

const MAX = "organization.max_allowed_memberships";
const PATH = "/instance/organization_settings";
const YAML = "version: 1\norganization: { max_allowed_memberships: 20 }\n";

const answered = (status: number, headers: Record<string, string> = {}): FaultAction => ({
  kind: "status",
  status,
  code: "planted_fault",
  headers,
});

/** The dashboard sets 50 once the first write has come and before the next read is answered. */
const rival: ClerkOptions["onRequest"] = (request, state, earlier) => {
  const wrote = earlier.some(({ method }) => method === "PATCH");
  if (wrote && request.method === "GET" && request.path === PATH)
    state.organization.max_allowed_memberships = 50;
};

describe.concurrent(
  "a value that a colleague set is never overwritten",
  { timeout: 60_000 },
  () => {
    test.for<readonly [what: string, fault: Pick<FaultRule, "phase" | "action">, code: number]>([
      ["the answer was lost after it landed", { phase: "after", action: { kind: "reset" } }, 5],
      ["the answer was lost before it landed", { phase: "before", action: { kind: "reset" } }, 5],
      ["429", { phase: "before", action: answered(429, { "retry-after": "1" }) }, 4],
      ["409", { phase: "before", action: answered(409) }, 4],
      ["503", { phase: "before", action: answered(503) }, 5],
      ["500 after it landed", { phase: "after", action: answered(500) }, 5],
      ["half of an answer", { phase: "after", action: { kind: "truncated" } }, 5],
    ])("%s", ([, fault, code]) =>
      scenario(
        {
          yaml: YAML,
          clerk: {
            faults: [{ ...fault, method: "PATCH", path: PATH }],
            onRequest: rival,
          },
        },
        async ({ clerk, run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, code);
          expect(clerk.patches()).toHaveLength(1);
          expect(clerk.state.organization.max_allowed_memberships).toBe(50);
          expect(outcomesOf(apply.json())["confirmed"]).toBeUndefined();
          expect(apply.stdout).toContain(MAX);
        },
      ),
    );

    test("an edit while an earlier section is slow to answer", () =>
      scenario(
        {
          yaml: "version: 1\nprotect: { rules_enabled: true }\norganization: { max_allowed_memberships: 20 }\n",
          clerk: {
            // Longer than a reading that was taken ahead may be used.
            latency: { "PATCH /instance/organization_settings": 1500 },
            onWrite: (section, _body, state) => {
              if (section === "organization") state.protect.rules_enabled = true;
            },
          },
        },
        async ({ clerk, run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          const [first] = clerk.patches();
          // The section that is slow goes first, so that the other one is read anew after it.
          expect(first?.path).toBe(PATH);
          expectExit(apply, 5);
          expect(clerk.patches()).toHaveLength(1);
          expect(outcomesOf(apply.json())["not_attempted"]).toEqual(["protect.rules_enabled"]);
        },
      ));
  },
);

describe.concurrent(
  "settings that a read shows are told apart from those that it does not",
  { timeout: 60_000 },
  () => {
    test("a lost answer, and two sources of which one lags", () =>
      scenario(
        {
          faster: 10,
          yaml: "version: 1\ninstance: { hibp: true, allowed_origins: ['https://new.example.com'] }\n",
          clerk: {
            faults: [
              { method: "PATCH", path: "/instance", phase: "after", action: { kind: "reset" } },
            ],
            lag: { frontend: { ms: 60_000 } },
          },
        },
        async ({ clerk, run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 0);
          expect(outcomesOf(apply.json())).toEqual({
            confirmed: ["instance.allowed_origins"],
            unconfirmed: ["instance.hibp"],
          });
          expect(clerk.patches()).toHaveLength(1);
        },
      ));

    test("what never shows is a warning, and exit 6 where that is asked for", () =>
      scenario(
        {
          faster: 10,
          yaml: "version: 1\ninstance: { hibp: true }\n",
          clerk: { lag: { frontend: { ms: 120_000 } } },
        },
        async ({ run }) => {
          const apply = await run("apply", "--yes");
          expectExit(apply, 0);
          expect(apply.stdout).toMatch(/Warning: 1 setting is not confirmed/);
          const strict = await run("apply", "--yes", "--require-confirmed", "--format", "json");
          expectExit(strict, 6);
          expect(strict.json()["result"]).toBe("unconfirmed");
        },
      ));
  },
);

describe.concurrent(
  "a member that Clerk's documents let an answer leave out",
  { timeout: 60_000 },
  () => {
    const SLUG = "version: 1\norganization: { slug_disabled: false }\n";
    test("is read from the source that shows it", () =>
      scenario(
        { yaml: SLUG, clerk: { omitFromEcho: ["organization.slug_disabled"] } },
        async ({ run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 0);
          expect(outcomesOf(apply.json())).toEqual({ confirmed: ["organization.slug_disabled"] });
        },
      ));

    test("is contradicted where a read shows that it was dropped", () =>
      scenario(
        {
          faster: 10,
          yaml: SLUG,
          clerk: {
            omitFromEcho: ["organization.slug_disabled"],
            drop: ["organization.slug_disabled"],
          },
        },
        async ({ run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 6);
          expect(outcomesOf(apply.json())).toEqual({
            contradicted: ["organization.slug_disabled"],
          });
        },
      ));

    test("is not called dropped where nothing else shows it", () =>
      scenario(
        {
          yaml: "version: 1\nbeta: { from_email_address: help }\n",
          clerk: { omitFromEcho: ["beta.from_email_address"] },
        },
        async ({ run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 0);
          expect(outcomesOf(apply.json())).toEqual({ unconfirmed: ["beta.from_email_address"] });
        },
      ));
  },
);
