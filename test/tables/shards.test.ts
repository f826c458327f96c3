// Shards: how many there are, whose an environment is, and what is held against the records that they leave.

import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AJV_OPTIONS } from "../../src/build/generate.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { checkOf } from "../../src/core/report/fits.ts";
import { OUTPUTS } from "../../src/core/report/output-schemas.ts";
import { readShard, takeShard, type Sharded } from "../../src/core/report/shard.ts";
import { matrixOf, shardsFor } from "../../src/core/report/shards-for.ts";
import { recordsOf } from "../rig/fleet-records.ts";
import { PLANS, buildPlan } from "./golden/cases.ts";

const tenants = (count: number): readonly Sharded[] =>
  Array.from({ length: count }, (_, index) => ({
    file: "clerkwork.yaml",
    environment: `tenant-${index}`,
  }));

describe("how many", () => {
  test.each<readonly [total: number, options: Parameters<typeof shardsFor>[1], count: number]>([
    [1, {}, 1],
    [100, {}, 1],
    [101, {}, 2],
    [250, {}, 3],
    [2000, {}, 20],
    [2001, {}, 20],
    [5000, {}, 20],
    [5000, { max: 256 }, 50],
    [5000, { max: 256, per: 10 }, 256],
    [7, { per: 1 }, 7],
    [7, { per: 1, max: 3 }, 3],
    [3, { per: 2 }, 2],
  ])("%i environments, %j: %i", (total, options, count) => {
    const shards = shardsFor(total, options);
    expect(shards.map(({ shard }) => shard)).toEqual(
      Array.from({ length: count }, (_, index) => `${index + 1}/${count}`),
    );
    expect(shards.reduce((sum, { size }) => sum + size, 0)).toBe(total);
    expect(matrixOf(shards)).toEqual({ include: shards.map(({ shard }) => ({ shard })) });
  });

  test("are as large as is said", () => {
    const all = tenants(250);
    for (const { shard, size } of shardsFor(all.length, {})) {
      const own = readShard(shard);
      expect(own && takeShard(all, own)).toHaveLength(size);
    }
  });
});

describe("whose", () => {
  const cut = (all: readonly Sharded[], count: number): readonly (readonly Sharded[])[] =>
    Array.from({ length: count }, (_, index) => takeShard(all, { number: index + 1, count }));

  test("each is one shard's, in the order of the file, and sizes differ by one at most", () => {
    const total = fc.integer({ min: 0, max: 120 });
    fc.assert(
      fc.property(total, fc.integer({ min: 1, max: 24 }), (length, count) => {
        const all = tenants(length);
        const parts = cut(all, count);
        const places = parts.map((part) => part.map((one) => all.indexOf(one)));
        expect(places.flat().toSorted((a, b) => a - b)).toEqual(all.map((_, index) => index));
        for (const part of places) expect(part).toEqual(part.toSorted((a, b) => a - b));
        const sizes = parts.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  test.each([2, 3, 8, 20])("of %i shards, one that is added moves few others", (count) => {
    const before = tenants(200);
    const after = [...before, { file: "clerkwork.yaml", environment: "added" }];
    const shardIn = (parts: readonly (readonly Sharded[])[], one: Sharded): number =>
      parts.findIndex((part) => part.includes(one));
    const [old, now] = [cut(before, count), cut(after, count)];
    const moved = before.filter((one) => shardIn(old, one) !== shardIn(now, one));
    // One at each cut at most.
    expect(moved.length).toBeLessThan(count);
  });
});

describe("the check of records", () => {
  const schema = OUTPUTS.report();
  const check = checkOf(schema);
  const judge = new Ajv2020(AJV_OPTIONS).compile(schema);
  const records = (["plan", "drift"] as const).flatMap((command) =>
    recordsOf(
      {
        ...Object.fromEntries(
          Object.entries(PLANS).map(([name, given]) => [name, { plan: buildPlan(given) }]),
        ),
        failed: "no answer",
      },
      command,
    ).map((record) => JSON.parse(JSON.stringify(record)) as Json),
  );

  /** The value with one of its parts, however deep, gone or something else. */
  const spoilt = (value: Json, path: number, other: Json): Json => {
    if (typeof value !== "object" || value === null || path % 5 === 0) return other;
    const rest = Math.floor(path / 5);
    const names = Object.keys(value);
    const name = names[rest % Math.max(1, names.length)];
    if (name === undefined) return other;
    const inner = spoilt(
      (value as Record<string, Json>)[name] ?? null,
      Math.floor(rest / 7),
      other,
    );
    if (Array.isArray(value))
      return value.map((one, index) => (String(index) === name ? inner : one));
    const kept = Object.entries(value).filter(([key]) => key !== name || path % 11 !== 0);
    return { ...Object.fromEntries(kept), ...(path % 11 === 0 ? {} : { [name]: inner }) };
  };

  test("takes what is written", () => {
    expect(records.filter((record) => !check(record))).toEqual([]);
  });

  test("says what ajv says of records of which a part is something else", () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.constantFrom(...records),
        fc.nat(1_000_000),
        fc.oneof(
          fc.constantFrom<Json>(null, "", "x", 0, -1, 1.5, 7, true, [], {}, [1]),
          fc.string(),
        ),
        (record, path, other) => {
          const value = spoilt(record, path, other);
          expect(check(value)).toBe(judge(value));
          seen.add(check(value));
        },
      ),
      { numRuns: 2000 },
    );
    expect(seen).toEqual(new Set([false, true]));
  });

  test("a keyword that it does not know is a fault, not a yes", () => {
    expect(() => checkOf({ type: "object", typo: 1 })({})).toThrow(/knows no keyword typo/);
    expect(() => checkOf({ $ref: "#/$defs/none" })({})).toThrow(/does not define/);
  });
});
