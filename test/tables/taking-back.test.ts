// Rollback against what reads show: how long it waits, what it sends all the same, and what it leaves and names.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { InstancePort } from "../../src/clerk/instance.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { openReceipt, recordIntent, type Receipt } from "../../src/core/report/receipt.ts";
import type { Reading } from "../../src/core/value/reading.ts";
import { planRollback } from "../../src/reconcile/rollback.ts";
import { reverse } from "../../src/reconcile/reverse.ts";
import { known, UNKNOWN } from "./given.ts";

const MAX = "organization.max_allowed_memberships";
const OBJECT = "organization.extra.defaults";

/** The receipt of an apply that was cut off after it sent one setting. */
function receiptOf(address: string, before: Reading, to: Json): Receipt {
  const target = {
    environment: null,
    instance_id: "ins_1",
    environment_type: "development",
    api_url: "https://api.clerk.com",
    api_version: "2026-05-12",
  } as const;
  const call = {
    id: "1",
    method: "PATCH",
    path: "/instance/organization_settings",
    body: {},
    addresses: [address],
  } as const;
  return recordIntent(
    openReceipt({ tool_version: "1.2.3", target, fingerprint: "sha256:0" }, { last_sent: {} }),
    { call, before: new Map([[address, before]]), changes: [{ address, to }], at: "2026-01-01" },
  );
}

const never = (): never => {
  throw new Error("not asked here");
};

/** What comes of it when reads show the same again and again. */
async function takeBack(
  receipt: Receipt,
  shown: Reading,
  minutesLater = 9,
): Promise<{
  readonly sent: readonly (readonly [address: string, to: Json])[];
  readonly warned: readonly string[];
  readonly refused: string | null;
  readonly waited: number;
}> {
  let waited = 0;
  const instance: InstancePort = {
    apiUrl: "https://api.clerk.com",
    identify: async () => ({ id: "ins_1", type: "development" }),
    observe: async (rows) => ({
      readings: new Map(
        rows.map(({ section, setting }) => [`${section.name}.${setting.name}`, shown]),
      ),
      roles: null,
    }),
    lookUp: async () => ({ roles: null, allowlistSize: null, afterwards: new Map(), idle: [] }),
    callsFor: (moves) => callsFor(moves, { roles: null }),
    reread: never,
    send: never,
    verify: never,
    forget: () => {},
  };
  const options = {
    toolVersion: "1.2.3",
    allowances: [],
    today: "2026-01-01",
    now: Date.parse("2026-01-01") + minutesLater * 60_000,
    wait: async (ms: number) => void (waited += ms),
  };
  try {
    const { plan } = await planRollback(reverse(receipt, "receipt.json", {}), instance, options);
    return {
      sent: plan.changes.map(({ address, to }) => [address, to] as const),
      warned: plan.warnings.map(({ code }) => code),
      refused: null,
      waited,
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { sent: [], warned: [], refused: error.message, waited };
  }
}

describe("reads show", () => {
  test("what the apply wrote: taken back at once", async () => {
    const taken = await takeBack(receiptOf(MAX, known(5), 20), known(20));
    expect(taken).toEqual({ sent: [[MAX, 5]], warned: [], refused: null, waited: 0 });
  });

  test("the value before: waited for 16 s, then sent all the same, which is said", async () => {
    const { sent, warned, waited } = await takeBack(receiptOf(MAX, known(5), 20), known(5));
    expect(sent).toEqual([[MAX, 5]]);
    expect(warned).toEqual(["may_lag"]);
    expect(Math.ceil(waited / 1000)).toBe(16);
  });

  test("the value before, longer ago than reads lag: back already, nothing is waited for", async () => {
    const taken = await takeBack(receiptOf(MAX, known(5), 20), known(5), 11);
    expect(taken).toEqual({ sent: [], warned: [], refused: null, waited: 0 });
  });

  test("a third value, longer ago: left alone and named at once", async () => {
    const { sent, refused, waited } = await takeBack(receiptOf(MAX, known(5), 20), known(50), 11);
    expect(sent).toEqual([]);
    expect(refused).toContain(MAX);
    expect(waited).toBe(0);
  });

  test("a third value: waited for likewise, then left alone and named", async () => {
    const { sent, refused, waited } = await takeBack(receiptOf(MAX, known(5), 20), known(50));
    expect(sent).toEqual([]);
    expect(refused).toContain(MAX);
    expect(refused).toContain("50");
    expect(Math.ceil(waited / 1000)).toBe(16);
  });
});

describe("what can't be taken back is named", () => {
  test.each<readonly [what: string, receipt: Receipt, shown: Reading, why: RegExp]>([
    [
      "nothing showed it before",
      receiptOf(MAX, UNKNOWN, 20),
      UNKNOWN,
      /nothing showed its value before/,
    ],
    [
      "a value that Clerk does not take",
      receiptOf(MAX, known(-5), 20),
      known(20),
      /does not take -5/,
    ],
    [
      "an object that would only lose members",
      receiptOf(OBJECT, known({ one: 1 }), { one: 1, two: 2 }),
      known({ one: 1, two: 2 }),
      /counts as \{"one":1\}/,
    ],
  ])("%s", async (_, receipt, shown, why) => {
    const { sent, refused } = await takeBack(receipt, shown);
    expect(sent).toEqual([]);
    expect(refused).toContain(receipt.calls[0]?.addresses[0]);
    expect(refused).toMatch(why);
  });
});
