import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { fingerprintOf, type Plan, type Target } from "../../src/core/plan/plan.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import type { Role } from "../../src/core/value/reading.ts";
import {
  admitSavedPlan,
  confirmSavedPlan,
  NEW_PLAN,
  type Circumstances,
  type PlannedMoves,
} from "../../src/core/plan/admit-plan.ts";
import {
  isSealed,
  sealDocument,
  type SavedPlan,
  type Sealer,
} from "../../src/core/plan/saved-plan.ts";
import { known, plannedOf, planOf, UNKNOWN, type Wishes } from "./given.ts";

const sealerOf = (key: string): Sealer => parseSecretKey(key, "CLERK_SECRET_KEY").seal;
const SEALER = sealerOf("sk_test_saved_plans_table");

const NOW = Date.parse("2026-06-01T12:00:00Z");
const HOUR = 3_600_000;
const SOURCE = { file: "clerkwork.yaml", sha256: "a".repeat(64) };
const NOW_AND_HERE: Circumstances = {
  now: NOW,
  maxAge: 24,
  source: SOURCE,
  toolVersion: "1.2.9",
  sealer: SEALER,
};
const WISHES: Wishes = {
  "instance.hibp": { from: known(false), to: true },
  "instance.allowed_origins": { from: known(["a://a"]), to: ["a://b", "a://a"] },
  "beta.from_email_address": { from: UNKNOWN, to: "help" },
};

const saved = (
  plan: Plan = planOf(WISHES),
  rest: Partial<Omit<SavedPlan, "seal">> = {},
): SavedPlan =>
  sealDocument(
    {
      ...(JSON.parse(JSON.stringify(plan)) as Plan),
      created_at: "2026-06-01T11:00:00Z",
      source: SOURCE,
      ...rest,
    },
    SEALER,
  );

function failureOf(something: () => unknown): Failure {
  try {
    something();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it went through");
}

describe("what a saved plan says of itself", () => {
  test("a good one is admitted", () => {
    expect(() => admitSavedPlan(saved(), NOW_AND_HERE)).not.toThrow();
  });

  const plan = saved();
  const [change] = plan.changes;
  const cases: readonly (readonly [
    what: string,
    code: string,
    plan: SavedPlan,
    rest: Partial<Circumstances>,
  ])[] = [
    [
      "another value",
      "edited_plan",
      { ...plan, changes: plan.changes.map((c) => ({ ...c, to: "x" })) },
      {},
    ],
    ["one change less", "edited_plan", { ...plan, changes: plan.changes.slice(1) }, {}],
    [
      "another value before",
      "edited_plan",
      { ...plan, changes: change ? [{ ...change, from: UNKNOWN }, ...plan.changes.slice(1)] : [] },
      {},
    ],
    [
      "another body",
      "edited_plan",
      { ...plan, calls: plan.calls.map((c) => ({ ...c, body: { x: 1 } })) },
      {},
    ],
    [
      "another path",
      "edited_plan",
      { ...plan, calls: plan.calls.map((c) => ({ ...c, path: "/users" })) },
      {},
    ],
    ["another order of calls", "edited_plan", { ...plan, calls: plan.calls.toReversed() }, {}],
    [
      "another instance",
      "edited_plan",
      { ...plan, target: { ...plan.target, instance_id: "ins_2" } },
      {},
    ],
    [
      "another address",
      "edited_plan",
      { ...plan, target: { ...plan.target, api_url: "https://evil.test" } },
      {},
    ],
    ["a minor version more", "foreign_plan", plan, { toolVersion: "1.3.0" }],
    ["a major version more", "foreign_plan", plan, { toolVersion: "2.2.3" }],
    ["another file", "stale_plan", plan, { source: { ...SOURCE, sha256: "b".repeat(64) } }],
    ["another secret key", "edited_plan", plan, { sealer: sealerOf("sk_test_another_one") }],
    ["an hour too old", "stale_plan", plan, { now: NOW + 24 * HOUR }],
    ["no date", "stale_plan", saved(planOf(WISHES), { created_at: "yesterday" }), {}],
    ["a date from the future", "edited_plan", plan, { now: NOW - 3 * HOUR }],
  ];

  test.each(cases)("%s: %s", (_, code, given, rest) => {
    const failure = failureOf(() => admitSavedPlan(given, { ...NOW_AND_HERE, ...rest }));
    expect(failure).toMatchObject({ code, exitCode: 4 });
    expect(failure.hint).toBe(NEW_PLAN);
  });

  test.each<readonly [string, Partial<Circumstances>]>([
    ["exactly as old as allowed", { now: NOW + 23 * HOUR }],
    ["by a clock that is some minutes behind", { now: NOW - 90 * 60_000 }],
    ["by another patch version", { toolVersion: "1.2.0" }],
  ])("made %s is admitted", (_, rest) => {
    expect(() => admitSavedPlan(plan, { ...NOW_AND_HERE, ...rest })).not.toThrow();
  });

  test("where the file puts its changes and what it is called don't matter", () => {
    const at = { file: "other.yaml", line: 1, column: 1 };
    const moved = { ...plan, changes: plan.changes.map((c) => ({ ...c, at })) };
    expect(fingerprintOf(moved)).toBe(plan.fingerprint);
  });
});

/** Each value below, with everything that may stand in its place: nothing, and something else. */
function* editsOf(value: Json): Generator<readonly [what: string, edited: Json | undefined]> {
  yield ["taken out", undefined];
  yield ["replaced", typeof value === "string" ? `${value}.` : { edited: true }];
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    yield ["with an item more", [...items, "more"]];
    yield* items.flatMap((item, index) =>
      [...editsOf(item)].map(([what, edited]): readonly [string, Json] => {
        const put = edited === undefined ? [] : [edited];
        return [`${index} ${what}`, [...items.slice(0, index), ...put, ...items.slice(index + 1)]];
      }),
    );
  } else if (typeof value === "object" && value !== null) {
    const members = Object.entries(value);
    yield ["with a member more", { ...value, more: true }];
    for (const [name, member] of members) {
      for (const [what, edited] of editsOf(member)) {
        const put = edited === undefined ? [] : [[name, edited] as const];
        const rest = members.filter(([other]) => other !== name);
        yield [`${name} ${what}`, Object.fromEntries([...rest, ...put])];
      }
    }
  }
}

describe("the seal", () => {
  const plan = saved();

  test("holds for the document as it was written and read back", () => {
    expect(isSealed(plan, SEALER)).toBe(true);
    expect(isSealed(JSON.parse(JSON.stringify(plan, null, 4)) as SavedPlan, SEALER)).toBe(true);
  });

  test("breaks with every edit of every member", () => {
    const { seal, ...document } = JSON.parse(JSON.stringify(plan)) as SavedPlan;
    const edits = [...editsOf(document as unknown as Json)].filter(
      ([, edited]) => typeof edited === "object" && edited !== null && "changes" in edited,
    );
    expect(edits.length).toBeGreaterThan(100);
    for (const [what, edited] of edits) {
      const forged = { ...(edited as unknown as SavedPlan), seal };
      expect([what, isSealed(forged, SEALER)]).toEqual([what, false]);
    }
  });

  test.each([
    ["none", ""],
    ["cut short", plan.seal.slice(0, -1)],
    ["longer", `${plan.seal}0`],
    ["of another document", saved(planOf({})).seal],
    ["made with another key", sealDocument(plan, sealerOf("sk_test_another_one")).seal],
  ])("%s does not hold", (_, seal) => {
    expect(isSealed({ ...plan, seal }, SEALER)).toBe(false);
  });

  test("of one key says nothing of another: the secret key itself seals nothing", () => {
    const [one, same, other] = ["sk_test_aaa", "sk_test_aaa", "sk_test_aab"].map((key) =>
      sealerOf(key)("text"),
    );
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toBe(createHmac("sha256", "sk_test_aaa").update("text").digest("hex"));
  });
});

describe("a saved plan against what is true now", () => {
  const confirm = (then: SavedPlan, now: PlannedMoves, roles: readonly Role[] = []): Plan => {
    const { plan, moves } = confirmSavedPlan(then, now, (some) => callsFor(some, { roles }));
    expect(moves.map(({ change }) => change)).toEqual(plan.changes);
    return plan;
  };
  const withTarget = (target: Partial<Target>): PlannedMoves => {
    const planned = plannedOf(WISHES);
    return { ...planned, plan: { ...planned.plan, target: { ...planned.plan.target, ...target } } };
  };
  const without = (address: string): Wishes =>
    Object.fromEntries(Object.entries(WISHES).filter(([one]) => one !== address));

  test("the same again is confirmed as it was", () => {
    const planned = plannedOf(WISHES);
    expect(confirm(saved(planned.plan), planned)).toEqual(planned.plan);
  });

  test("the order of a set before doesn't matter", () => {
    const wishes = {
      ...WISHES,
      "instance.allowed_origins": { from: known(["a://c", "a://a"]), to: ["a://b"] },
    };
    const turned = {
      ...WISHES,
      "instance.allowed_origins": { from: known(["a://a", "a://c"]), to: ["a://b"] },
    };
    expect(() => confirm(saved(planOf(wishes)), plannedOf(turned))).not.toThrow();
  });

  const stale: readonly (readonly [what: string, code: string, now: PlannedMoves, says: RegExp])[] =
    [
      ["another instance", "wrong_target", withTarget({ instance_id: "ins_2" }), /ins_1.*ins_2/],
      [
        "another kind of instance",
        "wrong_target",
        withTarget({ environment_type: "development" }),
        /production/,
      ],
      [
        "another API version",
        "stale_plan",
        withTarget({ api_version: "2025-03-12" }),
        /API version/,
      ],
      ["another environment", "stale_plan", withTarget({ environment: "staging" }), /environment/],
      [
        "a value that moved",
        "stale_plan",
        plannedOf({
          ...WISHES,
          "instance.allowed_origins": { from: known(["a://z"]), to: ["a://b", "a://a"] },
        }),
        /instance\.allowed_origins: Clerk had \["a:\/\/a"\] and now has \["a:\/\/z"\]; the file says \["a:\/\/a","a:\/\/b"\]/,
      ],
      [
        "a value that is there already",
        "stale_plan",
        plannedOf(without("instance.hibp")),
        /instance\.hibp: Clerk had false and now has true; the file says true/,
      ],
      [
        "a value that can no longer be read",
        "stale_plan",
        plannedOf({
          ...WISHES,
          "instance.hibp": { from: { known: false, why: "frontend_api_off" }, to: true },
        }),
        /instance\.hibp: Clerk had false and now has what can't be read/,
      ],
      [
        "a value that could not be read and now can",
        "stale_plan",
        plannedOf({ ...WISHES, "beta.from_email_address": { from: known("old"), to: "help" } }),
        /beta\.from_email_address: Clerk had what can't be read and now has "old"; the file says "help"/,
      ],
      [
        "another wish",
        "stale_plan",
        plannedOf({ ...WISHES, "beta.from_email_address": { from: UNKNOWN, to: "other" } }),
        /the file says "other"/,
      ],
    ];

  test.each(stale)("%s: %s", (_, code, now, says) => {
    const failure = failureOf(() => confirm(saved(), now));
    expect(failure).toMatchObject({ code, exitCode: 4 });
    expect(failure.message).toMatch(says);
  });

  test("all that moved is said at once", () => {
    const now = plannedOf({
      "instance.hibp": { from: known(false), to: true },
      "instance.allowed_origins": { from: known(["a://z"]), to: ["a://b", "a://a"] },
      "beta.from_email_address": { from: known("old"), to: "help" },
    });
    const { message } = failureOf(() => confirm(saved(), now));
    expect(message).toContain("instance.allowed_origins");
    expect(message).toContain("beta.from_email_address");
    expect(message).not.toContain("instance.hibp");
  });

  test("what has come since is left alone and said", () => {
    const now = plannedOf({ ...WISHES, "protect.rules_enabled": { from: known(false), to: true } });
    const confirmed = confirm(saved(), now);
    expect(confirmed.changes.map(({ address }) => address)).not.toContain("protect.rules_enabled");
    expect(confirmed.calls.map(({ path }) => path)).not.toContain("/instance/protect");
    expect(confirmed.warnings).toMatchObject([
      { code: "not_in_plan", address: "protect.rules_enabled" },
    ]);
    expect(confirmed.fingerprint).toBe(saved().fingerprint);
  });

  test("a refusal of something that is left alone doesn't stand in the way", () => {
    const refusal = (address: string | null) => ({
      code: "hazard" as const,
      address,
      hazard: null,
      message: "no",
      allow: null,
      consent: null,
    });
    // One about no setting is about the number of changes, which is counted anew.
    const refusals = [refusal("protect.rules_enabled"), refusal("instance.hibp"), refusal(null)];
    const now = plannedOf(
      { ...WISHES, "protect.rules_enabled": { from: known(true), to: false } },
      { refusals },
    );
    expect(confirm(saved(), now).refusals.map(({ address }) => address)).toEqual(["instance.hibp"]);
  });

  test("a body that its changes don't need is refused, whatever its fingerprint", () => {
    const plan = saved();
    const [first, ...rest] = plan.calls;
    const extra: Json = { ...first?.body, test_mode: true };
    const forged = {
      ...plan,
      calls: first ? [{ ...first, body: extra as Record<string, Json> }, ...rest] : [],
    };
    const failure = failureOf(() =>
      confirm({ ...forged, fingerprint: fingerprintOf(forged) }, plannedOf(WISHES)),
    );
    expect(failure).toMatchObject({ code: "edited_plan", exitCode: 4 });
  });

  test("a role whose id has changed since makes another body", () => {
    const wishes = { "organization.creator_role": { from: known("org:admin"), to: "org:owner" } };
    const roles = [{ id: "role_1", key: "org:owner", creatorEligible: true }];
    const planned = plannedOf(wishes);
    const calls = [
      {
        id: "1",
        method: "PATCH" as const,
        path: "/instance/organization_settings",
        body: { creator_role_id: "role_0" },
        addresses: ["organization.creator_role"],
      },
    ];
    const then = { ...planned.plan, calls };
    const failure = failureOf(() =>
      confirm(saved({ ...then, fingerprint: fingerprintOf(then) }), planned, roles),
    );
    expect(failure).toMatchObject({ code: "edited_plan" });
  });
});
