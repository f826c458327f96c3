// A rollback before it writes: which settings it takes back, which it leaves, and what it waits for.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { warning } from "../../src/core/finding/warning.ts";
import type { Outcome } from "../../src/core/report/report.ts";
import {
  openReceipt,
  recordIntent,
  recordResult,
  type Receipt,
} from "../../src/core/report/receipt.ts";
import type { Readings } from "../../src/core/value/reading.ts";
import {
  planRollback,
  type PlannedRollback,
  type RollbackOptions,
} from "../../src/reconcile/rollback.ts";
import { reverse } from "../../src/reconcile/reverse.ts";
import { known, UNKNOWN } from "./given.ts";
import { inMemory, PLAN_OPTIONS, thrownBy, type InMemory } from "./instance.ts";

const NOW = "2026-06-01T00:00:00.000Z";
const HIBP = "instance.hibp";
const RULES = "protect.rules_enabled";
const PATHS: Readonly<Record<string, string>> = {
  [HIBP]: "/instance",
  [RULES]: "/instance/protect",
};

interface Was {
  /** Absent: nothing showed it. */
  readonly before?: Json;
  readonly to: Json;
  readonly outcome?: Outcome["outcome"];
  readonly shown?: Json;
}

/** The receipt of an apply, a call per setting. */
function receiptOf(settings: Readonly<Record<string, Was>>): Receipt {
  let receipt = openReceipt({
    tool_version: "1.2.3",
    target: {
      environment: null,
      instance_id: "ins_1",
      environment_type: "production",
      api_url: "https://api.clerk.test",
      api_version: "2026-05-12",
    },
    fingerprint: "sha256:0",
  });
  for (const [id, [address, was]] of Object.entries(settings).entries()) {
    const { before, to, outcome = "confirmed", shown } = was;
    const path = PATHS[address] ?? "/instance";
    const call = { id: `${id}`, method: "PATCH", path, body: {}, addresses: [address] } as const;
    const readings: Readings = new Map([[address, before === undefined ? UNKNOWN : known(before)]]);
    receipt = recordIntent(receipt, {
      call,
      before: readings,
      changes: [{ address, to }],
      at: NOW,
    });
    const report = { id: call.id, status: 200, attempts: 1, clerk_trace_id: null };
    const one = { address, to, outcome, ...(shown === undefined ? {} : { shown }) };
    receipt = recordResult(receipt, report, [one], NOW);
  }
  return receipt;
}

interface Planning {
  readonly planned: PlannedRollback;
  readonly asked: readonly string[];
  readonly waits: readonly number[];
  readonly said: readonly string[];
}

async function plan(
  receipt: Receipt,
  memory: InMemory,
  whileWaiting: (waited: number, set: (address: string, value: Json) => void) => void = () => {},
): Promise<Planning> {
  const waits: number[] = [];
  const said: string[] = [];
  const { instance, asked, set } = inMemory(memory);
  const options: RollbackOptions = {
    ...PLAN_OPTIONS,
    wait: async (ms) => {
      waits.push(ms);
      whileWaiting(waits.length, set);
    },
    onWait: (detail) => void said.push(detail),
  };
  const planned = await planRollback(reverse(receipt, "receipt.json", {}), instance, options);
  return { planned, asked, waits, said };
}

const ONE = receiptOf({ [HIBP]: { before: false, to: true } });
const TWO = receiptOf({
  [RULES]: { before: false, to: true },
  [HIBP]: { before: false, to: true },
});
const changesOf = ({ planned }: Planning): readonly unknown[] =>
  planned.plan.changes.map(({ address, to }) => [address, to]);
const codesOf = ({ planned }: Planning): readonly unknown[] =>
  planned.plan.warnings.map(({ code, address }) => [code, address]);

describe("where reads show what the apply wrote", () => {
  test("it is taken back at once, by what the instance shows", async () => {
    const found = await plan(TWO, { shows: { [HIBP]: true, [RULES]: true } });
    expect(found.waits).toEqual([]);
    expect(found.said).toEqual([]);
    expect(found.asked.filter((one) => one === "observe")).toHaveLength(1);
    expect(codesOf(found)).toEqual([]);
    expect(found.planned.plan.changes[0]?.from).toEqual(known(true));
  });

  test("its calls come in the catalog's order, whatever the receipt's", async () => {
    const found = await plan(TWO, { shows: { [HIBP]: true, [RULES]: true } });
    expect(changesOf(found)).toEqual([
      [HIBP, false],
      [RULES, false],
    ]);
  });

  test("no consent in a file is offered: there is none", async () => {
    const receipt = receiptOf({ "restrictions.allowlist": { before: true, to: false } });
    const facts = { allowlistSize: 0 };
    const { planned } = await plan(receipt, { shows: { "restrictions.allowlist": false }, facts });
    expect(planned.plan.result).toBe("refused");
    expect(planned.plan.refusals.map(({ consent }) => consent)).toEqual(
      planned.plan.refusals.map(() => null),
    );
    expect(planned.plan.refusals.length).toBeGreaterThan(0);
  });
});

describe("reads that still show the value before", () => {
  test("are waited for, 16 seconds at most, and what is waited for is told once", async () => {
    const found = await plan(ONE, { shows: { [HIBP]: false } });
    expect(found.waits).toEqual([250, 500, 1000, 2000, 4000, 8000]);
    expect(found.said).toEqual([
      `waiting for reads to show what the receipt's apply wrote: ${HIBP}`,
    ]);
  });

  test("nothing that was read before counts after a wait", async () => {
    const { asked } = await plan(ONE, { shows: { [HIBP]: false } });
    const forgets = asked.filter((one) => one === "forget").length;
    expect(forgets).toBe(6);
    expect(asked[asked.indexOf("forget") + 1]).toBe("observe");
  });

  test("catch up: no more waits, and it is planned by what is shown then", async () => {
    const found = await plan(ONE, { shows: { [HIBP]: false } }, (waited, set) => {
      if (waited === 2) set(HIBP, true);
    });
    expect(found.waits).toEqual([250, 500]);
    expect(changesOf(found)).toEqual([[HIBP, false]]);
    expect(found.planned.plan.changes[0]?.from).toEqual(known(true));
    expect(codesOf(found)).toEqual([]);
  });

  test("don't catch up: it is planned all the same, from the receipt's value, and said", async () => {
    const found = await plan(ONE, { shows: { [HIBP]: false } });
    expect(changesOf(found)).toEqual([[HIBP, false]]);
    expect(found.planned.plan.changes[0]?.from).toEqual({
      known: true,
      value: true,
      source: "receipt",
    });
    expect(codesOf(found)).toEqual([["may_lag", HIBP]]);
    expect(found.planned.plan.warnings[0]?.message).toContain("true");
  });

  test("of which one catches up: the other alone is taken from the receipt", async () => {
    const found = await plan(TWO, { shows: { [HIBP]: false, [RULES]: false } }, (_, set) =>
      set(HIBP, true),
    );
    expect(codesOf(found)).toEqual([["may_lag", RULES]]);
    expect(found.planned.plan.changes.map(({ from }) => from.known && from.source)).toEqual([
      "backend_api",
      "receipt",
    ]);
  });
});

describe("what the receipt's apply did not hold on to", () => {
  const COUNT = "organization.max_allowed_memberships";
  const counted = receiptOf({
    [COUNT]: { before: 5, to: 20 },
    [HIBP]: { before: false, to: true },
  });

  test("a third value is left alone and said; the rest is taken back", async () => {
    const found = await plan(counted, { shows: { [COUNT]: 50, [HIBP]: true } });
    expect(changesOf(found)).toEqual([[HIBP, false]]);
    expect(codesOf(found)).toEqual([["changed_since", COUNT]]);
    expect(found.planned.plan.warnings[0]?.message).toMatch(/20.*50|50.*20/);
    expect(found.waits).toHaveLength(6);
  });

  test("nothing but third values: it ends, and says of each why", async () => {
    const only = receiptOf({ [COUNT]: { before: 5, to: 20 } });
    const error = await thrownBy(() => plan(only, { shows: { [COUNT]: 50 } }));
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: "not_taken_back" });
    expect(String(error)).toContain(COUNT);
  });

  test("nothing to take back, and nothing that had to be left: a plan without changes", async () => {
    const found = await plan(receiptOf({}), {});
    expect(found.planned.plan.result).toBe("no_changes");
  });

  test("what Clerk itself showed as before is no wish any more, and nothing to wait for", async () => {
    const undone = receiptOf({
      [HIBP]: { before: false, to: true, outcome: "contradicted", shown: false },
    });
    const found = await plan(undone, { shows: { [HIBP]: false } });
    expect(found.waits).toEqual([]);
    expect(found.planned.plan.result).toBe("no_changes");
    expect(codesOf(found)).toEqual([]);
  });

  test("a setting that nothing shows is taken back from what the receipt sent", async () => {
    const found = await plan(ONE, { shows: { [HIBP]: true }, unknown: [HIBP] });
    expect(changesOf(found)).toEqual([[HIBP, false]]);
    expect(found.waits).toEqual([]);
  });

  test("a receipt that does not hold what was sent says so", async () => {
    const lost: Receipt = {
      ...ONE,
      calls: ONE.calls.map(({ to, ...call }) => ({ ...call, outcomes: to ? [] : call.outcomes })),
    };
    const found = await plan(lost, { shows: { [HIBP]: false } });
    expect(codesOf(found)).toEqual([["may_lag", HIBP]]);
    expect(found.planned.plan.warnings[0]?.message).toContain("another value");
  });
});

describe("what is there counts as the value before, without being it", () => {
  const OBJECT = "instance.extra.brand_new";
  const more: Was = { before: { a: 1 }, to: { a: 1, b: 2 } };
  const shows = { [OBJECT]: { a: 1, b: 2 }, [HIBP]: true };

  test("it is said, and the rest is taken back", async () => {
    const receipt = receiptOf({ [OBJECT]: more, [HIBP]: { before: false, to: true } });
    const found = await plan(receipt, { shows });
    expect(changesOf(found)).toEqual([[HIBP, false]]);
    expect(codesOf(found)).toEqual([["not_reversible", OBJECT]]);
    expect(found.planned.plan.warnings[0]?.message).toContain('{"a":1}');
  });

  test("alone, it ends", async () => {
    const error = await thrownBy(() => plan(receiptOf({ [OBJECT]: more }), { shows }));
    expect(error).toMatchObject({ code: "not_taken_back" });
    expect(String(error)).toContain(`${OBJECT}: `);
  });
});

describe("a receipt whose apply ended in the middle", () => {
  const half = (receipt: Receipt): Receipt => ({
    ...receipt,
    calls: receipt.calls.map((call) => ({ ...call, state: "intended", outcomes: [] })),
  });

  test("wants back what it intended, from what it meant to send", async () => {
    const found = await plan(half(ONE), { shows: { [HIBP]: false } });
    expect(found.planned.plan.changes.map(({ from, to }) => [from, to])).toEqual([
      [{ known: true, value: true, source: "receipt" }, false],
    ]);
  });

  test("and what is not shown at all is planned", async () => {
    const observe = async (): Promise<{ readings: Readings; roles: null }> => ({
      readings: new Map(),
      roles: null,
    });
    const found = await plan(half(ONE), { port: { observe } });
    expect(found.waits).toEqual([]);
    expect(changesOf(found)).toEqual([[HIBP, false]]);
  });
});

test("a wish of which nothing was written is planned by what is shown, and what is left without a place is said", async () => {
  const { desired } = reverse(ONE, "receipt.json", {});
  const options: RollbackOptions = { ...PLAN_OPTIONS, wait: async () => {} };
  const none = { desired, written: new Map(), warnings: [] };
  const open = await planRollback(none, inMemory({ shows: { [HIBP]: true } }).instance, options);
  expect(open.plan.changes.map(({ address }) => address)).toEqual([HIBP]);
  const warnings = [warning("not_reversible", { why: "it is gone" })];
  const { instance } = inMemory({ shows: { [HIBP]: false } });
  const error = await thrownBy(() => planRollback({ ...none, warnings }, instance, options));
  expect(String(error)).toContain(`\n: ${warnings[0]?.message}`);
});

describe("what can't be wished for", () => {
  test.each<readonly [what: string, address: string, before: Json | undefined, RegExp]>([
    ["a setting that is not known", "instance.gone", true, /does not know the setting/],
    ["a value that nothing showed", HIBP, undefined, /nothing showed its value before/],
    ["a value that Clerk does not take", HIBP, "yes", /does not take "yes"/],
  ])("%s", (_, address, before, why) => {
    const was = { to: true, ...(before === undefined ? {} : { before }) };
    const { desired, warnings } = reverse(receiptOf({ [address]: was }), "receipt.json", {});
    expect(desired.declarations).toEqual([]);
    expect(warnings.map(({ code, address }) => [code, address])).toEqual([
      ["not_reversible", address],
    ]);
    expect(warnings[0]?.message).toMatch(why);
  });

  test("a member that the catalog does not have, and a file may name", () => {
    const receipt = receiptOf({ "instance.extra.brand_new": { before: "a", to: "b" } });
    const { desired } = reverse(receipt, "receipt.json", { secret_key_env: "OTHER_KEY" });
    expect(desired.declarations.map(({ address, value }) => [address, value])).toEqual([
      ["instance.extra.brand_new", "a"],
    ]);
    expect(desired.target).toEqual({
      instance_id: "ins_1",
      environment_type: "production",
      secret_key_env: "OTHER_KEY",
    });
  });
});
