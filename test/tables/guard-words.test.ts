// What guards and consents say, word by word, and where exactly their lines lie.

import { describe, expect, test } from "vitest";
import type { Json, Setting } from "../../src/catalog/setting.ts";
import type { Consent } from "../../src/core/file/desired.ts";
import type { HazardMet, Move } from "../../src/core/plan/change.ts";
import { reviewConsents, weigh, type Permissions } from "../../src/core/plan/consent.ts";
import { guard } from "../../src/core/plan/guard.ts";
import type { Facts, Limits } from "../../src/core/plan/facts.ts";
import { hazardsOf } from "../../src/core/plan/hazard-rules.ts";
import type { InstanceType, Reading, Role } from "../../src/core/value/reading.ts";
import { AT, known, moveOf, rowAt, UNKNOWN } from "./given.ts";
import { NO_FACTS, TODAY } from "./instance.ts";

const HIBP = "instance.hibp";
const MODE = "instance.test_mode";
const SWITCH = "instance.subdomain_allowlist_enabled";
const LIST = "instance.allowed_subdomains";

/** Without the dangers of its row. */
const plain = (address: string, from: Json, to: Json, hazards: readonly HazardMet[] = []): Move => {
  const { change, row } = moveOf(address, known(from), to);
  return { change: { ...change, hazards }, row };
};

const messages = (
  moves: readonly Move[],
  facts: Partial<Facts> = {},
  type: InstanceType = "production",
  limits: Partial<Limits> = {},
): readonly string[] =>
  guard(moves, type, { ...NO_FACTS, ...facts }, { today: TODAY, ...limits }).map(
    ({ message }) => message,
  );

describe("a refusal says", () => {
  const role = plain("organization.creator_role", "org:admin", "org:owner");
  const roleOf = (key: string, creatorEligible = true): Role => ({ id: key, key, creatorEligible });

  test("which roles there are", () => {
    expect(messages([role], { roles: [roleOf("org:b"), roleOf("org:a")] })).toEqual([
      "the instance has no role org:owner; it has org:a, org:b",
    ]);
  });

  test("which role is not eligible", () => {
    expect(messages([role], { roles: [roleOf("org:owner", false)] })[0]).toMatch(
      /^the role org:owner is not eligible for creators of organizations: /,
    );
  });

  test("for which kind of instance the setting is, and which this is", () => {
    const { change, row } = plain(HIBP, true, false);
    const only = (environment: InstanceType): Move => ({
      change,
      row: { ...row, setting: { ...row.setting, environment } },
    });
    expect(messages([only("development")])).toEqual([
      "this setting is for development instances; take it out of the file's part for this production instance",
    ]);
    expect(messages([only("production")], {}, "development")).toEqual([
      "this setting is for production instances; take it out of the file's part for this development instance",
    ]);
    expect(messages([only("production")])).toEqual([]);
  });

  test("how many settings would change, and how many may", () => {
    const moves = [plain(HIBP, true, false), plain(MODE, true, false)];
    expect(messages(moves, {}, "production", { maxChanges: 1 })).toEqual([
      "2 settings would change, more than --max-changes 1",
    ]);
    expect(messages(moves, {}, "production", { maxChanges: 2 })).toEqual([]);
    expect(messages(moves.slice(1), {}, "production", { maxChanges: 0 })).toEqual([
      "1 setting would change, more than --max-changes 0",
    ]);
  });

  test("what to add to allow a danger: a flag, or an entry for 30 days", () => {
    const hazard = { hazard: "weakens_security", says: "it gets weaker", consent: null } as const;
    const move = plain(HIBP, true, false, [
      { ...hazard, blocked: true },
      { ...hazard, hazard: "costs_money", blocked: false },
    ]);
    expect(guard([move], "production", NO_FACTS, { today: "2026-06-01" })).toEqual([
      {
        code: "hazard",
        address: HIBP,
        hazard: "weakens_security",
        message: "it gets weaker",
        allow: `--allow weakens_security=${HIBP}`,
        consent: {
          address: HIBP,
          hazard: "weakens_security",
          reason: "why this is meant",
          until: "2026-07-01",
        },
      },
    ]);
  });
});

describe("a switch and its list", () => {
  const on = plain(SWITCH, false, true);
  const emptied = plain(LIST, ["a"], []);
  const after = (isOn: Reading | undefined, list: Reading | undefined): Partial<Facts> => ({
    afterwards: new Map([
      ...(isOn ? [[SWITCH, isOn] as const] : []),
      ...(list ? [[LIST, list] as const] : []),
    ]),
  });
  const EMPTY = `${LIST} is empty, so everything would be shut out: declare its items too`;
  const KEEP = `${SWITCH} is on, so an empty list shuts everything out: turn it off first, or keep an item`;
  const unread = (what: string): string =>
    `${what} can't be read, so everything may be shut out: try again when it can be read`;

  test.each<readonly [string, Move, Reading | undefined, Reading | undefined, readonly string[]]>([
    ["turned on, nothing in it", on, known(true), known([]), [EMPTY]],
    ["turned on, something in it", on, known(true), known(["a"]), []],
    ["turned on, what is no list", on, known(true), known(null), []],
    ["turned on, an empty text", on, known(true), known(""), []],
    ["turned on, the list not read", on, known(true), UNKNOWN, [unread(LIST)]],
    ["turned on, the list not there", on, known(true), undefined, [unread(LIST)]],
    ["emptied while on", emptied, known(true), known([]), [KEEP]],
    ["emptied while off", emptied, known(false), known([]), []],
    ["emptied, the switch not read", emptied, UNKNOWN, known([]), [unread(SWITCH)]],
    ["neither read", emptied, UNKNOWN, UNKNOWN, [unread(SWITCH)]],
  ])("%s", (_, move, isOn, list, said) => {
    expect(messages([move], after(isOn, list))).toEqual(said);
    const elsewhere = messages([move], after(isOn, list), "development");
    expect(elsewhere.filter((one) => one.includes("shut"))).toEqual([]);
  });
});

test("a danger that depends on what is beside it asks for no role", () => {
  const setting: Setting = {
    ...rowAt("organization.creator_role").setting,
    hazards: [{ hazard: "opens_sign_up", when: "changes", says: "more come in", besides: [MODE] }],
  };
  const same = ["a", "b"].map((key): Role => ({
    id: key,
    key,
    creatorEligible: true,
    permissions: [],
  }));
  const around = { roles: same, afterwards: new Map([[MODE, known(true)]]) };
  expect(hazardsOf(setting, known("a"), "b", "production", around)).toHaveLength(1);
});

describe("consents", () => {
  const consent: Consent = {
    address: HIBP,
    hazard: "weakens_security",
    reason: "why",
    until: TODAY,
    at: AT,
  };
  const NONE: Permissions = { allowances: [], consents: [], today: TODAY };
  const met = (hazard: HazardMet["hazard"]): HazardMet => ({
    hazard,
    says: hazard,
    blocked: false,
    consent: null,
  });
  const weak = plain(HIBP, true, false, [met("deprecated"), met("weakens_security")]);
  const other = plain(MODE, true, false);
  const given = (permissions: Partial<Permissions>): unknown =>
    weigh([weak], "production", { ...NONE, ...permissions })[0]?.change.hazards.map(
      ({ blocked, consent }) => [blocked, consent],
    );

  test.each<readonly [what: string, Partial<Permissions>, consent: unknown]>([
    [
      "by a flag for every address",
      { allowances: [{ hazard: "weakens_security", address: null }] },
      { by: "flag", flag: "--allow weakens_security" },
    ],
    [
      "by a flag for this address",
      { allowances: [{ hazard: "weakens_security", address: HIBP }] },
      { by: "flag", flag: `--allow weakens_security=${HIBP}` },
    ],
    [
      "by the file, on its last day",
      { consents: [consent] },
      { by: "file", reason: "why", until: TODAY, at: AT },
    ],
  ])("are given %s", (_, permissions, consented) => {
    expect(given(permissions)).toEqual([
      [false, null],
      [false, consented],
    ]);
  });

  test.each<readonly [what: string, Partial<Permissions>]>([
    ["nothing", {}],
    ["a flag for another address", { allowances: [{ hazard: "weakens_security", address: MODE }] }],
    ["a flag for another danger", { allowances: [{ hazard: "costs_money", address: null }] }],
    ["the file, the day before", { consents: [{ ...consent, until: "2026-05-31" }] }],
    ["the file, another address", { consents: [{ ...consent, address: MODE }] }],
    ["the file, another danger", { consents: [{ ...consent, hazard: "costs_money" }] }],
  ])("are not given by %s", (_, permissions) => {
    expect(given(permissions)).toEqual([
      [false, null],
      [true, null],
    ]);
  });

  const reviewed = (
    permissions: Partial<Permissions>,
    moves: readonly Move[],
  ): readonly unknown[] => reviewConsents(moves, { ...NONE, ...permissions });

  test("that a change needs are not mentioned, whatever else changes", () => {
    const allowances = [
      { hazard: "weakens_security", address: null },
      { hazard: "weakens_security", address: HIBP },
    ] as const;
    expect(reviewed({ allowances, consents: [consent] }, [other, weak])).toEqual([]);
  });

  test("that no change needs, or that ran out, are said with their place", () => {
    const late = { ...consent, until: "2026-05-31" };
    const allowances = [
      { hazard: "costs_money", address: null },
      { hazard: "weakens_security", address: MODE },
    ] as const;
    expect(reviewed({ allowances, consents: [consent, late] }, [other])).toEqual([
      {
        code: "consent_unmatched",
        address: HIBP,
        message: "no change needs the consent to weakens_security in clerkwork.yaml:9",
      },
      {
        code: "consent_expired",
        address: HIBP,
        message: expect.stringMatching(
          /weakens_security.*clerkwork\.yaml:9.*2026-05-31/,
        ) as unknown,
      },
      { code: "allow_unmatched", message: "no change needs --allow costs_money" },
      {
        code: "allow_unmatched",
        address: MODE,
        message: `no change needs --allow weakens_security=${MODE}`,
      },
    ]);
  });
});
