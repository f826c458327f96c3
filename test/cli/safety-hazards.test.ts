/** Dangerous transitions, by direction: refused on production without consent by name. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, told, type CliResult } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { addRoles, setLive, type InstanceState } from "../rig/clerk-state.ts";
import { errorOf, refusalsOf } from "../rig/documents.ts";
import { LONG } from "../rig/long.ts";
import { at, listAt, memberNames, stringAt, type Json } from "../rig/json.ts";
import { yamlOf } from "../rig/settings.ts";

type Row = readonly [hazard: string, address: string, from: Json, to: Json];

/** The table of dangerous transitions, a second time by hand. */
const HAZARDS: Row[] = [
  ["locks_out_users", "restrictions.allowlist", false, true],
  ["locks_out_users", "restrictions.allowlist_blocklist_disabled_on_sign_in", true, false],
  ["locks_out_users", "communication.blocked_country_codes", ["KP"], ["KP", "US"]],
  ["opens_sign_up", "restrictions.allowlist", true, false],
  [
    "opens_sign_up",
    "organization.domains_enrollment_modes",
    ["automatic_invitation"],
    ["automatic_invitation", "automatic_suggestion"],
  ],
  ["weakens_security", "instance.hibp", true, false],
  ["weakens_security", "instance.test_mode", false, true],
  ["weakens_security", "restrictions.blocklist", true, false],
  ["weakens_security", "restrictions.block_email_subaddresses", true, false],
  ["weakens_security", "restrictions.block_disposable_email_domains", true, false],
  ["weakens_security", "restrictions.allowlist_blocklist_disabled_on_sign_in", false, true],
  ["weakens_security", "protect.rules_enabled", true, false],
  ["weakens_security", "protect.specter_enabled", true, false],
  [
    "weakens_security",
    "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients",
    true,
    false,
  ],
  [
    "weakens_security",
    "oauth_applications.client_id_metadata_documents_block_implicitly_allowed_clients",
    true,
    false,
  ],
  ["weakens_security", "oauth_applications.dynamic_oauth_client_registration", false, true],
  ["weakens_security", "oauth_applications.client_id_metadata_documents_advertised", false, true],
  ["weakens_security", "oauth_applications.default_scopes", ["openid"], ["openid", "profile"]],
  ["breaks_clients", "instance.allowed_origins", ["a://x", "b://x"], ["a://x"]],
  ["breaks_clients", "instance.allowed_origins", ["a://x"], []],
  ["breaks_clients", "instance.allowed_subdomains", ["a.x.com", "b.x.com"], ["a.x.com"]],
  ["weakens_security", "instance.allowed_subdomains", ["a.x.com"], ["a.x.com", "b.x.com"]],
  ["weakens_security", "instance.subdomain_allowlist_enabled", true, false],
  ["breaks_clients", "oauth_applications.aud_claim_enabled", false, true],
  ["weakens_security", "oauth_applications.aud_claim_enabled", true, false],
  ["breaks_clients", "oauth_applications.pkce_required", false, true],
  ["weakens_security", "oauth_applications.pkce_required", true, false],
  ["breaks_clients", "organization.enabled", true, false],
  ["breaks_clients", "organization.domains_enabled", true, false],
  ["breaks_clients", "organization.slug_disabled", false, true],
  ["breaks_clients", "organization.max_allowed_memberships", 20, 5],
  ["breaks_clients", "organization.max_allowed_memberships", 0, 5],
  ["breaks_clients", "oauth_applications.oauth_jwt_access_tokens", false, true],
  ["breaks_clients", "oauth_applications.oauth_jwt_access_tokens", true, false],
  ["breaks_clients", "oauth_applications.dynamic_oauth_client_registration", true, false],
  ["breaks_clients", "oauth_applications.client_id_metadata_documents_advertised", true, false],
  [
    "breaks_clients",
    "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients",
    false,
    true,
  ],
  [
    "breaks_clients",
    "oauth_applications.client_id_metadata_documents_block_implicitly_allowed_clients",
    false,
    true,
  ],
  ["breaks_clients", "oauth_applications.default_scopes", ["openid", "profile"], ["openid"]],
  ["costs_money", "communication.blocked_country_codes", ["KP", "RU"], ["KP"]],
];

/**
 * What `npm test` runs of them: of each danger the first, and every fourth. All are run by `npm run test:long`; that each
 * of the table is met and refused without a process is held in test/tables/hazards and test/tables/guard.
 */
const SHARE = HAZARDS.filter(
  ([hazard], index) =>
    LONG || index % 4 === 0 || HAZARDS.findIndex(([other]) => other === hazard) === index,
);

/** The other direction, or a set that only lost or gained what does no harm: nothing to consent to. */
const HARMLESS: [address: string, from: Json, to: Json][] = [
  ["instance.hibp", false, true],
  ["instance.test_mode", true, false],
  ["instance.support_email", "a@example.com", "b@example.com"],
  ["instance.allowed_origins", ["a://x"], ["a://x", "b://x"]],
  ["restrictions.blocklist", false, true],
  ["restrictions.block_email_subaddresses", false, true],
  ["restrictions.block_disposable_email_domains", false, true],
  ["organization.enabled", false, true],
  ["organization.domains_enabled", false, true],
  ["organization.slug_disabled", true, false],
  ["organization.max_allowed_memberships", 5, 20],
  ["organization.max_allowed_memberships", 20, 0],
  ["organization.admin_delete_enabled", true, false],
  [
    "organization.domains_enrollment_modes",
    ["automatic_invitation", "automatic_suggestion"],
    ["automatic_invitation"],
  ],
  ["protect.rules_enabled", false, true],
  ["protect.specter_enabled", false, true],
];

/** What a careless reviewer would take for something else. */
const OTHER_HAZARD: Record<string, string> = {
  locks_out_users: "weakens_security",
  opens_sign_up: "weakens_security",
  weakens_security: "breaks_clients",
  breaks_clients: "costs_money",
  costs_money: "locks_out_users",
};

const withConsent = (row: Row, until = "2099-12-31"): string =>
  `${yamlOf(row[1], row[3])}consents:\n  - { address: ${row[1]}, hazard: ${row[0]}, reason: "INC-42", until: ${until} }\n`;

const live =
  ([, address, from]: Row) =>
  (state: InstanceState): void =>
    setLive(state, address, from);

/** The refusals, wherever a refused `--format json` run puts them. */
function refusalsIn(result: CliResult): readonly Json[] {
  const found = at(result.json(), "refusals") ?? at(result.json(), "error", "refusals");
  if (!Array.isArray(found)) throw new Error(`no refusals in ${told(result)}`);
  return found as readonly Json[];
}

describe.concurrent("on production, each row of the table", { timeout: 60_000 }, () => {
  test.for(SHARE)(
    "%s: %s from %j to %j is refused, and unblocked by its own consent only",
    (row) => {
      const [hazard, address, , to] = row;
      return scenario(
        { yaml: yamlOf(address, to), clerk: { key: PRODUCTION_KEY, state: live(row) } },
        async ({ clerk, space, run }) => {
          // The plan shows the hazard and the refusal.
          const plan = await run("plan", "--format", "json", "--detailed-exitcode");
          expectExit(plan, 4);
          expect(listAt(plan.json(), "changes").map((change) => at(change, "address"))).toEqual([
            address,
          ]);
          expect(JSON.stringify(at(plan.json(), "changes", 0, "hazards"))).toContain(hazard);
          expect(refusalsOf(plan.json())).toEqual([{ address, hazard }]);
          const [refusal] = listAt(plan.json(), "refusals");
          expect(memberNames(refusal)).toEqual(
            expect.arrayContaining(["address", "allow", "consent", "hazard", "message"]),
          );
          expect(stringAt(refusal, "message").length).toBeGreaterThan(20);
          expect(stringAt(refusal, "allow")).toBe(`--allow ${hazard}=${address}`);
          expect(at(refusal, "consent")).toMatchObject({ address, hazard });

          // Apply refuses, and the refusal alone says what to do next.
          const refused = await run("apply", "--yes", "--format", "json");
          expectExit(refused, 4);
          expect(refused.said).toContain(`--allow ${hazard}=${address}`);
          expect(refused.stderr).toMatch(new RegExp(`address: ${address.replace(".", "\\.")}`));
          expect(refused.stderr).toMatch(new RegExp(`hazard: ${hazard}`));
          expect(refusalsIn(refused)).toMatchObject([{ address, hazard }]);

          // No other consent unblocks it, nor all of them together with one that has expired.
          const otherHazard = OTHER_HAZARD[hazard] ?? "";
          const otherAddress =
            address === "protect.rules_enabled"
              ? "protect.specter_enabled"
              : "protect.rules_enabled";
          space.write("clerkwork.yaml", withConsent(row, "2020-01-01"));
          const others = await run(
            "apply",
            "--yes",
            `--allow=${otherHazard}`,
            `--allow=${otherHazard}=${address}`,
            `--allow=${hazard}=${otherAddress}`,
            "--allow=deprecated",
          );
          expectExit(others, 4);
          expect(others.stdout + others.stderr).toMatch(/expired|2020-01-01/i);
          expect(clerk.writes()).toEqual([]);

          // Its own does, whether on the command line or in the file.
          space.write("clerkwork.yaml", yamlOf(address, to));
          expectExit(await run("apply", "--yes", "--allow", `${hazard}=${address}`), 0);
          setLive(clerk.state, address, row[2]);
          space.write("clerkwork.yaml", withConsent(row));
          expectExit(await run("apply", "--yes"), 0);
          expect(clerk.patches()).toHaveLength(2);
        },
      );
    },
  );

  test.for(HARMLESS)("%s from %j to %j needs no consent", ([address, from, to]) =>
    scenario(
      {
        yaml: yamlOf(address, to),
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => {
            // With a mode set already, verified domains open sign-up.
            state.organization.domains_enrollment_modes = [];
            setLive(state, address, from);
          },
        },
      },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expect(at(plan.json(), "changes", 0, "hazards")).toEqual([]);
        expect(listAt(plan.json(), "refusals")).toEqual([]);
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.patches()).toHaveLength(1);
      },
    ),
  );

  test.for([
    ["beta.restricted_to_allowlist", true, "locks_out_users"],
    ["beta.restricted_to_allowlist", false, "opens_sign_up"],
  ] as const)("%s to %s, whatever it was: %s", ([address, to, hazard]) =>
    scenario(
      { yaml: yamlOf(address, to), clerk: { key: PRODUCTION_KEY } },
      async ({ clerk, run }) => {
        const refused = await run("apply", "--yes", "--format", "json");
        expectExit(refused, 4);
        expect(refusalsIn(refused)).toMatchObject([{ address, hazard }]);
        expect(clerk.writes()).toEqual([]);
        expectExit(await run("apply", "--yes", "--allow", `${hazard}=${address}`), 0);
      },
    ),
  );

  test("a set that loses one and gains one has both hazards, each with its own consent", () =>
    scenario(
      {
        yaml: yamlOf("communication.blocked_country_codes", ["KP", "US"]),
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => setLive(state, "communication.blocked_country_codes", ["KP", "RU"]),
        },
      },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expect(refusalsOf(plan.json()).map(({ hazard }) => hazard)).toEqual([
          "costs_money",
          "locks_out_users",
        ]);
        expectExit(await run("apply", "--yes", "--allow", "costs_money"), 4);
        expectExit(await run("apply", "--yes", "--allow", "locks_out_users"), 4);
        expect(clerk.writes()).toEqual([]);
        expectExit(
          await run("apply", "--yes", "--allow", "locks_out_users", "--allow", "costs_money"),
          0,
        );
      },
    ));

  test("--allow without an address consents to that hazard everywhere, and to no other", () =>
    scenario(
      {
        yaml: "version: 1\nrestrictions: { blocklist: false }\nprotect: { rules_enabled: false }\ninstance: { hibp: false }\n",
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => {
            state.restrictions.blocklist = true;
            state.protect.rules_enabled = true;
            state.instance.hibp = true;
          },
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes", "--allow", "breaks_clients"), 4);
        expect(clerk.writes()).toEqual([]);
        expectExit(await run("apply", "--yes", "--allow", "weakens_security"), 0);
        expect(clerk.patches()).toHaveLength(3);
      },
    ));

  test("one refused change holds back the harmless ones too", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: false, specter_enabled: true }\ncommunication: { blocked_country_codes: [KP] }\n",
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => {
            state.protect.rules_enabled = true;
          },
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 4);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("a deprecated setting is shown, and does not block", () =>
    scenario(
      { yaml: yamlOf("beta.progressive_sign_up", true), clerk: { key: PRODUCTION_KEY } },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expect(JSON.stringify(at(plan.json(), "changes", 0, "hazards"))).toContain("deprecated");
        expect(listAt(plan.json(), "refusals")).toEqual([]);
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.patches()).toHaveLength(1);
      },
    ));

  test.for([
    ["an unknown hazard", "weakens_securit", /weakens_security/],
    ["an unknown address", "weakens_security=restrictions.blocklst", /restrictions\.blocklist/],
    ["nothing", "", /allow/],
  ] as const)("--allow with %s is exit 3, with the nearest name", ([, value, said]) =>
    scenario(
      { yaml: yamlOf("restrictions.blocklist", true), clerk: { key: PRODUCTION_KEY } },
      async ({ clerk, run }) => {
        const result = await run("apply", "--yes", `--allow=${value}`);
        expectExit(result, 3);
        expect(result.said).toMatch(said);
        expect(clerk.requests).toEqual([]);
      },
    ),
  );

  test("a consent that matches nothing is said out loud", () =>
    scenario(
      {
        yaml: withConsent(["weakens_security", "restrictions.blocklist", false, true]),
        clerk: { key: PRODUCTION_KEY },
      },
      async ({ run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        expect(JSON.stringify(at(plan.json(), "warnings"))).toContain("restrictions.blocklist");
        const text = await run("plan");
        expect(text.stdout + text.stderr).toMatch(/consent/i);
      },
    ));
});

/** A hazard, or a setting, of production instances alone. */
const PRODUCTION_ONLY = /^instance\.(?:test_mode|allowed_subdomains|subdomain_allowlist_enabled)$/;

describe.concurrent(
  "on development, each row of the table is shown and does not block",
  { timeout: 60_000 },
  () => {
    test.for(HAZARDS.filter(([, address]) => !PRODUCTION_ONLY.test(address)))(
      "%s: %s from %j to %j",
      (row) =>
        scenario(
          { yaml: yamlOf(row[1], row[3]), clerk: { key: DEVELOPMENT_KEY, state: live(row) } },
          async ({ clerk, run }) => {
            const plan = await run("plan", "--format", "json");
            expect(JSON.stringify(at(plan.json(), "changes", 0, "hazards"))).toContain(row[0]);
            expect(listAt(plan.json(), "refusals")).toEqual([]);
            expectExit(await run("apply", "--yes"), 0);
            expect(clerk.patches()).toHaveLength(1);
          },
        ),
    );

    test("test_mode is no hazard there", () =>
      scenario(
        {
          yaml: yamlOf("instance.test_mode", true),
          clerk: { state: (state) => setLive(state, "instance.test_mode", false) },
        },
        async ({ run }) => {
          const plan = await run("plan", "--format", "json");
          expect(at(plan.json(), "changes", 0, "hazards")).toEqual([]);
        },
      ));
  },
);

describe.concurrent("would it lock people out? (looked up first)", { timeout: 60_000 }, () => {
  const allowlist =
    (identifiers: string[]) =>
    (state: InstanceState): void => {
      state.restrictions.allowlist = false;
      state.allowlist_identifiers = identifiers;
    };
  const ON = yamlOf("restrictions.allowlist", true);
  const CONSENTED = ["apply", "--yes", "--allow", "locks_out_users=restrictions.allowlist"];

  test("the allowlist with identifiers is turned on with consent", () =>
    scenario(
      { yaml: ON, clerk: { key: PRODUCTION_KEY, state: allowlist(["a@example.com"]) } },
      async ({ clerk, run }) => {
        expectExit(await run(...CONSENTED), 0);
        expect(clerk.reads("/allowlist_identifiers").length).toBeGreaterThan(0);
        expect(clerk.state.restrictions.allowlist).toBe(true);
      },
    ));

  test("with no identifier at all it is refused, and the refusal says so", () =>
    scenario(
      { yaml: ON, clerk: { key: PRODUCTION_KEY, state: allowlist([]) } },
      async ({ clerk, run }) => {
        const refused = await run("apply", "--yes");
        expectExit(refused, 4);
        expect(refused.stdout + refused.stderr).toMatch(/no .*identifier|empty|nobody/i);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("when the look-up fails it is refused", () =>
    scenario(
      {
        yaml: ON,
        clerk: {
          key: PRODUCTION_KEY,
          state: allowlist(["a@example.com"]),
          faults: [
            {
              path: "/allowlist_identifiers",
              nth: "every",
              action: { kind: "status", status: 403, code: "authorization_invalid" },
            },
          ],
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 4);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("an allowlist that is on already is no reason to look", () =>
    scenario({ yaml: ON, clerk: { key: PRODUCTION_KEY } }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.reads("/allowlist_identifiers")).toEqual([]);
    }));

  test.for([
    ["does not exist", "org:nobody", /org:nobody/],
    ["may not create organizations", "org:member", /org:member/],
  ] as const)("a creator role that %s is refused", ([, role, said]) =>
    scenario(
      {
        yaml: yamlOf("organization.creator_role", role),
        clerk: { state: (state) => addRoles(state, 20) },
      },
      async ({ clerk, run }) => {
        const refused = await run("apply", "--yes");
        expectExit(refused, 4);
        expect(refused.stdout + refused.stderr).toMatch(said);
        expect(clerk.writes()).toEqual([]);
      },
    ),
  );

  test("a creator role id that does not exist is refused", () =>
    scenario(
      { yaml: yamlOf("organization.creator_role_id", "role_nobody") },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 4);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("a default role that does not exist is refused", () =>
    scenario(
      { yaml: yamlOf("organization.domains_default_role", "org:nobody") },
      async ({ clerk, run }) => {
        const refused = await run("apply", "--yes");
        expectExit(refused, 4);
        expect(refused.stdout + refused.stderr).toContain("org:nobody");
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test.for([
    ["instance.development_origin", "http://localhost:3000"],
    ["instance.url_based_session_syncing", true],
  ] as const)(
    "%s, which only development instances have, is refused on production",
    ([address, value]) =>
      scenario(
        { yaml: yamlOf(address, value), clerk: { key: PRODUCTION_KEY } },
        async ({ clerk, run }) => {
          const refused = await run("apply", "--yes");
          expectExit(refused, 4);
          expect(refused.stdout + refused.stderr).toContain(address);
          expect(clerk.writes()).toEqual([]);
        },
      ),
  );

  test("what can lock people out is sent last", () =>
    scenario(
      {
        yaml: "version: 1\nrestrictions: { allowlist: true }\nprotect: { rules_enabled: true }\noauth_applications: { oauth_jwt_access_tokens: true }\nbeta: { progressive_sign_up: true }\n",
        clerk: { state: allowlist(["a@example.com"]) },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 0);
        expect(
          clerk
            .patches()
            .map(({ path }) => path)
            .at(-1),
        ).toBe("/instance/restrictions");
        expect(clerk.patches()).toHaveLength(4);
      },
    ));

  test("and not at all when an earlier call failed", () =>
    scenario(
      {
        yaml: "version: 1\nrestrictions: { allowlist: true }\nprotect: { rules_enabled: true }\n",
        clerk: {
          state: allowlist(["a@example.com"]),
          faults: [
            {
              method: "PATCH",
              path: "/instance/protect",
              nth: "every",
              action: { kind: "status", status: 422, code: "form_param_value_invalid" },
            },
          ],
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 1);
        expect(clerk.state.restrictions.allowlist).toBe(false);
      },
    ));
});

describe.concurrent("--only and --max-changes", { timeout: 60_000 }, () => {
  const YAML =
    "version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true, specter_enabled: true }\n";

  test("--only leaves the other sections alone, in plan, drift and apply", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      for (const command of ["plan", "drift"]) {
        const result = await run(command, "--only", "restrictions", "--format", "json");
        expect(listAt(result.json(), "changes").map((change) => at(change, "address"))).toEqual([
          "restrictions.blocklist",
        ]);
      }
      expect(clerk.reads("/instance/protect")).toEqual([]);
      expectExit(await run("apply", "--yes", "--only", "restrictions"), 0);
      expect(clerk.patches()).toEqual([
        { path: "/instance/restrictions", body: { blocklist: true } },
      ]);
      expectExit(await run("plan", "--only", "restrictions", "--detailed-exitcode"), 0);
      expectExit(await run("plan", "--detailed-exitcode"), 2);
    }));

  test("--only twice means both", () =>
    scenario(
      { yaml: `${YAML}communication: { blocked_country_codes: [RU] }\n` },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes", "--only", "restrictions", "--only", "protect"), 0);
        expect(
          clerk
            .patches()
            .map(({ path }) => path)
            .toSorted(),
        ).toEqual(["/instance/protect", "/instance/restrictions"]);
      },
    ));

  test("--only a section that the file does not name plans nothing", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      expectExit(await run("plan", "--only", "beta", "--detailed-exitcode"), 0);
      expect(clerk.writes()).toEqual([]);
    }));

  test("--max-changes: more is exit 4, as many is fine", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      const refused = await run("apply", "--yes", "--max-changes", "2");
      expectExit(refused, 4);
      expect(refused.stdout + refused.stderr).toMatch(/max-changes/);
      expect(clerk.writes()).toEqual([]);
      expectExit(await run("apply", "--yes", "--max-changes", "3"), 0);
    }));

  test.for(["-1", "NaN", "1.5", "1e9x", ""])("--max-changes=%s is exit 3", (value) =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", `--max-changes=${value}`), 3);
      expect(clerk.requests).toEqual([]);
    }),
  );
});

describe.concurrent("ignore", { timeout: 60_000 }, () => {
  const file = (until: string, address = "protect.rules_enabled"): string =>
    `version: 1\nprotect: { rules_enabled: true, specter_enabled: true }\nignore:\n  - { address: ${address}, reason: "trial", until: ${until} }\n`;

  test("until its date a setting is neither change nor drift, and listed", () =>
    scenario({ yaml: file("2099-12-31") }, async ({ clerk, run }) => {
      clerk.state.protect.specter_enabled = true;
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 0);
      expect(listAt(drift.json(), "changes")).toEqual([]);
      expect(JSON.stringify(at(drift.json(), "ignored"))).toContain("protect.rules_enabled");
      expectExit(await run("plan", "--detailed-exitcode"), 0);
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.writes()).toEqual([]);
    }));

  test("the day before it holds, two days after it is an error", () => {
    const day = 86_400_000;
    const until = new Date(Date.now() + 10 * day).toISOString().slice(0, 10);
    return scenario({ yaml: file(until) }, async ({ clerk, runWith }) => {
      clerk.state.protect.specter_enabled = true;
      expectExit(await runWith({ hoursAhead: 9 * 24 }, "drift"), 0);
      expectExit(await runWith({ hoursAhead: 12 * 24 }, "drift"), 3);
    });
  });

  test("the setting next to it is still managed", () =>
    scenario({ yaml: file("2099-12-31") }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.patches()).toEqual([
        { path: "/instance/protect", body: { specter_enabled: true } },
      ]);
    }));

  test("after its date it is an error", () =>
    scenario({ yaml: file("2020-01-01") }, async ({ clerk, run }) => {
      const result = await run("drift");
      expectExit(result, 3);
      expect(result.said).toContain("protect.rules_enabled");
      expect(result.said).toMatch(/2020-01-01|expired/);
      expect(clerk.requests).toEqual([]);
    }));

  test("an entry that matches nothing is said", () =>
    scenario({ yaml: file("2099-12-31", "restrictions.blocklist") }, async ({ run }) => {
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(JSON.stringify(at(plan.json(), "warnings"))).toContain("restrictions.blocklist");
    }));
});

test("a refused apply as JSON is one document with exit_code 4", () =>
  scenario(
    {
      yaml: yamlOf("restrictions.blocklist", false),
      clerk: {
        key: PRODUCTION_KEY,
        state: (state) => setLive(state, "restrictions.blocklist", true),
      },
    },
    async ({ run }) => {
      const json = await run("apply", "--yes", "--format", "json");
      expectExit(json, 4);
      errorOf(json);
    },
  ));
