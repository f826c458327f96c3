/**
 * What could lock people out, or let everybody in: exit 4 and nothing written, until it is allowed by name; and each
 * permission lifts its own refusal alone.
 */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type ScenarioOptions } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY, type ClerkOptions } from "../rig/clerk-server.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { refusalsOf } from "../rig/documents.ts";
import { noteFigure } from "../rig/figures.ts";

interface Lockout {
  readonly id: string;
  readonly what: string;
  readonly yaml: string;
  readonly state?: (state: InstanceState) => void;
  readonly clerk?: ClerkOptions;
  readonly args?: readonly string[];
  readonly env?: ScenarioOptions["env"];
  readonly said: RegExp;
  /** What allows it, one for each refusal; empty: nothing does. */
  readonly flags: readonly string[];
  /** How many requests may be made until it is refused. */
  readonly requests?: number;
}

const V = "version: 1\n";
const EVERYTHING = [
  "locks_out_users",
  "opens_sign_up",
  "weakens_security",
  "breaks_clients",
  "costs_money",
].flatMap((hazard) => ["--allow", hazard]);

const onAllowlist =
  (identifiers: readonly string[], rest: (state: InstanceState) => void = () => {}) =>
  (state: InstanceState): void => {
    state.allowlist_identifiers = [...identifiers];
    rest(state);
  };

const wide = (state: InstanceState): void => {
  const permissions: Readonly<Record<string, readonly string[]>> = {
    "org:admin": ["org:sys_memberships:manage", "org:sys_memberships:read"],
    "org:member": ["org:sys_memberships:read"],
  };
  for (const role of state.roles)
    Object.assign(role, {
      permissions: (permissions[role.key] ?? []).map((key, index) => ({
        id: `perm_${index}`,
        key,
      })),
    });
  state.organization.domains_default_role = "org:member";
};

const LOCKOUTS: readonly Lockout[] = [
  {
    id: "C19",
    what: "a setting for development alone",
    yaml: `${V}instance: { development_origin: "http://localhost:3000" }\n`,
    said: /development instances/,
    flags: [],
  },
  {
    id: "C19",
    what: "session syncing through the URL",
    yaml: `${V}instance: { url_based_session_syncing: true }\n`,
    state: (state) => void (state.instance.url_based_session_syncing = false),
    said: /development instances/,
    flags: [],
  },
  {
    id: "C20",
    what: "test mode",
    yaml: `${V}instance: { test_mode: true }\n`,
    state: (state) => void (state.instance.test_mode = false),
    said: /published code/,
    flags: ["weakens_security=instance.test_mode"],
  },
  {
    id: "C21",
    what: "the allowlist with nobody on it",
    yaml: `${V}restrictions: { allowlist: true }\n`,
    state: onAllowlist([], (state) => void (state.restrictions.allowlist = false)),
    said: /nobody could sign up/,
    flags: [],
  },
  {
    id: "C21",
    what: "an allowlist of which nothing real is shown",
    yaml: `${V}restrictions: { allowlist: true }\n`,
    state: (state) => void (state.restrictions.allowlist = false),
    clerk: {
      faults: [
        {
          path: "/allowlist_identifiers",
          nth: "every",
          action: { kind: "json", body: { data: [{}], total_count: 1 } },
        },
      ],
    },
    said: /can't be read/,
    flags: [],
  },
  {
    id: "C21",
    what: "an allowlist that somebody empties after the plan",
    yaml: `${V}restrictions: { allowlist: true }\n`,
    state: (state) => void (state.restrictions.allowlist = false),
    clerk: {
      onRequest: ({ path }, state, earlier) => {
        if (path === "/allowlist_identifiers" && earlier.some((one) => one.path === path))
          state.allowlist_identifiers = [];
      },
    },
    args: ["--allow", "locks_out_users"],
    said: /nobody could sign up/,
    flags: [],
  },
  {
    id: "C21",
    what: "the older switch with nobody on the allowlist",
    yaml: `${V}beta: { restricted_to_allowlist: true }\n`,
    state: onAllowlist([]),
    said: /nobody could sign up/,
    flags: [],
  },
  {
    id: "C22",
    what: "the allowlist, and at sign-in too",
    yaml: `${V}restrictions: { allowlist: true, allowlist_blocklist_disabled_on_sign_in: false }\n`,
    state: onAllowlist(["a@example.com"], (state) => {
      state.restrictions.allowlist = false;
      state.restrictions.allowlist_blocklist_disabled_on_sign_in = true;
    }),
    said: /can no longer sign in/,
    flags: [
      "locks_out_users=restrictions.allowlist",
      "locks_out_users=restrictions.allowlist_blocklist_disabled_on_sign_in",
    ],
  },
  {
    id: "C22",
    what: "the lists at sign-in, with an empty allowlist in force",
    yaml: `${V}restrictions: { allowlist_blocklist_disabled_on_sign_in: false }\n`,
    state: onAllowlist([], (state) => {
      state.restrictions.allowlist = true;
      state.restrictions.allowlist_blocklist_disabled_on_sign_in = true;
    }),
    said: /nobody could sign in/,
    flags: [],
  },
  {
    id: "C24",
    what: "a role that the instance lacks",
    yaml: `${V}organization: { creator_role: "org:gone" }\n`,
    said: /no role org:gone/,
    flags: [],
  },
  {
    id: "C24",
    what: "fewer members than before",
    yaml: `${V}organization: { max_allowed_memberships: 5 }\n`,
    state: (state) => void (state.organization.max_allowed_memberships = 20),
    said: /can't add members/,
    flags: ["breaks_clients=organization.max_allowed_memberships"],
  },
  {
    id: "C25",
    what: "more changes than --max-changes",
    yaml: `${V}protect: { rules_enabled: true, specter_enabled: true }\n`,
    args: ["--max-changes", "1"],
    said: /more than --max-changes 1/,
    flags: [],
  },
  {
    id: "D05",
    what: "a development key for production",
    yaml: `${V}target: { environment_type: production }\nprotect: { rules_enabled: true }\n`,
    env: { CLERK_SECRET_KEY: DEVELOPMENT_KEY },
    said: /development instance, clerkwork\.yaml is for a production one/,
    flags: [],
    requests: 0,
  },
  {
    id: "D05",
    what: "a production key for development",
    yaml: `${V}target: { environment_type: development }\nprotect: { rules_enabled: true }\n`,
    said: /production instance, clerkwork\.yaml is for a development one/,
    flags: [],
    requests: 0,
  },
  {
    id: "D06",
    what: "the key of another instance",
    yaml: `${V}target: { instance_id: ins_another }\nprotect: { rules_enabled: true }\n`,
    said: /ins_another/,
    flags: [],
    requests: 1,
  },
  {
    id: "J11",
    what: "the allowlist taken back",
    yaml: `${V}restrictions: { allowlist: false }\n`,
    state: (state) => void (state.restrictions.allowlist = true),
    said: /not on the allowlist can sign up/,
    flags: ["opens_sign_up=restrictions.allowlist"],
  },
  {
    id: "J11",
    what: "a blocklist taken back, and its country codes",
    yaml: `${V}restrictions: { blocklist: false }\ncommunication: { blocked_country_codes: [US] }\n`,
    state: (state) => {
      state.restrictions.blocklist = true;
      state.communication.blocked_country_codes = ["KP"];
    },
    said: /can sign up again/,
    flags: [
      "weakens_security=restrictions.blocklist",
      "locks_out_users=communication.blocked_country_codes",
      "costs_money=communication.blocked_country_codes",
    ],
  },
  {
    id: "W-9",
    what: "verified domains with a way to join set already",
    yaml: `${V}organization: { domains_enabled: true }\n`,
    state: (state) => {
      state.organization.domains_enabled = false;
      state.organization.domains_enrollment_modes = ["automatic_invitation"];
    },
    said: /can join in the ways that are set already/,
    flags: ["opens_sign_up=organization.domains_enabled"],
  },
  {
    id: "W-9",
    what: "a wider role for whoever joins through a domain",
    yaml: `${V}organization: { domains_default_role: "org:admin" }\n`,
    state: wide,
    said: /permissions that the role before does not give/,
    flags: ["weakens_security=organization.domains_default_role"],
  },
  {
    id: "W-9",
    what: "the subdomain allowlist with an empty list",
    yaml: `${V}instance: { subdomain_allowlist_enabled: true }\n`,
    state: (state) => {
      state.instance.subdomain_allowlist_enabled = false;
      state.instance.allowed_subdomains = [];
    },
    said: /everything would be shut out/,
    flags: [],
  },
];

const optionsOf = ({ yaml, state, clerk, env }: Lockout): ScenarioOptions => ({
  yaml,
  clerk: { key: PRODUCTION_KEY, ...(state ? { state } : {}), ...clerk },
  ...(env ? { env } : {}),
});

const allow = (flags: readonly string[]): readonly string[] =>
  flags.flatMap((flag) => ["--allow", flag]);

describe.concurrent("refused, with nothing written", { timeout: 60_000 }, () => {
  test.for(LOCKOUTS)("$id: $what", (row) =>
    scenario(optionsOf(row), async ({ clerk, run }) => {
      const { args = [], flags, said } = row;
      const permissions =
        flags.length === 0 ? EVERYTHING : ["--allow", "costs_money=instance.hibp"];
      const refused = await run("apply", "--yes", ...args, ...permissions);
      expectExit(refused, 4);
      expect(`${refused.stdout}${refused.stderr}`.replaceAll(/\s+/g, " ")).toMatch(said);
      expect(clerk.writes()).toEqual([]);
      expect(clerk.requests.length).toBeLessThanOrEqual(row.requests ?? 20);
    }),
  );
});

describe.concurrent("each permission lifts its own refusal", { timeout: 60_000 }, () => {
  test.for(LOCKOUTS.filter(({ flags }) => flags.length > 0))("$id: $what", (row) =>
    scenario(optionsOf(row), async ({ clerk, run }) => {
      const { flags } = row;
      for (const flag of flags) {
        const plan = await run("plan", "--format", "json", "--allow", flag);
        const left = refusalsOf(plan.json()).map(({ hazard, address }) => `${hazard}=${address}`);
        expect(left.toSorted()).toEqual(flags.filter((other) => other !== flag).toSorted());
      }
      expect(clerk.writes()).toEqual([]);
      expectExit(await run("apply", "--yes", ...allow(flags)), 0);
      expect(clerk.writes().length).toBeGreaterThan(0);
    }),
  );
});

test("F15: a saved plan, and by then the key of another instance", () =>
  scenario(
    {
      yaml: `${V}protect: { rules_enabled: true }\n`,
      clerk: { key: PRODUCTION_KEY, others: [{ key: `${PRODUCTION_KEY}x` }] },
    },
    async ({ clerk, run, runWith }) => {
      await run("plan", "--out", "plan.json");
      clerk.forget();
      const env = { CLERK_SECRET_KEY: `${PRODUCTION_KEY}x` };
      const refused = await runWith({ env }, "apply", "plan.json", ...EVERYTHING);
      expectExit(refused, 4);
      expect(clerk.writes()).toEqual([]);
    },
  ));

test("these are at least 15, of every kind", () => {
  const ids = new Set([...LOCKOUTS.map(({ id }) => id), "F15"]);
  for (const id of ["C19", "C20", "C21", "C22", "C24", "C25", "D05", "D06", "F15", "J11", "W-9"])
    expect([id, ids.has(id)]).toEqual([id, true]);
  // oxlint-disable-next-line no-console -- a figure for whoever reads the log
  console.log(`lock-out scenarios: ${LOCKOUTS.length + 1}`);
  expect(LOCKOUTS.length + 1).toBeGreaterThanOrEqual(15);
  noteFigure({
    figure: "Lock-out scenarios that are refused without a write",
    goal: "all of ≥ 15",
    measured: `${LOCKOUTS.length + 1} scenarios`,
    command: "npm test",
  });
});
