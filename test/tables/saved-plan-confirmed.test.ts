// A saved plan against the file and the instance as they are at its apply.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import type { Facts } from "../../src/core/plan/facts.ts";
import type { Target } from "../../src/core/plan/plan.ts";
import { fingerprintOf } from "../../src/core/plan/plan.ts";
import type { SavedPlan } from "../../src/core/plan/saved-plan.ts";
import { confirmPlanned, type ConfirmOptions } from "../../src/reconcile/confirm.ts";
import { planInstance, type Planned } from "../../src/reconcile/plan.ts";
import { desiredOf, inMemory, PLAN_OPTIONS, thrownBy, TODAY } from "./instance.ts";

const HIBP = "instance.hibp";
const MAIL = "beta.from_email_address";
const RULES = "protect.rules_enabled";

interface State {
  readonly file: Readonly<Record<string, Json>>;
  readonly shows: Readonly<Record<string, Json>>;
  readonly facts?: Partial<Facts>;
  readonly lastSent?: Readonly<Record<string, Json>>;
}

async function planned({ file, shows, facts = {}, lastSent = {} }: State): Promise<Planned> {
  const { instance } = inMemory({ shows, facts });
  return planInstance(desiredOf(file), instance, { ...PLAN_OPTIONS, lastSent });
}

async function saved(state: State, target: Partial<Target> = {}): Promise<SavedPlan> {
  const { plan } = await planned(state);
  const other = { ...plan, target: { ...plan.target, ...target } };
  const source = { file: "clerkwork.yaml", sha256: "a".repeat(64) };
  return {
    ...other,
    fingerprint: fingerprintOf(other),
    created_at: `${TODAY}T00:00:00Z`,
    source,
    seal: "",
  };
}

async function confirm(plan: SavedPlan, now: State): Promise<Planned> {
  const { instance } = inMemory({ shows: now.shows, facts: now.facts ?? {} });
  const options: ConfirmOptions = { allowances: [], today: TODAY, lastSent: now.lastSent ?? {} };
  return confirmPlanned(plan, await planned(now), instance, options);
}

const BEFORE: State = { file: { [HIBP]: true }, shows: { [HIBP]: false } };
const codesOf = ({ plan }: Planned): readonly string[] => plan.warnings.map(({ code }) => code);

describe("the instance is as it was", () => {
  test("the plan is the one that was saved", async () => {
    const plan = await saved(BEFORE);
    const confirmed = await confirm(plan, BEFORE);
    expect(confirmed.plan).toMatchObject({
      result: "changes",
      changes: plan.changes,
      calls: plan.calls,
      fingerprint: plan.fingerprint,
    });
    expect(confirmed.moves.map(({ change }) => change)).toEqual(confirmed.plan.changes);
  });

  test("a change that has come since is left alone, and said", async () => {
    const now = { file: { [HIBP]: true, [RULES]: true }, shows: { [HIBP]: false, [RULES]: false } };
    const confirmed = await confirm(await saved(BEFORE), now);
    expect(confirmed.plan.changes.map(({ address }) => address)).toEqual([HIBP]);
    expect(confirmed.moves).toHaveLength(1);
    expect(codesOf(confirmed)).toContain("not_in_plan");
  });

  test("what has become dangerous since is refused", async () => {
    const state = {
      file: { "restrictions.allowlist": true },
      shows: { "restrictions.allowlist": false },
    };
    const plan = await saved({ ...state, facts: { allowlistSize: 3 } });
    const confirmed = await confirm(plan, { ...state, facts: { allowlistSize: 0 } });
    expect(confirmed.plan.result).toBe("refused");
    expect(confirmed.plan.refusals.map(({ address }) => address)).toContain(
      "restrictions.allowlist",
    );
  });
});

describe("everything is as the plan would make it", () => {
  test.each<readonly [what: string, before: State, now: State]>([
    ["reads show it", BEFORE, { ...BEFORE, shows: { [HIBP]: true } }],
    [
      "the receipt shows it, where no read does",
      { file: { [MAIL]: "help" }, shows: {} },
      { file: { [MAIL]: "help" }, shows: {}, lastSent: { [MAIL]: "help" } },
    ],
  ])("%s: nothing is left to do", async (_, before, now) => {
    const confirmed = await confirm(await saved(before), now);
    expect(confirmed.moves).toEqual([]);
    expect(confirmed.plan).toMatchObject({ result: "no_changes", changes: [], calls: [] });
    expect(confirmed.plan.refusals).toEqual([]);
    expect(codesOf(confirmed)).toEqual(["already_applied"]);
    expect(confirmed.plan.fingerprint).toBe(fingerprintOf(confirmed.plan));
  });

  test("a later difference is no part of it, and said", async () => {
    const now = { file: { [HIBP]: true, [RULES]: true }, shows: { [HIBP]: true, [RULES]: false } };
    const confirmed = await confirm(await saved(BEFORE), now);
    expect(confirmed.plan.changes).toEqual([]);
    expect(confirmed.plan.warnings.map(({ code, address }) => [code, address])).toEqual([
      ["not_in_plan", RULES],
      ["already_applied", undefined],
    ]);
  });
});

describe("it is not as the plan says", () => {
  const fails = async (plan: SavedPlan, now: State): Promise<unknown> => {
    const error = await thrownBy(() => confirm(plan, now));
    expect(error).toBeInstanceOf(Failure);
    return error instanceof Failure ? error.code : undefined;
  };

  test.each<readonly [what: string, before: State, now: State]>([
    [
      "the file asks for another value",
      BEFORE,
      { file: { [HIBP]: false }, shows: { [HIBP]: false } },
    ],
    ["the file does not name it any more", BEFORE, { file: {}, shows: { [HIBP]: true } }],
    [
      "the receipt holds another value of what no read shows",
      { file: { [MAIL]: "help" }, shows: {} },
      { file: { [MAIL]: "other" }, shows: {}, lastSent: { [MAIL]: "help" } },
    ],
    [
      "another of its settings was changed",
      { file: { [HIBP]: true, [RULES]: true }, shows: { [HIBP]: false, [RULES]: false } },
      { file: { [HIBP]: true, [RULES]: true }, shows: { [HIBP]: true, [RULES]: false } },
    ],
  ])("%s: stale", async (_, before, now) => {
    expect(await fails(await saved(before), now)).toBe("stale_plan");
  });

  test.each<readonly [member: keyof Target, value: string, code: string]>([
    ["instance_id", "ins_2", "wrong_target"],
    ["environment_type", "development", "wrong_target"],
    ["api_version", "2025-11-10", "stale_plan"],
    ["environment", "staging", "stale_plan"],
  ])("another %s, although everything is as it would make it", async (member, value, code) => {
    const plan = await saved(BEFORE, { [member]: value });
    expect(await fails(plan, { ...BEFORE, shows: { [HIBP]: true } })).toBe(code);
  });

  test("a plan without changes was not applied by anybody", async () => {
    const same = { ...BEFORE, shows: { [HIBP]: true } };
    const confirmed = await confirm(await saved(same), same);
    expect(confirmed.plan.result).toBe("no_changes");
    expect(codesOf(confirmed)).toEqual([]);
  });

  test("what the instance does not even answer is not there", async () => {
    const derived = await planned(BEFORE);
    const { instance } = inMemory({ shows: BEFORE.shows });
    const silent = { ...derived, live: { readings: new Map(), roles: null } };
    const options: ConfirmOptions = { allowances: [], today: TODAY, lastSent: {} };
    const confirmed = await confirmPlanned(await saved(BEFORE), silent, instance, options);
    expect(confirmed.plan.changes.map(({ address }) => address)).toEqual([HIBP]);
  });

  test("what no read and no receipt shows is not there: it is planned again", async () => {
    const state = { file: { [MAIL]: "help" }, shows: {} };
    const confirmed = await confirm(await saved(state), state);
    expect(confirmed.plan.changes.map(({ address }) => address)).toEqual([MAIL]);
  });
});
