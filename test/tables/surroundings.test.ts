// Dangers that lie in what stands beside a change: the guard sees the state that the plan leads to.

import { describe, expect, test } from "vitest";
import { rowsOf, CATALOG } from "../../src/catalog/catalog.ts";
import type { Json } from "../../src/catalog/setting.ts";
import type { Move } from "../../src/core/plan/change.ts";
import { besides, guard, inSurroundings, needsAllowlist } from "../../src/core/plan/guard.ts";
import type { Facts } from "../../src/core/plan/facts.ts";
import { weigh } from "../../src/core/plan/consent.ts";
import type { Reading, Role } from "../../src/core/value/reading.ts";
import { known, moveOf, UNKNOWN } from "./given.ts";

const MODES = "organization.domains_enrollment_modes";
const DOMAINS = "organization.domains_enabled";
const ENABLED = "organization.enabled";
const SIGN_IN = "restrictions.allowlist_blocklist_disabled_on_sign_in";
const ALLOWLIST = "restrictions.allowlist";

const role = (key: string, permissions?: readonly string[]): Role => ({
  id: `role_${key}`,
  key: `org:${key}`,
  creatorEligible: true,
  ...(permissions ? { permissions } : {}),
});
const ROLES = [
  role("admin", ["org:a:manage", "org:a:read"]),
  role("member", ["org:a:read"]),
  role("reader", ["org:a:read"]),
  role("nobody", []),
  role("other", ["org:b:read"]),
  role("unknown"),
];

type State = Readonly<Record<string, Reading>>;

const factsOf = (state: State, rest: Partial<Facts> = {}): Facts => ({
  roles: ROLES,
  allowlistSize: 3,
  afterwards: new Map(Object.entries(state)),
  idle: [],
  ...rest,
});

const hazardsOf = (move: Move, state: State, rest: Partial<Facts> = {}): readonly string[] =>
  inSurroundings([move], "production", factsOf(state, rest)).flatMap(({ change }) =>
    change.hazards.map(({ hazard }) => hazard),
  );

describe("verified domains turned on", () => {
  const on = moveOf(DOMAINS, known(false), true);

  test.each<readonly [what: string, modes: Reading | undefined, hazards: readonly string[]]>([
    ["a way to join set already", known(["automatic_invitation"]), ["opens_sign_up"]],
    ["no way to join", known([]), []],
    ["ways that can't be read", UNKNOWN, ["opens_sign_up"]],
    ["ways that nobody looked up", undefined, ["opens_sign_up"]],
  ])("with %s", (_, modes, hazards) => {
    expect(hazardsOf(on, modes ? { [MODES]: modes } : {})).toEqual(hazards);
  });

  test("turned off, they break clients and open nothing", () => {
    const off = moveOf(DOMAINS, known(true), false);
    expect(hazardsOf(off, { [MODES]: known(["automatic_invitation"]) })).toEqual([
      "breaks_clients",
    ]);
  });

  test("the refusal names the flag, and the flag alone lifts it", () => {
    const facts = factsOf({ [MODES]: known(["automatic_invitation"]) });
    const refused = (hazard: "opens_sign_up" | "breaks_clients"): number => {
      const allowances = [{ hazard, address: DOMAINS }];
      const permissions = { allowances, consents: [], today: "2026-06-01" };
      const moves = weigh(inSurroundings([on], "production", facts), "production", permissions);
      return guard(moves, "production", facts, permissions).length;
    };
    expect(refused("breaks_clients")).toBe(1);
    expect(refused("opens_sign_up")).toBe(0);
  });
});

describe("organizations turned on", () => {
  const on = moveOf(ENABLED, known(false), true);

  test.each<readonly [what: string, State, hazards: readonly string[]]>([
    [
      "domains and modes in force",
      { [DOMAINS]: known(true), [MODES]: known(["automatic_suggestion"]) },
      ["opens_sign_up"],
    ],
    ["domains off", { [DOMAINS]: known(false), [MODES]: known(["automatic_suggestion"]) }, []],
    ["no modes", { [DOMAINS]: known(true), [MODES]: known([]) }, []],
    ["nothing known", {}, ["opens_sign_up"]],
  ])("with %s", (_, state, hazards) => {
    expect(hazardsOf(on, state)).toEqual(hazards);
  });
});

describe("another role", () => {
  const ADDRESSES = [
    ["organization.creator_role", "org:"],
    ["organization.domains_default_role", "org:"],
    ["organization.creator_role_id", "role_"],
    ["organization.domains_default_role_id", "role_"],
  ] as const;

  describe.each(ADDRESSES)("%s", (address, prefix) => {
    test.each<readonly [from: string | undefined, to: string, widened: boolean]>([
      ["member", "admin", true],
      ["admin", "member", false],
      ["member", "reader", false],
      ["member", "nobody", false],
      ["nobody", "member", true],
      ["member", "other", true],
      ["member", "unknown", true],
      ["unknown", "member", true],
      ["gone", "member", true],
      [undefined, "member", true],
    ])("from %s to %s: wider %j", (from, to, widened) => {
      const before = from === undefined ? UNKNOWN : known(`${prefix}${from}`);
      const move = moveOf(address, before, `${prefix}${to}`);
      expect(hazardsOf(move, {})).toEqual(widened ? ["weakens_security"] : []);
      expect(hazardsOf(move, {}, { roles: null })).toEqual(["weakens_security"]);
    });
  });
});

describe("the lists at sign-in", () => {
  const on = moveOf(SIGN_IN, known(true), false);
  const everything = { consents: [], today: "2026-06-01" };

  test.each<readonly [what: string, State, Partial<Facts>, code: string | undefined]>([
    [
      "an empty allowlist in force",
      { [ALLOWLIST]: known(true) },
      { allowlistSize: 0 },
      "empty_allowlist",
    ],
    [
      "an allowlist in force that can't be read",
      { [ALLOWLIST]: known(true) },
      { allowlistSize: "unknown" },
      "allowlist_unreadable",
    ],
    ["a filled allowlist in force", { [ALLOWLIST]: known(true) }, {}, undefined],
    ["the allowlist off", { [ALLOWLIST]: known(false) }, { allowlistSize: 0 }, undefined],
    ["nobody knows whether the allowlist is on", {}, { allowlistSize: 0 }, "empty_allowlist"],
  ])("with %s", (_, state, rest, code) => {
    const facts = factsOf(state, rest);
    const allowances = [{ hazard: "locks_out_users" as const, address: null }];
    const permissions = { ...everything, allowances };
    const moves = weigh(inSurroundings([on], "production", facts), "production", permissions);
    const refusals = guard(moves, "production", facts, permissions);
    const deeds = refusals.map(({ message }) => /nobody could (sign \w+)/.exec(message)?.[1]);
    expect(refusals.map((refusal) => [refusal.code, deeds[0]])).toEqual(
      code ? [[code, "sign in"]] : [],
    );
  });

  test("turned off, the allowlist is not looked at", () => {
    const off = moveOf(SIGN_IN, known(false), true);
    expect(needsAllowlist(off, new Map([[ALLOWLIST, known(true)]]))).toBe(false);
  });
});

test("what a rule asks for stands in the section of its setting", () => {
  for (const { address, section, setting } of rowsOf(CATALOG)) {
    const names = section.settings.map(({ name }) => `${section.name}.${name}`);
    const asked = [
      ...setting.hazards.flatMap((rule) => rule.besides ?? []),
      ...(setting.needsAllowlist?.besides ? [setting.needsAllowlist.besides] : []),
    ];
    for (const one of asked) expect([address, names.includes(one)]).toEqual([address, true]);
  }
});

test.each<readonly [address: string, from: Json, to: Json, asked: readonly string[]]>([
  [DOMAINS, false, true, [MODES]],
  [ENABLED, false, true, [DOMAINS, MODES]],
  [SIGN_IN, true, false, [ALLOWLIST]],
  ["instance.hibp", false, true, []],
])("%s from %j to %j is decided by %j", (address, from, to, asked) => {
  expect(besides(moveOf(address, known(from), to)).map((row) => row.address)).toEqual(asked);
});
