import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HAZARDS, type Hazard } from "../../src/catalog/hazard.ts";
import type { Json } from "../../src/catalog/setting.ts";
import type { Consent, Ignore } from "../../src/core/file/desired.ts";
import type { Move } from "../../src/core/plan/change.ts";
import { reviewConsents, weigh, type Permissions } from "../../src/core/plan/consent.ts";
import { guard, needsAllowlist } from "../../src/core/plan/guard.ts";
import type { Facts, Limits } from "../../src/core/plan/facts.ts";
import { expiredIgnores, ignoreMoves } from "../../src/core/plan/ignore.ts";
import type { InstanceType, Reading, Role } from "../../src/core/value/reading.ts";
import type { Refusal } from "../../src/core/finding/refusal.ts";
import { runs } from "../rig/generators/runs.ts";
import { AT, declare, differenceOf, known, moveOf, UNKNOWN } from "./given.ts";

const TODAY = "2026-06-01";
type Allowed = Permissions & Limits;
const NOBODY: Allowed = { allowances: [], consents: [], today: TODAY };
const ROLES: readonly Role[] = [
  { id: "role_1", key: "org:admin", creatorEligible: true },
  { id: "role_2", key: "org:member", creatorEligible: false },
];
const FACTS: Facts = { roles: ROLES, allowlistSize: 3, afterwards: new Map(), idle: [] };

const change = (address: string, from: Json | undefined, to: Json): Move =>
  moveOf(address, from === undefined ? UNKNOWN : known(from), to);

/** What is weighed with the permissions and then guarded, as a plan does. */
const refusalsOf = (
  moves: readonly Move[],
  permissions: Partial<Allowed> = {},
  facts: Partial<Facts> = {},
  type: InstanceType = "production",
): readonly Refusal[] => {
  const allowed = { ...NOBODY, ...permissions };
  return guard(weigh(moves, type, allowed), type, { ...FACTS, ...facts }, allowed);
};

const consent = (address: string, hazard: Hazard, until = "2026-12-31"): Consent => ({
  address,
  hazard,
  until,
  reason: "INC-42",
  at: AT,
});

const SUBDOMAINS = "instance.allowed_subdomains";
const SWITCH = "instance.subdomain_allowlist_enabled";
const subdomains = change(SWITCH, false, true);

/** What the switch and its list hold once the plan is applied; undefined: nothing shows it. */
const after = (on: boolean | undefined, list: readonly string[] | undefined): Facts["afterwards"] =>
  new Map([
    [SWITCH, on === undefined ? UNKNOWN : known(on)],
    [SUBDOMAINS, list === undefined ? UNKNOWN : known(list)],
  ]);

/** One change for each hazard that blocks. */
const DANGERS: readonly (readonly [hazard: Hazard, change: Move])[] = [
  ["locks_out_users", change("restrictions.allowlist_blocklist_disabled_on_sign_in", true, false)],
  ["opens_sign_up", change("restrictions.allowlist", true, false)],
  ["weakens_security", change("instance.hibp", true, false)],
  ["breaks_clients", change("organization.enabled", true, false)],
  ["costs_money", change("communication.blocked_country_codes", ["KP"], [])],
];

describe("a hazard on a production instance", () => {
  test.each(DANGERS)("%s is refused, with what would allow it", (hazard, one) => {
    const { address } = one.change;
    const [refusal, ...more] = refusalsOf([one]);
    expect(more).toEqual([]);
    expect(refusal).toEqual({
      code: "hazard",
      address,
      hazard,
      message: expect.stringMatching(/^\S.*\S$/),
      allow: `--allow ${hazard}=${address}`,
      consent: { address, hazard, reason: expect.any(String), until: "2026-07-01" },
    });
  });

  test.each(DANGERS)("%s does not block a development instance", (_, one) => {
    expect(refusalsOf([one], {}, {}, "development")).toEqual([]);
  });

  test("what is deprecated is not refused", () => {
    expect(refusalsOf([change("instance.cookieless_dev", false, true)])).toEqual([]);
  });

  test("one change with two hazards is refused twice", () => {
    const one = change("oauth_applications.default_scopes", ["email"], ["profile"]);
    expect(refusalsOf([one]).map(({ hazard }) => hazard)).toEqual([
      "weakens_security",
      "breaks_clients",
    ]);
  });

  test("an unknown value before is as dangerous as any", () => {
    expect(refusalsOf([change("beta.restricted_to_allowlist", undefined, false)])).toMatchObject([
      { hazard: "opens_sign_up" },
    ]);
  });
});

describe("a permission", () => {
  const hibp = change("instance.hibp", true, false);
  const blocklist = change("restrictions.blocklist", true, false);
  const addresses = (refusals: readonly Refusal[]): readonly (string | null)[] =>
    refusals.map(({ address }) => address);

  test.each<readonly [what: string, permissions: Partial<Allowed>, left: readonly string[]]>([
    ["none", {}, ["instance.hibp", "restrictions.blocklist"]],
    [
      "--allow with an address",
      { allowances: [{ hazard: "weakens_security", address: "instance.hibp" }] },
      ["restrictions.blocklist"],
    ],
    [
      "--allow of the hazard everywhere",
      { allowances: [{ hazard: "weakens_security", address: null }] },
      [],
    ],
    [
      "--allow of another hazard",
      { allowances: [{ hazard: "costs_money", address: null }] },
      ["instance.hibp", "restrictions.blocklist"],
    ],
    [
      "a consent",
      { consents: [consent("instance.hibp", "weakens_security")] },
      ["restrictions.blocklist"],
    ],
    [
      "a consent on its last day",
      { consents: [consent("instance.hibp", "weakens_security", TODAY)] },
      ["restrictions.blocklist"],
    ],
    [
      "a consent that has run out",
      { consents: [consent("instance.hibp", "weakens_security", "2026-05-31")] },
      ["instance.hibp", "restrictions.blocklist"],
    ],
    [
      "a consent to another hazard",
      { consents: [consent("instance.hibp", "costs_money")] },
      ["instance.hibp", "restrictions.blocklist"],
    ],
    [
      "a consent to another setting",
      { consents: [consent("protect.rules_enabled", "weakens_security")] },
      ["instance.hibp", "restrictions.blocklist"],
    ],
    [
      "both consents",
      {
        consents: [
          consent("instance.hibp", "weakens_security"),
          consent("restrictions.blocklist", "weakens_security"),
        ],
      },
      [],
    ],
  ])("%s", (_, permissions, left) => {
    expect(addresses(refusalsOf([hibp, blocklist], permissions))).toEqual(left);
  });

  test("what a refusal offers allows exactly it", () => {
    const dangers = DANGERS.map(([, one]) => one);
    const all = refusalsOf(dangers);
    expect(all).toHaveLength(DANGERS.length);
    for (const refusal of all) {
      const [hazard, address] = (refusal.allow ?? "").replace("--allow ", "").split("=");
      const allowances = [{ hazard: hazard as Hazard, address: address ?? null }];
      const rest = all.filter((other) => other !== refusal);
      expect(refusalsOf(dangers, { allowances })).toEqual(rest);
      const consents = refusal.consent ? [{ ...refusal.consent, at: AT }] : [];
      expect(refusalsOf(dangers, { consents })).toEqual(rest);
    }
  });
});

describe("what no permission allows", () => {
  const anything: Partial<Allowed> = {
    allowances: (Object.keys(HAZARDS) as Hazard[]).map((hazard) => ({ hazard, address: null })),
  };
  const allowlist = change("restrictions.allowlist", false, true);
  const old = change("beta.restricted_to_allowlist", undefined, true);

  test.each<readonly [what: string, Move, Partial<Facts>, code: string]>([
    ["an allowlist that is empty", allowlist, { allowlistSize: 0 }, "empty_allowlist"],
    [
      "an allowlist that can't be read",
      allowlist,
      { allowlistSize: "unknown" },
      "allowlist_unreadable",
    ],
    [
      "an allowlist that nobody looked up",
      allowlist,
      { allowlistSize: null },
      "allowlist_unreadable",
    ],
    ["the older switch on an empty allowlist", old, { allowlistSize: 0 }, "empty_allowlist"],
    [
      "a role that the instance lacks",
      change("organization.creator_role", "org:admin", "org:gone"),
      {},
      "unknown_role",
    ],
    [
      "a role id that the instance lacks",
      change("organization.creator_role_id", "role_1", "role_9"),
      {},
      "unknown_role",
    ],
    [
      "a default role that the instance lacks",
      change("organization.domains_default_role", "org:admin", "org:gone"),
      {},
      "unknown_role",
    ],
    [
      "a role that may not create",
      change("organization.creator_role", "org:admin", "org:member"),
      {},
      "role_not_eligible",
    ],
    [
      "a role id that may not create",
      change("organization.creator_role_id", "role_1", "role_2"),
      {},
      "role_not_eligible",
    ],
    [
      "development_origin in production",
      change("instance.development_origin", "", "http://localhost:1"),
      {},
      "development_only",
    ],
    [
      "url_based_session_syncing in production",
      change("instance.url_based_session_syncing", false, true),
      {},
      "development_only",
    ],
    ["subdomains that can't be read", subdomains, {}, "list_unreadable"],
    [
      "the subdomain allowlist with an empty list",
      subdomains,
      { afterwards: after(true, []) },
      "empty_list",
    ],
    [
      "the subdomain allowlist with an unreadable list",
      subdomains,
      { afterwards: after(true, undefined) },
      "list_unreadable",
    ],
    [
      "the last subdomain taken away while the allowlist is on",
      change(SUBDOMAINS, ["app.example.com"], []),
      { afterwards: after(true, []) },
      "empty_list",
    ],
    [
      "the last subdomain taken away while nothing shows the switch",
      change(SUBDOMAINS, ["app.example.com"], []),
      { afterwards: after(undefined, []) },
      "list_unreadable",
    ],
  ])("%s", (_, one, facts, code) => {
    expect(refusalsOf([one], anything, facts)).toMatchObject([
      { code, address: one.change.address, allow: null, consent: null },
    ]);
  });

  test.each<readonly [what: string, Move, Facts["afterwards"]]>([
    ["the switch with an item in the list", subdomains, after(true, ["app.example.com"])],
    ["the switch turned off", change(SWITCH, true, false), after(false, [])],
    ["an empty list while the switch is off", change(SUBDOMAINS, ["a.b"], []), after(false, [])],
    [
      "an item less while the switch is on",
      change(SUBDOMAINS, ["a.b", "c.d"], ["a.b"]),
      after(true, ["a.b"]),
    ],
  ])("not: %s", (_, one, afterwards) => {
    expect(refusalsOf([one], anything, { afterwards })).toEqual([]);
  });

  test.each([SUBDOMAINS, SWITCH])("%s on a development instance", (address) => {
    const one = moveOf(address, UNKNOWN, address === SWITCH ? true : ["a.b"], "development");
    expect(refusalsOf([one], anything, {}, "development")).toMatchObject([
      { code: "production_only", address, allow: null, consent: null },
    ]);
  });

  test("more changes than --max-changes", () => {
    const changes = [
      change("protect.rules_enabled", false, true),
      change("instance.hibp", false, true),
    ];
    expect(refusalsOf(changes, { maxChanges: 2 })).toEqual([]);
    expect(refusalsOf(changes, { ...anything, maxChanges: 1 })).toMatchObject([
      { code: "too_many_changes", address: null, allow: null },
    ]);
    expect(refusalsOf([], { maxChanges: 0 })).toEqual([]);
  });

  test("a role that joins by domain need not be able to create", () => {
    expect(
      refusalsOf([change("organization.domains_default_role", "org:admin", "org:member")]),
    ).toEqual([]);
  });

  test("roles that were not looked up are not judged", () => {
    const one = change("organization.creator_role_id", undefined, "role_9");
    expect(refusalsOf([one], {}, { roles: null })).toEqual([]);
  });

  test("an allowlist with somebody on it is a hazard like others", () => {
    expect(refusalsOf([allowlist])).toMatchObject([{ code: "hazard", hazard: "locks_out_users" }]);
    expect(refusalsOf([allowlist], anything)).toEqual([]);
  });

  test("development instances have their own settings and need no allowlist", () => {
    const changes = [
      change("instance.development_origin", "", "http://localhost:1"),
      change("restrictions.allowlist", false, true),
    ];
    expect(refusalsOf(changes, {}, { allowlistSize: null }, "development")).toEqual([]);
  });

  test.each<readonly [string, Reading, Json, boolean]>([
    ["restrictions.allowlist", known(false), true, true],
    ["restrictions.allowlist", known(true), false, false],
    ["beta.restricted_to_allowlist", UNKNOWN, true, true],
    ["restrictions.blocklist", known(false), true, false],
  ])("%s from %j to %j asks for the allowlist: %j", (address, from, to, asks) => {
    expect(needsAllowlist(moveOf(address, from, to), new Map())).toBe(asks);
  });
});

describe("the guard is monotone", () => {
  const POOL: readonly Move[] = [
    ...DANGERS.map(([, one]) => one),
    change("restrictions.allowlist", false, true),
    change("beta.restricted_to_allowlist", undefined, true),
    change("oauth_applications.default_scopes", ["email"], null),
    change("organization.creator_role", "org:admin", "org:gone"),
    change("organization.domains_default_role", "org:admin", "org:member"),
    change("instance.development_origin", "", "http://localhost:1"),
    change("instance.cookieless_dev", false, true),
    change("instance.support_email", "", "help@example.com"),
    change("organization.extra.anything", 1, 2),
  ];
  const hazards = Object.keys(HAZARDS) as Hazard[];
  const situations = fc.record({
    some: fc.subarray([...POOL]),
    more: fc.subarray([...POOL]),
    type: fc.constantFrom<InstanceType>("production", "development"),
    allowlistSize: fc.constantFrom<Facts["allowlistSize"]>(0, 3, "unknown", null),
    allowances: fc.array(
      fc.record({
        hazard: fc.constantFrom(...hazards),
        address: fc.constantFrom(null, ...POOL.map((one) => one.change.address)),
      }),
      { maxLength: 3 },
    ),
    consents: fc.array(
      fc
        .tuple(
          fc.constantFrom(...POOL),
          fc.constantFrom(...hazards),
          fc.constantFrom("2026-05-31", TODAY),
        )
        .map(([one, hazard, until]) => consent(one.change.address, hazard, until)),
      { maxLength: 3 },
    ),
    maxChanges: fc.option(fc.nat(6), { nil: undefined }),
  });
  const key = ({ code, address, hazard }: Refusal): string => `${code} ${address} ${hazard}`;

  test("a change more never takes a refusal away", () => {
    const rule = fc.property(
      situations,
      ({ some, more, type, allowlistSize, maxChanges, ...rest }) => {
        const permissions = { ...rest, ...(maxChanges === undefined ? {} : { maxChanges }) };
        const fewer = refusalsOf(some, permissions, { allowlistSize }, type).map(key);
        const union = POOL.filter((one) => some.includes(one) || more.includes(one));
        const all = refusalsOf(union, permissions, { allowlistSize }, type).map(key);
        expect(all).toEqual(expect.arrayContaining(fewer));
      },
    );
    fc.assert(rule, runs(500));
  });

  test("a permission more never adds one, and takes away only its own", () => {
    const rule = fc.property(situations, ({ some, type, allowlistSize, allowances, consents }) => {
      const before = refusalsOf(some, {}, { allowlistSize }, type);
      const after = refusalsOf(some, { allowances, consents }, { allowlistSize }, type).map(key);
      const meant = (refusal: Refusal): boolean =>
        refusal.code === "hazard" &&
        (allowances.some(
          (a) => a.hazard === refusal.hazard && [null, refusal.address].includes(a.address),
        ) ||
          consents.some(
            (c) => c.hazard === refusal.hazard && c.address === refusal.address && c.until >= TODAY,
          ));
      expect(after).toEqual(before.filter((refusal) => !meant(refusal)).map(key));
    });
    fc.assert(rule, runs(500));
  });
});

describe("permissions are reviewed", () => {
  const hibp = change("instance.hibp", true, false);
  const codes = (permissions: Partial<Allowed>): readonly string[] =>
    reviewConsents([hibp], { ...NOBODY, ...permissions }).map(({ code }) => code);

  test.each<readonly [what: string, permissions: Partial<Allowed>, codes: readonly string[]]>([
    ["one that is needed", { consents: [consent("instance.hibp", "weakens_security")] }, []],
    [
      "one that has run out",
      { consents: [consent("instance.hibp", "weakens_security", "2026-05-31")] },
      ["consent_expired"],
    ],
    [
      "one for another setting",
      { consents: [consent("restrictions.blocklist", "weakens_security")] },
      ["consent_unmatched"],
    ],
    [
      "one for another hazard",
      { consents: [consent("instance.hibp", "costs_money")] },
      ["consent_unmatched"],
    ],
    ["a flag that is needed", { allowances: [{ hazard: "weakens_security", address: null }] }, []],
    [
      "a flag for another setting",
      { allowances: [{ hazard: "weakens_security", address: "protect.rules_enabled" }] },
      ["allow_unmatched"],
    ],
    [
      "a flag for another hazard",
      { allowances: [{ hazard: "costs_money", address: null }] },
      ["allow_unmatched"],
    ],
  ])("%s", (_, permissions, expected) => {
    expect(codes(permissions)).toEqual(expected);
  });
});

describe("exceptions", () => {
  const ignore = (address: string, until = "2026-12-31"): Ignore => ({
    address,
    until,
    reason: "trial",
    at: AT,
  });
  const wishes = {
    "instance.hibp": { from: known(true), to: false },
    "protect.rules_enabled": { from: known(true), to: true },
  };
  const declarations = Object.entries(wishes).map(([address, { to }]) => declare(address, to));
  const given = (ignores: readonly Ignore[]) =>
    ignoreMoves(differenceOf(wishes).moves, { ignores, declarations });

  test("take the change out and are listed", () => {
    const { moves, ignored, warnings } = given([ignore("instance.hibp")]);
    expect(moves).toEqual([]);
    expect(ignored).toEqual([{ address: "instance.hibp", reason: "trial", until: "2026-12-31" }]);
    expect(warnings).toEqual([]);
    expect(differenceOf(wishes).read).toBe(2);
  });

  test.each([
    ["protect.rules_enabled", /does not differ/],
    ["communication.blocked_country_codes", /does not declare/],
  ])("with nothing to take out are said: %s", (address, why) => {
    const { moves, ignored, warnings } = given([ignore(address)]);
    expect(moves).toHaveLength(1);
    expect(ignored).toEqual([]);
    expect(warnings).toMatchObject([{ code: "ignore_unmatched", address }]);
    expect(warnings[0]?.message).toMatch(why);
  });

  test("end after their last day", () => {
    const ignores = [
      ignore("a.b", "2026-05-31"),
      ignore("a.c", TODAY),
      ignore("a.d", "2026-06-02"),
    ];
    expect(expiredIgnores(ignores, TODAY)).toMatchObject([
      { code: "expired_ignore", args: { address: "a.b", until: "2026-05-31" }, at: AT },
    ]);
  });
});
