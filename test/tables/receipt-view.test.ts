// An instance as a receipt knows it: where reads lag, what they show proves nothing.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { Evidence, InstancePort, Wanted } from "../../src/clerk/instance.ts";
import type { Move } from "../../src/core/plan/change.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import { viewByReceipt, type Lagging } from "../../src/reconcile/receipt-view.ts";
import { known, moveOf, UNKNOWN } from "./given.ts";
import { inMemory } from "./instance.ts";

const HIBP = "instance.hibp";
const MODE = "instance.test_mode";
const CALL = { id: "1", method: "PATCH", path: "/instance", body: {}, addresses: [HIBP] } as const;
const byReceipt = (value: Json): Reading => ({ known: true, value, source: "receipt" });

/** The apply of the receipt wrote true; reads still show false, and false is wanted back. */
const LAGS: Lagging = { read: known(false), written: { value: true } };
const BACK: Move = moveOf(HIBP, byReceipt(true), false);
const BESIDE: Move = moveOf(MODE, known(true), false);
const OPTIONS = { before: new Map(), roles: [] } as const;

const view = (port: Partial<InstancePort>, lagging: Lagging = LAGS): InstancePort =>
  viewByReceipt(inMemory({ port }).instance, new Map([[HIBP, lagging]]));

const told = <Answer>(
  answer: Answer,
): { readonly seen: Move[]; readonly tell: (moves: readonly Move[]) => Promise<Answer> } => {
  const seen: Move[] = [];
  return {
    seen,
    tell: async (moves) => {
      seen.push(...moves);
      return answer;
    },
  };
};

test("what is asked for is what was written: a value before to be written needs its roles", async () => {
  const rows: Wanted[] = [];
  const observe: InstancePort["observe"] = async (wanted) => {
    rows.push(...wanted);
    return { readings: new Map(), roles: null };
  };
  const wanted = [BACK.row, BESIDE.row].map((row) => ({ ...row, value: false }));
  await view({ observe }).observe(wanted);
  await view({ observe }, { ...LAGS, written: null }).observe(wanted);
  expect(rows.map(({ value }) => value)).toEqual([true, false, null, false]);
});

test("with nothing that lags it is the instance itself", () => {
  const { instance } = inMemory({});
  expect(viewByReceipt(instance, new Map())).toBe(instance);
});

describe("what is observed", () => {
  test.each<readonly [what: string, Lagging, Reading]>([
    ["what the receipt's apply sent", LAGS, byReceipt(true)],
    ["nothing, where the receipt does not hold it", { ...LAGS, written: null }, UNKNOWN],
  ])("is %s", async (_, lagging, expected) => {
    const readings = new Map([
      [HIBP, known(false)],
      [MODE, known(true)],
    ]);
    const port = view({ observe: async () => ({ readings, roles: null }) }, lagging);
    const live = await port.observe([]);
    expect(live.readings.get(HIBP)).toEqual(expected);
    expect(live.readings.get(MODE)).toEqual(known(true));
    // The instance's own answer is not written to.
    expect(readings.get(HIBP)).toEqual(known(false));
  });
});

describe("what is read right before a call", () => {
  test.each<readonly [what: string, shown: Reading | undefined, seen: Reading | undefined]>([
    ["the value before is lag: the receipt's counts", known(false), byReceipt(true)],
    ["another value is somebody's: it counts", known("x"), known("x")],
    ["the value that was sent counts", known(true), known(true)],
    ["no value stays none", UNKNOWN, UNKNOWN],
    ["no answer stays none", undefined, undefined],
  ])("%s", async (_, shown, seen) => {
    const readings: Readings = new Map(shown ? [[HIBP, shown]] : []);
    const { tell, seen: moves } = told(readings);
    const before = await view({ reread: tell }).reread([BACK]);
    expect(before.get(HIBP)).toEqual(seen);
    // The instance is asked about what it shows, not about what the receipt says.
    expect(moves[0]?.change.from).toEqual(known(false));
  });

  test("a setting beside it is read as it is, although it shows what is wanted", async () => {
    const { tell, seen } = told<Readings>(new Map([[MODE, known(false)]]));
    const before = await view({ reread: tell }).reread([BESIDE]);
    expect(before.get(MODE)).toEqual(known(false));
    expect(seen[0]?.change.from).toEqual(known(true));
  });
});

describe("what a call came to", () => {
  const send = (evidence: Evidence, moves: readonly Move[] = [BACK]): Promise<Evidence> =>
    view({ send: async () => evidence }).send(CALL, moves, OPTIONS);
  const after: Readings = new Map([
    [HIBP, known(false)],
    [MODE, known(false)],
  ]);

  test.each<readonly [status: number | null]>([[null], [199], [300], [503]])(
    "status %s and reads that show the value before: nothing tells whether it landed",
    async (status) => {
      const echo = new Map([[HIBP, known(false)]]);
      const found = await send({ attempts: 2, status, traceId: "ab", after, echo });
      expect(found).toMatchObject({ attempts: 2, status, traceId: "ab" });
      expect(found.failure).toMatchObject({
        outcome: "ambiguous",
        sectionOnly: false,
        stop: { code: "ambiguous" },
      });
      expect(found.failure?.stop.message).toContain("roll back once more");
      expect(found.after?.get(HIBP)).toEqual(UNKNOWN);
      expect(found.after?.get(MODE)).toEqual(known(false));
    },
  );

  test.each([200, 204, 299])(
    "status %s is Clerk's own word; its reads prove nothing",
    async (status) => {
      const found = await send({ attempts: 1, status, traceId: null, after });
      expect(found.failure).toBeUndefined();
      expect(found.after).toEqual(
        new Map([
          [HIBP, UNKNOWN],
          [MODE, known(false)],
        ]),
      );
    },
  );

  test("an accepted call that was not read is left as it is", async () => {
    const evidence: Evidence = { attempts: 1, status: 200, traceId: null };
    expect(await send(evidence)).toEqual(evidence);
  });

  test("a call that failed keeps its failure", async () => {
    const stop = { code: "call_failed", message: "422" } as const;
    const failure = { outcome: "failed", detail: "422", stop, sectionOnly: true } as const;
    const found = await send({ attempts: 1, status: 422, traceId: null, after, failure });
    expect(found.failure).toEqual(failure);
    expect(found.after?.get(HIBP)).toEqual(UNKNOWN);
  });

  test("a call of settings whose reads don't lag is judged by them", async () => {
    const evidence: Evidence = { attempts: 1, status: null, traceId: null, after };
    expect(await send(evidence, [BESIDE])).toEqual(evidence);
  });

  test("the instance judges tries by what it shows", async () => {
    const seen: Move[] = [];
    const port = view({
      send: async (_, moves) => {
        seen.push(...moves);
        return { attempts: 1, status: 204, traceId: null };
      },
    });
    await port.send(CALL, [BACK, BESIDE], OPTIONS);
    expect(seen.map(({ change }) => change.from)).toEqual([known(false), known(true)]);
  });
});

describe("what is read to verify", () => {
  test("proves nothing of what lags", async () => {
    const { tell, seen } = told<Readings | undefined>(
      new Map([
        [HIBP, known(false)],
        [MODE, known(false)],
      ]),
    );
    const after = await view({ verify: tell }).verify([BACK], { before: new Map() });
    expect(after?.get(HIBP)).toEqual(UNKNOWN);
    expect(after?.get(MODE)).toEqual(known(false));
    expect(seen[0]?.change.from).toEqual(known(false));
  });

  test("nothing read stays nothing", async () => {
    const port = view({ verify: async () => undefined });
    expect(await port.verify([BACK], { before: new Map() })).toBeUndefined();
  });
});
