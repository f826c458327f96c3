// One verb over several instances: who ran, who was left alone, and in which order it is told.

import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/finding/failure.ts";
import { fleet, type FleetOptions, type Result } from "../../src/reconcile/fleet.ts";

/** What becomes of each instance, by its name: `name` is done, `name!` fails. */
type Told = readonly string[];

interface Seen {
  readonly results: Told;
  readonly told: Told;
  readonly begun: Told;
  /** The most that ran at once. */
  readonly atOnce: number;
}

const say = ({ instance, kind }: Result<string, string>): string => `${instance} ${kind}`;

/** Runs with instances that end in the order of `ends`, whatever the order in which they began. */
async function see(
  instances: readonly string[],
  options: Omit<FleetOptions<string, string>, "onResult">,
  ends: readonly string[] = instances,
): Promise<Seen> {
  const told: string[] = [];
  const begun: string[] = [];
  const running = new Map<string, () => void>();
  let atOnce = 0;
  const verb = async (instance: string): Promise<string> => {
    begun.push(instance);
    await new Promise<void>((resolve) => {
      running.set(instance, resolve);
      atOnce = Math.max(atOnce, running.size);
    });
    if (instance.endsWith("!")) throw new Failure("network", instance);
    return instance.toUpperCase();
  };
  const results: string[] = [];
  const run = fleet(instances, verb, {
    ...options,
    onResult: (result, index) => {
      results.push(say(result));
      told.push(`${index} ${say(result)}`);
    },
  });
  for (;;) {
    // By then everybody who may begin has begun.
    await setImmediate();
    const next = ends.find((name) => running.has(name));
    if (next === undefined) break;
    running.get(next)?.();
    running.delete(next);
  }
  await run;
  return { results, told, begun, atOnce };
}

/** The results of a run, kept. */
async function collect<Instance, Value>(
  instances: readonly Instance[],
  verb: (instance: Instance) => Promise<Value>,
  concurrency: number,
): Promise<readonly Result<Instance, Value>[]> {
  const results: Result<Instance, Value>[] = [];
  await fleet(instances, verb, { concurrency, onResult: (result) => results.push(result) });
  return results;
}

const failed = ({ kind }: Result<string, string>): boolean => kind === "failed";

describe("one after the other", () => {
  test.each<
    readonly [
      what: string,
      instances: readonly string[],
      stopAfter: FleetOptions<string, string>["stopAfter"],
      results: Told,
      begun: Told,
    ]
  >([
    ["nobody", [], undefined, [], []],
    ["one", ["a"], undefined, ["a done"], ["a"]],
    [
      "several, in the order given",
      ["c", "a", "b"],
      undefined,
      ["c done", "a done", "b done"],
      ["c", "a", "b"],
    ],
    [
      "a failure stays where it happens",
      ["a", "b!", "c"],
      undefined,
      ["a done", "b! failed", "c done"],
      ["a", "b!", "c"],
    ],
    ["all fail", ["a!", "b!"], undefined, ["a! failed", "b! failed"], ["a!", "b!"]],
    [
      "after a failure, the rest is left alone",
      ["a", "b!", "c", "d"],
      failed,
      ["a done", "b! failed", "c skipped", "d skipped"],
      ["a", "b!"],
    ],
    ["the first fails", ["a!", "b"], failed, ["a! failed", "b skipped"], ["a!"]],
    ["the last fails", ["a", "b!"], failed, ["a done", "b! failed"], ["a", "b!"]],
    ["a good end can stop it too", ["a", "b"], () => true, ["a done", "b skipped"], ["a"]],
  ])("%s", async (_, instances, stopAfter, results, begun) => {
    const seen = await see(instances, { concurrency: 1, ...(stopAfter ? { stopAfter } : {}) });
    expect(seen.results).toEqual(results);
    expect(seen.begun).toEqual(begun);
    expect(seen.told).toEqual(results.map((result, index) => `${index} ${result}`));
    expect(seen.atOnce).toBe(begun.length > 0 ? 1 : 0);
  });

  test("values and failures are handed on as they are", async () => {
    const failure = new Failure("network", "gone");
    const results = await collect(
      [1, 2],
      async (instance) => {
        if (instance === 2) throw failure;
        return { instance };
      },
      1,
    );
    expect(results).toEqual([
      { instance: 1, kind: "done", value: { instance: 1 } },
      { instance: 2, kind: "failed", failure },
    ]);
    expect(results[1]).toHaveProperty("failure", failure);
  });

  test("the same instance twice is run twice", async () => {
    const results = await collect(["a", "a"], async (name) => name, 2);
    expect(results.map(say)).toEqual(["a done", "a done"]);
  });

  test("a skipped one is never asked whether to stop", async () => {
    const asked: string[] = [];
    await see(["a!", "b", "c"], {
      concurrency: 1,
      stopAfter: (result) => {
        asked.push(say(result));
        return failed(result);
      },
    });
    expect(asked).toEqual(["a! failed"]);
  });

  test("a fault of the verb's own ends the whole run", async () => {
    const fault = new TypeError("x is not a function");
    const run = collect([1], () => Promise.reject(fault), 1);
    await expect(run).rejects.toBe(fault);
  });

  test.each([0, -1])("a concurrency of %i is one after the other", async (concurrency) => {
    const results = await collect(["a", "b"], async (name) => name, concurrency);
    expect(results.map(say)).toEqual(["a done", "b done"]);
  });
});

describe("side by side", () => {
  const five = ["a", "b", "c", "d", "e"];
  const inOrder = five.map((name, index) => `${index} ${name} done`);

  test.each<readonly [what: string, concurrency: number, ends: readonly string[], atOnce: number]>([
    ["two at once, first come", 2, five, 2],
    ["two at once, the first is the slowest", 2, ["b", "c", "d", "e", "a"], 2],
    ["three at once, backwards", 3, five.toReversed(), 3],
    ["all at once, backwards", 5, five.toReversed(), 5],
    ["more than there are", 9, ["c", "e", "a", "d", "b"], 5],
  ])("%s: results come and are told in the order given", async (_, concurrency, ends, atOnce) => {
    const seen = await see(five, { concurrency }, ends);
    expect(seen.results).toEqual(five.map((name) => `${name} done`));
    expect(seen.told).toEqual(inOrder);
    expect(seen.begun).toEqual(five);
    expect(seen.atOnce).toBeLessThanOrEqual(concurrency);
    expect(seen.atOnce).toBe(atOnce);
  });

  test("a failure stops those that have not begun; those under way end", async () => {
    const names = ["a", "b!", "c", "d", "e"];
    const seen = await see(names, { concurrency: 2, stopAfter: failed }, ["b!", "a"]);
    expect(seen.begun).toEqual(["a", "b!"]);
    expect(seen.results).toEqual(["a done", "b! failed", "c skipped", "d skipped", "e skipped"]);
    expect(seen.told).toEqual(seen.results.map((result, index) => `${index} ${result}`));
  });

  test("a failure leaves the others their results", async () => {
    const names = ["a", "b!", "c", "d!", "e"];
    const seen = await see(names, { concurrency: 3 }, names.toReversed());
    expect(seen.results).toEqual(["a done", "b! failed", "c done", "d! failed", "e done"]);
  });
});

describe("one after the other until one has shown the way", () => {
  const names = ["a!", "b", "c", "d", "e", "f"];
  const isNamed =
    (name: string) =>
    ({ instance }: Result<string, string>): boolean =>
      instance === name;

  test.each<readonly [opener: string, alone: number]>([
    ["a!", 1],
    ["c", 3],
    ["e", 5],
    ["nobody", 6],
  ])("%s opens: the first %i go alone, the rest at once", async (opener, alone) => {
    const begun: string[] = [];
    const ended: string[] = [];
    /** How many had ended when each began. */
    const before: number[] = [];
    await fleet(
      names,
      async (name) => {
        begun.push(name);
        before.push(ended.length);
        for (let turn = 0; turn < 5; turn += 1) await setImmediate();
        ended.push(name);
        if (name.endsWith("!")) throw new Failure("network", name);
        return name;
      },
      { concurrency: 3, until: isNamed(opener), onResult: () => {} },
    );
    expect(begun).toEqual(names);
    expect(before.slice(0, alone)).toEqual([0, 1, 2, 3, 4, 5].slice(0, alone));
    // Up to three begin together once it is open.
    const rest = before.slice(alone);
    expect(rest.slice(0, 3)).toEqual(rest.slice(0, 3).map(() => alone));
  });

  test("one that stops the run before leaves the rest alone", async () => {
    const seen = await see(["a", "b!", "c", "d"], {
      concurrency: 3,
      until: () => false,
      stopAfter: failed,
    });
    expect(seen.begun).toEqual(["a", "b!"]);
    expect(seen.results).toEqual(["a done", "b! failed", "c skipped", "d skipped"]);
  });

  test("results stay in their order, whoever ends when", async () => {
    const seen = await see(names, { concurrency: 4, until: isNamed("b") }, names.toReversed());
    expect(seen.atOnce).toBe(4);
    expect(seen.results).toEqual(["a! failed", ...names.slice(1).map((name) => `${name} done`)]);
  });

  test("a fault of the verb's own leaves nobody waiting", async () => {
    const fault = new TypeError("x is not a function");
    const begun: number[] = [];
    const run = fleet(
      [1, 2, 3, 4],
      (number) => {
        begun.push(number);
        return Promise.reject(fault);
      },
      { concurrency: 3, until: () => false, onResult: () => {} },
    );
    await expect(run).rejects.toBe(fault);
    expect(begun).toEqual([1]);
  });
});

describe("when what takes the results fails", () => {
  test.each([1, 3])(
    "none begins after it, those under way end, and it is thrown (%i at once)",
    async (concurrency) => {
      const begun: number[] = [];
      const ended: number[] = [];
      const full = new Error("no space left on device");
      const verb = async (instance: number): Promise<number> => {
        begun.push(instance);
        for (let turn = 0; turn < 5; turn += 1) await setImmediate();
        ended.push(instance);
        return instance;
      };
      const run = fleet(
        Array.from({ length: 40 }, (_, index) => index),
        verb,
        {
          concurrency,
          onResult: (_, index) => {
            if (index === 1) throw full;
          },
        },
      );
      await expect(run).rejects.toBe(full);
      expect(ended).toEqual(begun);
      // Those that had begun by then, and no more.
      expect(begun.length).toBeLessThanOrEqual(2 + 2 * concurrency);
      await setImmediate();
      expect(begun.length).toBe(ended.length);
    },
  );
});
