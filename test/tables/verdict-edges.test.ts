// The verdict where its words, its certainty or its silence are what matters.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { findSideEffects } from "../../src/core/report/side-effects.ts";
import { judge, outcome } from "../../src/core/report/verdict.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import { fromFrontend, known, moveOf, UNKNOWN } from "./given.ts";

const COUNT = moveOf("organization.max_allowed_memberships", known(5), 20);
const SWITCH = moveOf("organization.admin_delete_enabled", known(false), true);
const SILENT = moveOf("instance.hibp", known(false), true);
const of = (values: Readonly<Record<string, Reading>>): Readings => new Map(Object.entries(values));
const nothing = new Map<string, Json>();

test("an outcome says no more than it knows", () => {
  expect(outcome(SILENT.change, "confirmed")).toStrictEqual({
    address: "instance.hibp",
    to: true,
    outcome: "confirmed",
  });
  expect(outcome(SILENT.change, "failed", "422")).toStrictEqual({
    address: "instance.hibp",
    to: true,
    outcome: "failed",
    detail: "422",
  });
});

describe("reads that contradict say how", () => {
  test.each<readonly [what: string, before: Readings, after: Readings, detail: string]>([
    [
      "beside another value of the call that was taken",
      of({ [COUNT.change.address]: known(5), [SWITCH.change.address]: known(false) }),
      of({ [COUNT.change.address]: known(5), [SWITCH.change.address]: known(true) }),
      "reads show the other values of the call and not this one",
    ],
    [
      "a third value",
      of({ [COUNT.change.address]: known(5) }),
      of({ [COUNT.change.address]: known(50) }),
      "reads show a value that is neither the one before nor the one sent: somebody else may have changed it",
    ],
    [
      "another value, where none was known before",
      new Map(),
      of({ [COUNT.change.address]: known(50) }),
      "reads show another value",
    ],
  ])("%s", (_, before, after, detail) => {
    const { outcomes } = judge([COUNT, SWITCH], { before, after, declared: nothing });
    expect(outcomes[0]).toMatchObject({ outcome: "contradicted", detail });
  });
});

test("an answer can't leave out what it never carries", () => {
  const echo = of({ "instance.hibp": { known: false, why: "missing_in_answer" } });
  const { outcomes } = judge([SILENT], { before: new Map(), echo, declared: nothing });
  expect(outcomes[0]?.outcome).toBe("unconfirmed");
});

describe("what moved beside", () => {
  test("another name of what was sent has not, whatever else was sent", () => {
    const role = moveOf("organization.creator_role_id", known("role_1"), "role_2");
    const before = of({ "organization.creator_role": known("org:admin") });
    const after = of({ "organization.creator_role": known("org:owner") });
    expect(findSideEffects([role, COUNT], { before, after, declared: nothing })).toEqual([]);
    expect(findSideEffects([COUNT], { before, after, declared: nothing })).toHaveLength(1);
  });

  test.each<
    readonly [what: string, from: (value: Json) => Reading, declared: boolean, certain: boolean]
  >([
    ["declared, in an answer that may lag", fromFrontend, true, true],
    ["declared", known, true, true],
    ["not declared, in an answer that may lag", fromFrontend, false, false],
    ["not declared", known, false, true],
  ])("%s: certain: %s", (_, from, declared, certain) => {
    const address = SWITCH.change.address;
    const values = new Map<string, Json>(declared ? [[address, true]] : []);
    // The file asks for true, and it went the other way.
    const before = of({ [address]: from(true) });
    const after = of({ [address]: from(false) });
    expect(findSideEffects([COUNT], { before, after, declared: values })).toEqual([
      { address, from: true, to: false, certain },
    ]);
  });

  test("what moves towards the file has not", () => {
    const address = SWITCH.change.address;
    const before = of({ [address]: known(false) });
    const after = of({ [address]: known(true) });
    const declared = new Map<string, Json>([[address, true]]);
    expect(findSideEffects([COUNT], { before, after, declared })).toEqual([]);
    expect(
      findSideEffects([COUNT], { before: of({ [address]: UNKNOWN }), after, declared: nothing }),
    ).toEqual([]);
  });
});

test("a pin that reads show resolved is neither shown nor contradicted", () => {
  const pin = moveOf("instance.clerk_js_version", known("4"), "5");
  const before = of({ "instance.clerk_js_version": known("4") });
  const after = of({ "instance.clerk_js_version": known("5.3.1") });
  const { outcomes } = judge([pin], { before, after, declared: nothing });
  expect(outcomes).toMatchObject([{ outcome: "unconfirmed" }]);
});
