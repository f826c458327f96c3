// A plan and a drift of an instance: what is asked in which order, and what is said besides the changes.

import { describe, expect, test } from "vitest";
import type { InstancePort } from "../../src/clerk/instance.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { findDrift } from "../../src/reconcile/drift.ts";
import { planInstance, type PlanOptions } from "../../src/reconcile/plan.ts";
import { AT } from "./given.ts";
import { desiredOf, inMemory, PLAN_OPTIONS, thrownBy, TODAY } from "./instance.ts";

const HIBP = "instance.hibp";
const MAIL = "beta.from_email_address";
const WANTED = { [HIBP]: true };
const PINNED = { target: { instance_id: "ins_1" } };

const gate = (): { readonly opened: Promise<void>; readonly open: () => void } => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

describe("what is asked first", () => {
  async function askedBeforeIdentified(pinned: boolean): Promise<readonly string[]> {
    const { opened, open } = gate();
    const identify: InstancePort["identify"] = async () => {
      await opened;
      return { id: "ins_1", type: "production" };
    };
    const { instance, asked } = inMemory({ shows: { [HIBP]: false }, port: { identify } });
    const planning = planInstance(desiredOf(WANTED, pinned ? PINNED : {}), instance, PLAN_OPTIONS);
    await new Promise((resolve) => void setImmediate(resolve));
    const before = [...asked];
    open();
    await planning;
    return before;
  }

  test("with a pin, nothing but who it is", async () => {
    expect(await askedBeforeIdentified(true)).toEqual([]);
  });

  test("without one, the settings side by side with it", async () => {
    expect(await askedBeforeIdentified(false)).toEqual(["observe"]);
  });

  test("the identity's error is told, not that of a read beside it", async () => {
    const lost = new Failure("network", "lost");
    const wrong = new Failure("wrong_target", "another instance");
    const { instance } = inMemory({
      port: {
        identify: () => Promise.reject(wrong),
        observe: () => Promise.reject(lost),
      },
    });
    expect(await thrownBy(() => planInstance(desiredOf(WANTED), instance, PLAN_OPTIONS))).toBe(
      wrong,
    );
  });

  test("an exception that has run out: nothing", async () => {
    const ignores = [{ address: HIBP, reason: "why", until: "2026-05-31", at: AT }];
    const { instance, asked } = inMemory({});
    const planning = (): unknown =>
      planInstance(desiredOf(WANTED, { ignores }), instance, PLAN_OPTIONS);
    expect(await thrownBy(planning)).toMatchObject({ code: "invalid_document" });
    expect(asked).toEqual([]);
  });
});

describe("what a plan says besides its changes", () => {
  const warningsOf = async (
    rest: Parameters<typeof desiredOf>[1] = {},
    options: Partial<PlanOptions> = {},
    facts: Parameters<typeof inMemory>[0]["facts"] = {},
  ): Promise<readonly unknown[]> => {
    const { instance } = inMemory({ shows: { [HIBP]: false }, facts });
    const desired = desiredOf({ ...WANTED, [MAIL]: "help" }, rest);
    const { plan } = await planInstance(desired, instance, { ...PLAN_OPTIONS, ...options });
    return plan.warnings.map(({ code, address }) => [code, address]);
  };

  test("nothing, when there is nothing to say", async () => {
    expect(await warningsOf()).toEqual([]);
  });

  test("a memory of the receipt that is old; one without its day says nothing", async () => {
    const lastSent = { [MAIL]: "help" };
    const old = { lastSent, lastSentAt: { [MAIL]: "2026-04-01T00:00:00Z" } };
    const young = { lastSent, lastSentAt: { [MAIL]: "2026-05-31T00:00:00Z" } };
    expect(await warningsOf({}, old)).toEqual([["long_remembered", MAIL]]);
    expect(await warningsOf({}, young)).toEqual([]);
    expect(await warningsOf({}, { lastSent })).toEqual([]);
  });

  test("a section that was asked for and is not in this part", async () => {
    expect(await warningsOf({ absentSections: ["protect"] })).toEqual([
      ["section_not_named", undefined],
    ]);
  });

  test("a section without a setting", async () => {
    expect(await warningsOf({ emptySections: ["protect"] })).toEqual([
      ["empty_section", undefined],
    ]);
  });

  test("none for the part above environments: it is only taken where it was named", async () => {
    expect(await warningsOf({ environments: ["a", "b"] })).toEqual([]);
    expect(await warningsOf({ environments: ["a"], environment: "a" })).toEqual([]);
  });

  test("a switch that has no effect, and a permission that nothing asks for", async () => {
    const idle = [{ address: HIBP, what: "a", needed: "b", shown: "c" }];
    const allowances = [{ hazard: "costs_money", address: null }] as const;
    expect(await warningsOf({}, { allowances }, { idle })).toEqual([
      ["no_effect", HIBP],
      ["allow_unmatched", undefined],
    ]);
  });

  test("what is remembered as sent is not sent again", async () => {
    const { instance } = inMemory({ shows: { [HIBP]: true } });
    const desired = desiredOf({ ...WANTED, [MAIL]: "help" });
    const options = { ...PLAN_OPTIONS, lastSent: { [MAIL]: "help" } };
    expect((await planInstance(desired, instance, options)).plan.result).toBe("no_changes");
  });
});

describe("a drift", () => {
  test("asks for no fact of a guard, and has no call and no refusal", async () => {
    const asked: unknown[] = [];
    const lookUp: InstancePort["lookUp"] = async (moves) => {
      asked.push(moves);
      return { roles: null, allowlistSize: null, afterwards: new Map(), idle: [] };
    };
    const shows = { "restrictions.allowlist": false };
    const { instance } = inMemory({ shows, port: { lookUp } });
    const desired = desiredOf({ "restrictions.allowlist": true });
    const plan = await findDrift(desired, instance, { toolVersion: "1.2.3", today: TODAY });
    expect(asked).toEqual([[]]);
    expect(plan).toMatchObject({ result: "drift", calls: [], refusals: [] });
    expect(plan.changes.map(({ address }) => address)).toEqual(["restrictions.allowlist"]);
  });

  test("reads the rows without their wishes: no role is needed to compare", async () => {
    const rows: object[] = [];
    const observe: InstancePort["observe"] = async (wanted) => {
      rows.push(...wanted);
      return { readings: new Map(), roles: null };
    };
    const { instance } = inMemory({ port: { observe } });
    const plan = await findDrift(desiredOf(WANTED), instance, {
      toolVersion: "1.2.3",
      today: TODAY,
    });
    expect(rows.map((row) => Object.keys(row).toSorted())).toEqual([
      ["address", "section", "setting"],
    ]);
    expect(plan.result).toBe("no_drift");
  });
});
