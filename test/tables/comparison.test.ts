import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Comparison, Json } from "../../src/catalog/setting.ts";
import { compareSets, normalise, sameValue } from "../../src/core/value/compare.ts";
import { runs } from "../rig/generators/runs.ts";
import { shuffled } from "../rig/generators/shuffle.ts";
import { frozen } from "./given.ts";

type Row = readonly [rule: Comparison, a: Json, b: Json, same: boolean];

const ROWS: readonly Row[] = [
  ["scalar", true, true, true],
  ["scalar", true, false, false],
  ["scalar", "", "", true],
  ["scalar", "", null, false],
  ["scalar", null, null, true],
  ["scalar", false, null, false],
  ["scalar", 0, false, false],
  ["scalar", 1, "1", false],
  ["scalar", "true", true, false],
  ["scalar", "a", "A", false],
  ["scalar", "é", "e\u0301", false],
  ["set", ["a", "b"], ["b", "a"], true],
  ["set", ["a", "a", "b"], ["b", "a"], true],
  ["set", ["a"], ["a", "b"], false],
  ["set", [], [], true],
  ["set", [], null, false],
  ["set", null, null, true],
  ["set", ["10", "9"], ["9", "10"], true],
  ["set", ["a,b"], ["a", "b"], false],
  ["set", ["ab"], ["a", "b"], false],
  ["list", ["a", "b"], ["b", "a"], false],
  ["list", ["a", "b"], ["a", "b"], true],
  ["list", ["a", "a"], ["a"], false],
  ["list", [], [""], false],
  ["json", { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, true],
  ["json", { a: 1 }, { a: 1, b: null }, false],
  ["json", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, false],
  ["json", [1, 2], [2, 1], false],
  ["json", [{ a: 1, b: 2 }], [{ b: 2, a: 1 }], true],
  ["json", {}, [], false],
  ["json", {}, null, false],
  // deep-diff overlooks a key "" that only the right side has.
  ["json", {}, { "": 1 }, false],
  ["json", { "": 1 }, {}, false],
  ["json", { "": 1 }, { "": 1 }, true],
  ["json", { a: {} }, { a: { "": {} } }, false],
  ["json", {}, { toString: 1 }, false],
  ["json", { constructor: "x" }, {}, false],
  ["json", {}, JSON.parse('{"__proto__":{"x":1}}') as Json, false],
  ["json", JSON.parse('{"__proto__":{"x":1}}') as Json, {}, false],
];

describe("two values of a setting", () => {
  test.each(ROWS)("%s: %j and %j, the same: %j", (comparison, a, b, same) => {
    expect(sameValue({ comparison }, a, b)).toBe(same);
    expect(sameValue({ comparison }, b, a)).toBe(same);
  });

  test("reading a key of the prototype leaves the prototype alone", () => {
    sameValue({ comparison: "json" }, {}, JSON.parse('{"__proto__":{"x":1}}') as Json);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

/** Any JSON without -0, which JSON can write and no setting has. */
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom<Json>(null, true, false, 0, 1, 1.5, "", "a", "b"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom("", "a", "b", "0", "length", "toString", "__proto__", "constructor"),
      tie("value"),
      { maxKeys: 3 },
    ),
  ),
})).value;

/** Two values that differ in one member, at some depth. */
const neighbours: fc.Arbitrary<readonly [Json, Json]> = fc
  .record({
    value: fc.dictionary(fc.constantFrom("", "a", "b"), json, {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    key: fc.constantFrom("", "a", "toString", "__proto__"),
    member: json,
    turned: fc.boolean(),
    deep: fc.nat(2),
  })
  .map(({ value, key, member, turned, deep }) => {
    const other = Object.fromEntries([...Object.entries(value), [key, member]]);
    const bury = (inside: Json): Json =>
      Array.from({ length: deep }).reduce<Json>(
        (at, _, index) => (index ? [at] : { a: at }),
        inside,
      );
    return turned ? [bury(other), bury(value)] : [bury(value), bury(other)];
  });

const strings = fc.array(fc.constantFrom("a", "b", "c", "aa", "", "10", "9"), { maxLength: 5 });

/** The canonical form, said once more by hand: only sets lose order and repetition. */
const byHand = (comparison: Comparison, value: Json): unknown =>
  comparison === "set" && Array.isArray(value) ? [...new Set(value.map(String))].toSorted() : value;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("the oracle", () => {
  test("JSON is the same exactly when node:util says so", () => {
    const rule = fc.property(fc.oneof(fc.tuple(json, json), neighbours), ([a, b]) => {
      expect(sameValue({ comparison: "json" }, a, b)).toBe(isDeepStrictEqual(plain(a), plain(b)));
    });
    fc.assert(rule, { ...runs(2000) });
  });

  test("sets and lists are the same exactly when node:util says so of their canonical forms", () => {
    const rule = fc.property(
      fc.constantFrom<Comparison>("set", "list"),
      strings,
      strings,
      fc.nat(),
      (comparison, a, other, seed) => {
        const b = seed % 2 === 0 ? other : shuffled(a, seed);
        expect(sameValue({ comparison }, a, b)).toBe(
          isDeepStrictEqual(byHand(comparison, a), byHand(comparison, b)),
        );
      },
    );
    fc.assert(rule, { ...runs(1000) });
  });

  test("neither value is changed", () => {
    const rule = fc.property(
      fc.constantFrom<Comparison>("scalar", "set", "list", "json"),
      fc.oneof(json, strings),
      fc.oneof(json, strings),
      (comparison, a, b) => {
        const before = JSON.stringify([a, b]);
        sameValue({ comparison }, frozen(a), frozen(b));
        compareSets(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
      },
    );
    fc.assert(rule, runs());
  });

  test("a canonical form is its own canonical form", () => {
    const rule = fc.property(
      fc.constantFrom<Comparison>("scalar", "set", "list", "json"),
      fc.oneof(json, strings),
      (comparison, value) => {
        const once = normalise({ comparison }, value);
        expect(JSON.stringify(normalise({ comparison }, once))).toBe(JSON.stringify(once));
      },
    );
    fc.assert(rule, runs());
  });
});

describe("what a set gains and loses", () => {
  test.each<readonly [from: Json, to: Json, added: string[], removed: string[]]>([
    [[], [], [], []],
    [["a"], ["b", "a"], ["b"], []],
    [["b", "a"], ["a"], [], ["b"]],
    [["a"], ["c", "b"], ["b", "c"], ["a"]],
    [null, ["a"], ["a"], []],
    [["a"], null, [], ["a"]],
    [["a", "a"], ["a"], [], []],
  ])("%j → %j: + %j - %j", (from, to, added, removed) => {
    expect(compareSets(from, to)).toEqual({ added, removed });
  });
});
