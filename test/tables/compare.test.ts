// Two sides held against each other: what differs, what can't be compared, what is allowed.

import { describe, expect, test } from "vitest";
import { NEWEST_API_VERSION, type ApiVersion } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import type { Json } from "../../src/catalog/setting.ts";
import type { InstancePort } from "../../src/clerk/instance.ts";
import { readDesired } from "../../src/core/file/desired.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { comparePairs, type Comparison, type Surface } from "../../src/core/plan/comparison.ts";
import { pairsOfReadings, rowsToRead } from "../../src/core/plan/comparison-pairs.ts";
import type { InstanceType, Reading, Readings } from "../../src/core/value/reading.ts";
import { compareDeclared, compareLive, type Compared } from "../../src/reconcile/compare.ts";
import { documentOf, known, UNKNOWN } from "./given.ts";

const TODAY = "2026-06-01";

interface Asked {
  readonly types?: readonly [InstanceType, InstanceType];
  readonly versions?: readonly [ApiVersion, ApiVersion];
}

/** One setting as two instances show it. */
function liveOf(address: string, a: Reading, b: Reading, asked: Asked = {}): Comparison {
  const [typeA, typeB] = asked.types ?? ["production", "production"];
  const [versionA, versionB] = asked.versions ?? [NEWEST_API_VERSION, NEWEST_API_VERSION];
  const surface: Surface = {
    types: { a: typeA, b: typeB },
    versions: { a: versionA, b: versionB },
    live: true,
  };
  const rows = rowsToRead(CATALOG, surface, []).filter((row) => row.address === address);
  const readings = (reading: Reading): Readings => new Map([[address, reading]]);
  return comparePairs(pairsOfReadings(rows, readings(a), readings(b)), surface);
}

describe("live values", () => {
  test.each<readonly [what: string, address: string, a: Json, b: Json, differs: boolean]>([
    ["a switch", "restrictions.blocklist", true, false, true],
    ["the same switch", "restrictions.blocklist", true, true, false],
    [
      "a set in another order",
      "communication.blocked_country_codes",
      ["KP", "IR"],
      ["IR", "KP"],
      false,
    ],
    ["a set", "communication.blocked_country_codes", ["KP"], ["IR"], true],
    [
      "an item that nobody writes",
      "organization.domains_enrollment_modes",
      ["manual_invitation"],
      [],
      false,
    ],
    ["null for an empty list", "oauth_applications.default_scopes", null, [], false],
    [
      "what an empty text reads as",
      "instance.preferred_sign_in_strategy_when_password_required",
      "",
      "password",
      false,
    ],
    ["roles by key", "organization.creator_role", "org:admin", "org:member", true],
  ])("%s", (_, address, a, b, differs) => {
    const found = liveOf(address, known(a), known(b));
    expect(found.differences.map(({ row }) => row.address)).toEqual(differs ? [address] : []);
    expect(found.compared).toBe(1);
  });

  test.each<readonly [side: string, a: Reading, b: Reading]>([
    ["a", UNKNOWN, known(true)],
    ["b", known(true), UNKNOWN],
    ["both", UNKNOWN, UNKNOWN],
  ])("what can't be read on side %s is neither the same nor different", (side, a, b) => {
    const address = "restrictions.blocklist";
    expect(liveOf(address, a, b)).toEqual({
      compared: 0,
      differences: [],
      notCompared: [{ address, side, why: "write_only" }],
      onlyOn: [],
    });
  });

  test("a version that may be a resolved form of the other proves nothing", () => {
    const address = "instance.clerk_js_version";
    expect(liveOf(address, known("5"), known("5.3.1")).notCompared).toEqual([
      { address, side: "both", why: "resolved_form" },
    ]);
    expect(liveOf(address, known("5"), known("4.1.0")).differences).toHaveLength(1);
  });

  test("what only one type of instance has is no difference", () => {
    const address = "instance.subdomain_allowlist_enabled";
    const found = liveOf(address, UNKNOWN, known(true), { types: ["development", "production"] });
    expect(found.onlyOn).toEqual([{ address, type: "production" }]);
    expect(found.compared + found.differences.length + found.notCompared.length).toBe(0);
    const none = liveOf(address, known(true), known(false), {
      types: ["development", "development"],
    });
    expect(none.onlyOn.length + none.differences.length).toBe(0);
    expect(liveOf(address, known(true), known(false)).differences).toHaveLength(1);
  });

  test("what one API version lacks is not compared", () => {
    const address = "instance.subdomain_allowlist_enabled";
    const versions = [NEWEST_API_VERSION, "2024-10-01"] as const;
    expect(liveOf(address, known(true), UNKNOWN, { versions }).notCompared).toEqual([
      { address, side: "b", why: "api_version" },
    ]);
  });

  test("a setting stands under one name", () => {
    const surface = {
      types: { a: "production", b: "production" },
      versions: { a: NEWEST_API_VERSION, b: NEWEST_API_VERSION },
    } as const;
    const read = rowsToRead(CATALOG, surface, []).map(({ address }) => address);
    expect(read).toContain("organization.creator_role");
    for (const other of [
      "organization.creator_role_id",
      "organization.domains_default_role_id",
      "beta.test_mode",
      "beta.restricted_to_allowlist",
    ])
      expect(read).not.toContain(other);
  });
});

const FILE = `version: 1
instance: { hibp: true, support_email: help@example.com }
environments:
  staging:
    target: { environment_type: development }
    instance: { support_email: staging@example.com }
    communication: { blocked_country_codes: [KP, IR] }
  production:
    target: { environment_type: production }
    communication: { blocked_country_codes: [IR, KP] }
    protect: { rules_enabled: true }
`;

function declared(
  text: string,
  only?: readonly string[],
  names = ["staging", "production"],
): Compared {
  const document = documentOf(text);
  const [a = "", b = ""] = names;
  const side = (name: string) => ({ name, desired: readDesired(document, CATALOG, name) });
  return compareDeclared(side(a), side(b), { only, today: TODAY });
}

const differing = ({ differences }: Compared): readonly string[] =>
  differences.filter(({ allowed }) => allowed === null).map(({ row }) => row.address);

describe("what files say", () => {
  test("differs by value, or by being named on one side alone", () => {
    const found = declared(FILE);
    expect(found.differences.map(({ row, a, b }) => [row.address, a, b])).toEqual([
      [
        "instance.support_email",
        { kind: "value", value: "staging@example.com" },
        { kind: "value", value: "help@example.com" },
      ],
      ["protect.rules_enabled", { kind: "absent" }, { kind: "value", value: true }],
    ]);
    expect(found.compared).toBe(4);
    expect(found.readings).toBeNull();
  });

  test("two names of one setting stand beside each other", () => {
    const text = (value: boolean): string =>
      `version: 1\nenvironments:\n  staging: { instance: { test_mode: true } }\n  production: { beta: { test_mode: ${value} } }\n`;
    expect(differing(declared(text(true)))).toEqual([]);
    expect(differing(declared(text(false)))).toEqual(["instance.test_mode"]);
  });

  test.each<readonly [what: string, a: string, b: string, why: string]>([
    ["ids", "creator_role_id: role_a", "creator_role_id: role_b", "own_ids"],
    ["the same id", "creator_role_id: role_a", "creator_role_id: role_a", "own_ids"],
    ["a key and an id", 'creator_role: "org:admin"', "creator_role_id: role_b", "two_names"],
  ])("%s are not compared", (_, a, b, why) => {
    const found = declared(
      `version: 1\nprotect: { rules_enabled: true }\nenvironments:\n  staging: { organization: { ${a} } }\n  production: { organization: { ${b} } }\n`,
    );
    expect(found.notCompared.map((one) => [one.side, one.why])).toEqual([["both", why]]);
    expect(found.differences).toEqual([]);
  });

  test("what is for the other type of instance alone is no difference", () => {
    const found = declared(
      `${FILE}    instance: { subdomain_allowlist_enabled: false, allowed_subdomains: [a.example.com] }\n`,
    );
    expect(found.onlyOn.map(({ address, type }) => [address, type])).toEqual([
      ["instance.allowed_subdomains", "production"],
      ["instance.subdomain_allowlist_enabled", "production"],
    ]);
    expect(differing(found)).toEqual(["instance.support_email", "protect.rules_enabled"]);
  });

  test("--only a section, or a setting", () => {
    expect(differing(declared(FILE, ["protect"]))).toEqual(["protect.rules_enabled"]);
    expect(differing(declared(FILE, ["instance.support_email"]))).toEqual([
      "instance.support_email",
    ]);
  });

  test("nothing is never the same as nothing", () => {
    expect(() => declared(FILE, ["restrictions"])).toThrow(
      expect.objectContaining({ code: "nothing_declared" }) as Failure,
    );
  });
});

describe("what may differ", () => {
  const allow = (...entries: readonly string[]): string =>
    `${FILE}allowed_differences:\n${entries.map((entry) => `  - { ${entry}, reason: r }\n`).join("")}`;
  const codes = ({ warnings }: Compared): readonly (readonly [string, string | undefined])[] =>
    warnings.map(({ code, address }) => [code, address]);

  test.each<readonly [what: string, entry: string, left: readonly string[]]>([
    ["a setting", "address: protect.rules_enabled", ["instance.support_email"]],
    ["a section", "address: instance", ["protect.rules_enabled"]],
    [
      "between these two",
      "address: instance, between: [production, staging]",
      ["protect.rules_enabled"],
    ],
    ["until today", `address: instance, until: ${TODAY}`, ["protect.rules_enabled"]],
  ])("%s", (_, entry, left) => {
    expect(differing(declared(allow(entry)))).toEqual(left);
  });

  test("an entry for another pair says nothing here", () => {
    const text = allow("address: protect, between: [staging, third]").replace(
      "environments:\n",
      "environments:\n  third: {}\n",
    );
    const found = declared(text);
    expect(differing(found)).toEqual(["instance.support_email", "protect.rules_enabled"]);
    expect(found.warnings).toEqual([]);
  });

  test("one whose day is over no longer allows, and is named", () => {
    const found = declared(allow("address: protect, until: 2026-05-31"));
    expect(differing(found)).toEqual(["instance.support_email", "protect.rules_enabled"]);
    expect(codes(found)).toEqual([["allowed_expired", "protect"]]);
  });

  test("one that ends soon is named", () => {
    expect(codes(declared(allow("address: protect, until: 2026-06-15")))).toEqual([
      ["allowed_ends_soon", "protect"],
    ]);
    expect(codes(declared(allow("address: protect, until: 2026-06-16")))).toEqual([]);
  });

  test("one that nothing needs is named, where it was looked at", () => {
    const text = allow("address: communication");
    expect(codes(declared(text))).toEqual([["allowed_unmatched", "communication"]]);
    expect(codes(declared(text, ["protect"]))).toEqual([]);
  });

  test("what can't be compared may differ: its entry is not called needless", () => {
    const text = `version: 1
organization: { enabled: true }
environments:
  staging: { organization: { creator_role_id: role_a } }
  production: { organization: { creator_role_id: role_b } }
allowed_differences: [{ address: organization, reason: r }]
`;
    expect(codes(declared(text))).toEqual([]);
  });
});

describe("two instances", () => {
  const never = (): never => {
    throw new Error("not here");
  };
  const port = (id: string, readings: Readonly<Record<string, Json>>): InstancePort => ({
    apiUrl: "https://api.clerk.test",
    identify: () => Promise.resolve({ id, type: "production" }),
    observe: (rows) =>
      Promise.resolve({
        readings: new Map(
          rows.map(({ address }) => {
            const value = readings[address];
            return [address, value === undefined ? UNKNOWN : known(value)];
          }),
        ),
        roles: null,
      }),
    lookUp: never,
    callsFor: never,
    reread: never,
    send: never,
    verify: never,
    forget: never,
  });
  const document = documentOf(`version: 1\nenvironments: { one: {}, other: {} }\n`);
  const side = (name: string, instance: InstancePort) => ({
    name,
    instance,
    desired: readDesired(document, CATALOG, name),
    keyVariable: `KEY_${name}`,
  });
  const options = { only: undefined, today: TODAY };

  test("that are one are refused", async () => {
    const one = port("ins_1", {});
    await expect(compareLive(side("one", one), side("other", one), options)).rejects.toMatchObject({
      code: "wrong_target",
      exitCode: 4,
      message:
        "one (KEY_one) and other (KEY_other) come to one instance, ins_1: there is nothing to compare",
    });
  });

  test("of which nothing can be read are not the same", async () => {
    const compared = compareLive(side("one", port("ins_1", {})), side("other", port("ins_2", {})), {
      ...options,
      only: ["restrictions"],
    });
    await expect(compared).rejects.toMatchObject({ code: "nothing_compared", exitCode: 1 });
  });

  test.each<readonly [asked: string, found: string]>([
    ["organization.creator_role_id", "organization.creator_role"],
    ["beta.test_mode", "instance.test_mode"],
  ])("%s is compared under its first name", async (asked, found) => {
    const a = port("ins_1", { [found]: true });
    const b = port("ins_2", { [found]: false });
    const compared = await compareLive(side("one", a), side("other", b), {
      ...options,
      only: [asked],
    });
    expect(compared.differences.map(({ row }) => row.address)).toEqual([found]);
    expect(compared.notCompared).toEqual([]);
  });

  test("what goes wrong is told of the side that it goes wrong for", async () => {
    const failing: InstancePort = {
      ...port("ins_2", {}),
      observe: () => Promise.reject(new Failure("network", "no answer")),
    };
    const compared = compareLive(side("one", port("ins_1", {})), side("other", failing), options);
    await expect(compared).rejects.toMatchObject({ code: "network", message: "other: no answer" });
  });
});
