/** Plan, apply, plan: against a model Clerk that is not ours. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { PATCH_PATH } from "../rig/clerk-server.ts";
import { getLive, setLive, type InstanceState } from "../rig/clerk-state.ts";
import { addressesOf, bodiesOf, changesOf, outcomesOf } from "../rig/documents.ts";
import { at, isObject, listAt, stringAt, type Json } from "../rig/json.ts";
import { EVERY_SETTING, inSync, READABLE, sectionOf, type SettingRow } from "../rig/settings.ts";

const ALL_ADDRESSES = READABLE.map(({ address }) => address).toSorted();

const sorted = (value: Json | undefined): Json | undefined =>
  Array.isArray(value)
    ? value.toSorted((left, right) => (String(left) < String(right) ? -1 : 1))
    : value;

/** What the PATCH bodies must be when exactly these settings differ, sets in sorted order. */
function expectedBodies(
  rows: readonly SettingRow[],
): Record<string, Record<string, Json | undefined>> {
  const bodies: Record<string, Record<string, Json | undefined>> = {};
  for (const { address, desired, wire } of rows) {
    const path = PATCH_PATH[sectionOf(address)];
    const [member, value] = wire ?? [address.slice(address.indexOf(".") + 1), desired];
    (bodies[path] ??= {})[member] = sorted(value);
  }
  return bodies;
}

function sortedBodies(
  patches: readonly { path: string; body: Json | undefined }[],
): Record<string, unknown> {
  return Object.fromEntries(
    patches.map(({ path, body }) => [
      path,
      isObject(body)
        ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name, sorted(value)]))
        : body,
    ]),
  );
}

/** The whole model, lists in sorted order. */
const settled = (state: InstanceState): unknown =>
  JSON.parse(JSON.stringify(state), (_key, value: Json) => sorted(value));

test("the file names every readable setting: on an instance that differs everywhere, plan names them all", () =>
  scenario({ yaml: EVERY_SETTING }, async ({ clerk, run }) => {
    const plan = await run("plan", "--format", "json");
    expectExit(plan, 0);
    expect(addressesOf(plan.json())).toEqual(ALL_ADDRESSES);
    for (const { address, from, to } of changesOf(plan.json())) {
      const row = READABLE.find((candidate) => candidate.address === address);
      expect([address, sorted(from), sorted(to)]).toEqual([
        address,
        sorted(row?.other),
        sorted(row?.desired),
      ]);
    }
    expect(at(plan.json(), "coverage")).toEqual({
      declared: READABLE.length,
      read: READABLE.length,
      unreadable: [],
    });
    expect(clerk.writes()).toEqual([]);
  }));

test("in sync: plan is empty, exit 0 even with --detailed-exitcode, and says so", () =>
  scenario({ yaml: EVERY_SETTING, clerk: { state: inSync } }, async ({ clerk, run }) => {
    const plan = await run("plan", "--detailed-exitcode", "--format", "json");
    expectExit(plan, 0);
    expect(listAt(plan.json(), "changes")).toEqual([]);
    expect(listAt(plan.json(), "calls")).toEqual([]);
    const text = await run("plan", "--detailed-exitcode");
    expectExit(text, 0);
    expect(text.stdout).not.toBe("");
    const drift = await run("drift");
    expectExit(drift, 0);
    expect(clerk.writes()).toEqual([]);
  }));

const CASES: [string, string[]][] = [
  ["one boolean", ["restrictions.blocklist"]],
  ["two settings of one section", ["protect.rules_enabled", "protect.specter_enabled"]],
  [
    "two of one section, one of another",
    ["restrictions.blocklist", "restrictions.allowlist", "communication.blocked_country_codes"],
  ],
  ["an inverted read", ["instance.hibp"]],
  ["an integer", ["organization.max_allowed_memberships"]],
  ["a set", ["instance.allowed_origins"]],
  ["a role, written by id", ["organization.creator_role"]],
  ["both roles", ["organization.creator_role", "organization.domains_default_role"]],
  ["the development origin, read from the domains", ["instance.development_origin"]],
  [
    "one setting in each section",
    [
      "instance.test_mode",
      "restrictions.block_email_subaddresses",
      "organization.admin_delete_enabled",
      "protect.specter_enabled",
      "communication.blocked_country_codes",
      "oauth_applications.default_scopes",
      "beta.progressive_sign_up",
    ],
  ],
  ["everything", ALL_ADDRESSES],
];

describe.concurrent("plan, apply, plan, apply", { timeout: 60_000 }, () => {
  test.for(CASES)("%s", ([, addresses]) =>
    scenario({ yaml: EVERY_SETTING, clerk: { state: inSync } }, async ({ clerk, run }) => {
      const rows = READABLE.filter(({ address }) => addresses.includes(address));
      for (const row of rows) setLive(clerk.state, row.address, row.other);
      const before = structuredClone(clerk.state);
      const expected = expectedBodies(rows);

      // Plan names exactly what differs and writes nothing.
      const plan = await run("plan", "--detailed-exitcode", "--format", "json");
      expectExit(plan, 2);
      expect(addressesOf(plan.json())).toEqual(addresses.toSorted());
      const planned = Object.entries(bodiesOf(plan.json())).map(([path, body]) => ({ path, body }));
      expect(sortedBodies(planned)).toEqual(expected);
      for (const call of listAt(plan.json(), "calls"))
        expect(stringAt(call, "method")).toBe("PATCH");
      expectExit(await run("plan"), 0);
      expect(clerk.writes()).toEqual([]);
      expect(clerk.state).toEqual(before);

      // Apply sends one PATCH per changed section with exactly the differing members.
      clerk.forget();
      const apply = await run("apply", "--yes", "--format", "json");
      expectExit(apply, 0);
      expect(clerk.patches()).toHaveLength(Object.keys(expected).length);
      expect(clerk.writes()).toHaveLength(Object.keys(expected).length);
      expect(sortedBodies(clerk.patches())).toEqual(expected);
      expect(outcomesOf(apply.json())).toEqual({ confirmed: addresses.toSorted() });
      for (const call of listAt(apply.json(), "calls")) {
        expect([200, 204]).toContain(at(call, "status"));
      }

      // Clerk holds what the file says, and everything else is as it was.
      const after = structuredClone(before);
      for (const row of rows) setLive(after, row.address, row.desired);
      expect(settled(clerk.state)).toEqual(settled(after));

      // Nothing is left to plan, and a second apply writes nothing.
      clerk.forget();
      expectExit(await run("plan", "--detailed-exitcode"), 0);
      const second = await run("apply", "--yes", "--format", "json");
      expectExit(second, 0);
      expectExit(await run("drift"), 0);
      expect(clerk.writes()).toEqual([]);
    }),
  );
});

describe.concurrent("a plan touches only what the file names", { timeout: 60_000 }, () => {
  test.for([
    [
      "a whole section that the file leaves out",
      "version: 1\nprotect: { rules_enabled: true }\n",
      { "/instance/protect": { rules_enabled: true } },
    ],
    [
      "an empty section",
      "version: 1\nrestrictions: {}\nprotect: { specter_enabled: true }\n",
      { "/instance/protect": { specter_enabled: true } },
    ],
    [
      "another setting of the same section",
      "version: 1\nrestrictions: { blocklist: true }\n",
      { "/instance/restrictions": { blocklist: true } },
    ],
  ] as [string, string, Record<string, Json>][])("%s stays as it is", ([, yaml, bodies]) =>
    scenario({ yaml }, async ({ clerk, run }) => {
      const before = structuredClone(clerk.state);
      expectExit(await run("apply", "--yes"), 0);
      expect(Object.fromEntries(clerk.patches().map(({ path, body }) => [path, body]))).toEqual(
        bodies,
      );
      for (const [path, body] of Object.entries(bodies)) {
        const section = path === "/instance/protect" ? "protect" : "restrictions";
        Object.assign(before[section], body);
      }
      expect(clerk.state).toEqual(before);
    }),
  );

  test("a file with no setting at all plans nothing and sends nothing", () =>
    scenario({ yaml: "version: 1\n" }, async ({ clerk, run }) => {
      const plan = await run("plan", "--detailed-exitcode", "--format", "json");
      expectExit(plan, 0);
      expect(listAt(plan.json(), "changes")).toEqual([]);
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.writes()).toEqual([]);
    }));
});

describe.concurrent(
  'values that are easily taken for "nothing" are each written and confirmed',
  { timeout: 60_000 },
  () => {
    test.for([
      ["false", "instance.test_mode", false, { test_mode: false }],
      [
        "zero (unlimited)",
        "organization.max_allowed_memberships",
        0,
        { max_allowed_memberships: 0 },
      ],
      ["an empty string", "instance.support_email", "", { support_email: "" }],
      ["an empty list", "communication.blocked_country_codes", [], { blocked_country_codes: [] }],
      [
        "an empty list of modes",
        "organization.domains_enrollment_modes",
        [],
        { domains_enrollment_modes: [] },
      ],
      [
        "null where Clerk documents it",
        "oauth_applications.default_scopes",
        null,
        { default_scopes: null },
      ],
    ] as [string, string, Json, Json][])("%s", ([, address, value, body]) => {
      const [section, setting] = address.split(".");
      const yaml = `version: 1\n${section}:\n  ${setting}: ${JSON.stringify(value)}\n`;
      return scenario({ yaml }, async ({ clerk, run }) => {
        const apply = await run("apply", "--yes", "--format", "json");
        expectExit(apply, 0);
        expect(clerk.patches().map((sent) => sent.body)).toEqual([body]);
        expect(outcomesOf(apply.json())).toEqual({ confirmed: [address] });
        expect(getLive(clerk.state, address)).toEqual(value);
        expectExit(await run("plan", "--detailed-exitcode"), 0);
      });
    });
  },
);

describe.concurrent("reads lag writes", { timeout: 60_000 }, () => {
  test.for([1, 2, 3])(
    "settings of PATCH /instance are polled until %i stale reads are over; no second write",
    (reads) =>
      scenario(
        {
          yaml: "version: 1\ninstance:\n  hibp: true\n  allowed_origins: [capacitor://localhost, chrome-extension://abc]\n",
          clerk: { lag: { frontend: { reads }, backend: { reads } } },
        },
        async ({ clerk, run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 0);
          expect(clerk.patches()).toHaveLength(1);
          expect(outcomesOf(apply.json())).toEqual({
            confirmed: ["instance.allowed_origins", "instance.hibp"],
          });
        },
      ),
  );

  test("the echo is the proof: a stale GET after a PATCH with an echo is no contradiction", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\nrestrictions: { blocklist: true }\n",
        clerk: { lag: { frontend: { reads: 3 }, backend: { reads: 3 } } },
      },
      async ({ clerk, run }) => {
        const apply = await run("apply", "--yes", "--format", "json");
        expectExit(apply, 0);
        expect(clerk.patches()).toHaveLength(2);
        expect(outcomesOf(apply.json())).toEqual({
          confirmed: ["protect.rules_enabled", "restrictions.blocklist"],
        });
      },
    ));
});

describe.concurrent("settings that nothing can read", { timeout: 60_000 }, () => {
  const yaml = "version: 1\nbeta:\n  from_email_address: hello\n  progressive_sign_up: true\n";

  test("are shown as !, sent on apply, and counted in coverage", () =>
    scenario({ yaml }, async ({ clerk, run }) => {
      clerk.state.beta.progressive_sign_up = true;
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(addressesOf(plan.json())).toEqual(["beta.from_email_address"]);
      const change = listAt(plan.json(), "changes")[0];
      expect(at(change, "from", "known")).toBe(false);
      expect(at(change, "to")).toBe("hello");
      expect(at(plan.json(), "coverage")).toEqual({
        declared: 2,
        read: 1,
        unreadable: [{ address: "beta.from_email_address", why: "write_only" }],
      });
      const text = await run("plan");
      expect(text.stdout).toMatch(/!.*from_email_address/);
      const apply = await run("apply", "--yes", "--format", "json");
      expectExit(apply, 0);
      expect(clerk.patches()).toEqual([
        { path: "/beta_features/instance_settings", body: { from_email_address: "hello" } },
      ]);
      expect(outcomesOf(apply.json())).toEqual({ confirmed: ["beta.from_email_address"] });
    }));

  test("beta.test_mode is sent to the beta route and confirmed although its echo leaves it out", () =>
    scenario({ yaml: "version: 1\nbeta: { test_mode: false }\n" }, async ({ clerk, run }) => {
      const apply = await run("apply", "--yes", "--format", "json");
      expectExit(apply, 0);
      expect(clerk.patches()).toEqual([
        { path: "/beta_features/instance_settings", body: { test_mode: false } },
      ]);
      expect(clerk.state.instance.test_mode).toBe(false);
      expect(outcomesOf(apply.json())).toEqual({ confirmed: ["beta.test_mode"] });
    }));
});
