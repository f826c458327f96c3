/** What Clerk's answer is worth: dropped members, old echoes, side effects, plan limits. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { PRODUCTION_KEY, type ClerkOptions } from "../rig/clerk-server.ts";
import { outcomesOf } from "../rig/documents.ts";

const ONE = "version: 1\nrestrictions: { blocklist: true }\n";

describe.concurrent(
  "an answer that contradicts what was sent is exit 6, named",
  { timeout: 60_000 },
  () => {
    const contradictions: [string, string, ClerkOptions, string][] = [
      [
        "the echo has the old value",
        ONE,
        { drop: ["restrictions.blocklist"] },
        "restrictions.blocklist",
      ],
      [
        "the echo leaves the member out and it did not land",
        ONE,
        { drop: ["restrictions.blocklist"], omitFromEcho: ["restrictions.blocklist"] },
        "restrictions.blocklist",
      ],
      [
        "an unknown country code is dropped",
        "version: 1\ncommunication: { blocked_country_codes: [KP, RU, AQ] }\n",
        {},
        "communication.blocked_country_codes",
      ],
      [
        "the echo has another list",
        "version: 1\noauth_applications: { default_scopes: [openid, profile] }\n",
        { forceEcho: { oauth_applications: { default_scopes: ["openid"] } } },
        "oauth_applications.default_scopes",
      ],
      [
        "another declared setting changed as a side effect",
        "version: 1\nrestrictions: { blocklist: true, block_email_subaddresses: false }\n",
        {
          onWrite: (section, _body, state) => {
            if (section === "restrictions") state.restrictions.block_email_subaddresses = true;
          },
        },
        "restrictions.block_email_subaddresses",
      ],
      [
        "another setting, which the file does not name, changed as a side effect",
        "version: 1\norganization: { max_allowed_memberships: 7 }\n",
        {
          onWrite: (section, _body, state) => {
            if (section === "organization") state.organization.admin_delete_enabled = false;
          },
        },
        "organization.admin_delete_enabled",
      ],
    ];
    test.for(contradictions)("%s", ([, yaml, clerkOptions, named]) =>
      scenario({ yaml, clerk: clerkOptions }, async ({ clerk, run }) => {
        const text = await run("apply", "--yes");
        expectExit(text, 6);
        expect(text.stdout + text.stderr).toContain(named.slice(named.indexOf(".") + 1));
        expect(clerk.patches()).toHaveLength(1);
      }),
    );

    test("a neighbour whose old value came from a source that lags is shown, and nobody is blamed", () =>
      scenario(
        {
          yaml: ONE,
          clerk: {
            onWrite: (section, _body, state) => {
              if (section === "restrictions") state.restrictions.allowlist = false;
            },
          },
        },
        async ({ run }) => {
          const result = await run("apply", "--yes");
          expectExit(result, 0);
          expect(result.stdout).toMatch(/restrictions\.allowlist: changed meanwhile: true → false/);
        },
      ));

    test("as JSON, the outcome is contradicted", () =>
      scenario(
        {
          yaml: "version: 1\nrestrictions: { blocklist: true, block_email_subaddresses: true }\n",
          clerk: { drop: ["restrictions.blocklist"] },
        },
        async ({ run }) => {
          const json = await run("apply", "--yes", "--format", "json");
          expectExit(json, 6);
          expect(outcomesOf(json.json())).toEqual({
            confirmed: ["restrictions.block_email_subaddresses"],
            contradicted: ["restrictions.blocklist"],
          });
        },
      ));

    test("a setting of PATCH /instance that Clerk drops is contradicted by the answer that shows its sibling", () =>
      scenario(
        {
          yaml: "version: 1\ninstance: { hibp: true, support_email: new@example.com }\n",
          clerk: { drop: ["instance.hibp"] },
        },
        async ({ clerk, run }) => {
          const json = await run("apply", "--yes", "--format", "json");
          expectExit(json, 6);
          expect(outcomesOf(json.json())).toEqual({
            confirmed: ["instance.support_email"],
            contradicted: ["instance.hibp"],
          });
          expect(clerk.patches()).toHaveLength(1);
        },
      ));
  },
);

describe.concurrent(
  "an answer that means the same is no contradiction",
  { timeout: 60_000 },
  () => {
    test.for<[string, string, ClerkOptions]>([
      [
        "a set in another order",
        "version: 1\ncommunication: { blocked_country_codes: [KP, RU, US, CN] }\n",
        {},
      ],
      ["members that nobody knows", ONE, { forceEcho: { restrictions: { brand_new: true } } }],
      ["a role by its key", 'version: 1\norganization: { creator_role: "org:owner" }\n', {}],
      [
        "an enrollment mode that Clerk adds",
        "version: 1\norganization: { domains_enrollment_modes: [automatic_suggestion] }\n",
        {
          forceEcho: {
            organization: {
              domains_enrollment_modes: ["manual_invitation", "automatic_suggestion"],
            },
          },
        },
      ],
    ])("%s", ([, yaml, clerkOptions]) =>
      scenario({ yaml, clerk: clerkOptions }, async ({ run }) => {
        const json = await run("apply", "--yes", "--format", "json");
        expectExit(json, 0);
        expect(Object.keys(outcomesOf(json.json()))).toEqual(["confirmed"]);
      }),
    );

    test("what cannot be read back after a 204 is unconfirmed, and said so", () =>
      scenario({ yaml: "version: 1\ninstance: { hibp: true }\n" }, async ({ clerk, run }) => {
        const json = await run("apply", "--yes", "--without-frontend-api", "--format", "json");
        expectExit(json, 0);
        expect(outcomesOf(json.json())).toEqual({ unconfirmed: ["instance.hibp"] });
        expect(clerk.patches()).toHaveLength(1);
        const text = await run("apply", "--yes", "--without-frontend-api");
        expect(text.stdout + text.stderr).toMatch(/unconfirmed/i);
      }));

    test("a read that lags for ever ends as unconfirmed, without a second write", () =>
      scenario(
        {
          yaml: "version: 1\ninstance: { hibp: true }\n",
          clerk: { lag: { frontend: { reads: 10_000 } } },
        },
        async ({ clerk, run }) => {
          const json = await run("apply", "--yes", "--format", "json");
          expectExit(json, 0, 6);
          expect(outcomesOf(json.json())["confirmed"]).toBeUndefined();
          expect(clerk.patches()).toHaveLength(1);
        },
      ));
  },
);

describe.concurrent("somebody at the dashboard during apply", { timeout: 60_000 }, () => {
  test("a later section that moved after planning is not overwritten: exit 5", () =>
    scenario(
      {
        yaml: "version: 1\norganization: { max_allowed_memberships: 20 }\ncommunication: { blocked_country_codes: [KP, RU] }\n",
        clerk: {
          // Whichever goes first: the other one is edited at that moment, to a third value.
          onWrite: (section, _body, state) => {
            if (section === "organization") state.communication.blocked_country_codes = ["US"];
            else if (section === "communication") state.organization.max_allowed_memberships = 13;
          },
        },
      },
      async ({ clerk, run }) => {
        const json = await run("apply", "--yes", "--format", "json");
        expectExit(json, 5);
        expect(clerk.patches()).toHaveLength(1);
        const moved =
          clerk.patches()[0]?.path === "/instance/communication"
            ? clerk.state.organization.max_allowed_memberships
            : clerk.state.communication.blocked_country_codes;
        expect(moved).toEqual(Array.isArray(moved) ? ["US"] : 13);
        const outcomes = outcomesOf(json.json());
        expect(outcomes["confirmed"]).toHaveLength(1);
        expect(outcomes["not_attempted"] ?? outcomes["failed"]).toHaveLength(1);
      },
    ));

  test("a field that is not planned may move, and stays as it moved", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\nrestrictions: { blocklist: true }\n",
        clerk: {
          onRequest: (request, state) => {
            if (request.path === "/instance/protect" && request.method === "GET") {
              state.protect.specter_enabled = true;
              state.restrictions.block_email_subaddresses = true;
            }
          },
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.state.protect).toEqual({ rules_enabled: true, specter_enabled: true });
        expect(clerk.state.restrictions.block_email_subaddresses).toBe(true);
      },
    ));

  test("a setting that somebody already brought where it should be needs no write", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\ncommunication: { blocked_country_codes: [KP, RU] }\n",
        clerk: {
          onWrite: (section, _body, state) => {
            if (section === "protect") state.communication.blocked_country_codes = ["RU", "KP"];
            else state.protect.rules_enabled = true;
          },
        },
      },
      async ({ clerk, run }) => {
        const json = await run("apply", "--yes", "--format", "json");
        // Not overwritten and not failed silently: done, or stopped with a word.
        expectExit(json, 0, 5);
        expect(clerk.state.protect.rules_enabled).toBe(true);
        expect(clerk.state.communication.blocked_country_codes.toSorted()).toEqual(["KP", "RU"]);
      },
    ));
});

describe.concurrent("402 and 403", { timeout: 60_000 }, () => {
  const FEATURE = { unsupported_features: ["custom_blocklist"] };
  const TWO = "version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n";
  const payment = (path: string): ClerkOptions => ({
    key: PRODUCTION_KEY,
    faults: [
      {
        method: "PATCH",
        path,
        nth: "every",
        action: {
          kind: "status",
          status: 402,
          code: "unsupported_subscription_plan_features",
          message: "Unsupported plan features",
          meta: FEATURE,
        },
      },
    ],
  });

  test("402 says which feature the plan lacks, and the rest is not attempted", () =>
    scenario({ yaml: ONE, clerk: payment("/instance/restrictions") }, async ({ clerk, run }) => {
      const text = await run("apply", "--yes");
      expectExit(text, 1);
      expect(text.stdout + text.stderr).toContain("custom_blocklist");
      expect(clerk.patches()).toHaveLength(1);
    }));

  test.for(["/instance/restrictions", "/instance/protect"])(
    "402 on %s: everything else is reported truly",
    (path) =>
      scenario({ yaml: TWO, clerk: payment(path) }, async ({ clerk, run }) => {
        const json = await run("apply", "--yes", "--format", "json");
        const refused =
          path === "/instance/protect" ? "protect.rules_enabled" : "restrictions.blocklist";
        const other =
          path === "/instance/protect" ? "restrictions.blocklist" : "protect.rules_enabled";
        const first = clerk.patches()[0]?.path === path;
        expectExit(json, first ? 1 : 5);
        expect(outcomesOf(json.json())).toEqual(
          first
            ? { failed: [refused], not_attempted: [other] }
            : { confirmed: [other], failed: [refused] },
        );
      }),
  );

  test.for(["/instance/restrictions", "/instance/protect"])(
    "--keep-going carries on after 402 on %s",
    (path) =>
      scenario({ yaml: TWO, clerk: payment(path) }, async ({ clerk, run }) => {
        const json = await run("apply", "--yes", "--keep-going", "--format", "json");
        expectExit(json, 5);
        expect(
          clerk
            .patches()
            .map((patch) => patch.path)
            .toSorted(),
        ).toEqual(["/instance/protect", "/instance/restrictions"]);
        const refused =
          path === "/instance/protect" ? "protect.rules_enabled" : "restrictions.blocklist";
        const other =
          path === "/instance/protect" ? "restrictions.blocklist" : "protect.rules_enabled";
        expect(outcomesOf(json.json())).toEqual({ confirmed: [other], failed: [refused] });
      }),
  );
});
