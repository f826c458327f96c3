// What of a live value counts, where Clerk shows more, less or another form than a file says.

import { describe, expect, test } from "vitest";
import { extraSetting } from "../../src/catalog/resource.ts";
import type { Json, ReadSource, Setting } from "../../src/catalog/setting.ts";
import { comparable } from "../../src/core/plan/diff.ts";
import { guard } from "../../src/core/plan/guard.ts";
import { isPassedOver } from "../../src/core/report/shown.ts";
import { judge } from "../../src/core/report/verdict.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import { decode } from "../../src/core/value/wire.ts";
import { fromFrontend, known, moveOf, rowAt, UNKNOWN } from "./given.ts";
import { NO_FACTS, TODAY } from "./instance.ts";

const PIN = rowAt("instance.clerk_js_version").setting;
const RESOLVED: Reading = { known: false, why: "resolved_form" };

describe("a pin that Clerk may show resolved", () => {
  test.each<readonly [desired: Json, live: Json, shown: Reading]>([
    ["5", "5.3.1", RESOLVED],
    ["5.3.1", "5", RESOLVED],
    ["5", "5", known("5")],
    ["5", "53", known("53")],
    ["53", "5", known("5")],
    ["5", "", known("")],
    ["", "5", known("5")],
    ["5", 5, known(5)],
    [5, "5.3", known("5.3")],
  ])("%j against %j", (desired, live, shown) => {
    expect(comparable(PIN, desired, known(live))).toEqual(shown);
  });

  test("what is not known stays so", () => {
    expect(comparable(PIN, "5", UNKNOWN)).toEqual(UNKNOWN);
  });
});

describe("a setting whose empty value Clerk shows as a word", () => {
  const setting: Setting = { ...rowAt("instance.support_email").setting, emptyReadsAs: "none" };
  test.each<readonly [desired: Json, live: Json, shown: Json]>([
    ["", "none", ""],
    ["", "other", "other"],
    ["none", "none", "none"],
  ])("%j against %j: %j counts", (desired, live, shown) => {
    expect(comparable(setting, desired, known(live))).toEqual(known(shown));
  });
});

describe("items that nobody writes", () => {
  const setting: Setting = {
    ...rowAt("communication.blocked_country_codes").setting,
    unwrittenItems: ["XX"],
  };
  test.each<readonly [desired: Json, live: Json, shown: Json]>([
    [["RU"], ["RU", "XX"], ["RU"]],
    [
      ["RU", "XX"],
      ["RU", "XX"],
      ["RU", "XX"],
    ],
    [null, ["RU", "XX"], ["RU"]],
    [["RU"], null, null],
  ])("%j against %j: %j counts", (desired, live, shown) => {
    expect(comparable(setting, desired, known(live))).toEqual(known(shown));
  });
});

test("a role that is not there, where there is none at all", () => {
  const move = moveOf("organization.creator_role", known("org:admin"), "org:owner");
  const facts = { ...NO_FACTS, roles: [] };
  const [refusal] = guard([move], "development", facts, { today: TODAY });
  expect(refusal).toMatchObject({
    address: "organization.creator_role",
    message: "the instance has no role org:owner; it has none",
  });
});

describe("a setting that an answer shows as before, beside one that it shows as sent", () => {
  const COUNT = moveOf("organization.max_allowed_memberships", known(5), 20);
  const SWITCH = moveOf("organization.admin_delete_enabled", known(false), true);
  const BEFORE: Readings = new Map(
    [COUNT, SWITCH].map(({ change }) => [change.address, change.from]),
  );
  const RECEIPT = (value: Json): Reading => ({ known: true, value, source: "receipt" });
  const now = (count: Reading | undefined, on: Reading): Readings =>
    new Map([
      ...(count ? [[COUNT.change.address, count] as const] : []),
      [SWITCH.change.address, on] as const,
    ]);

  test.each<readonly [what: string, now: Readings, passedOver: boolean]>([
    ["was not taken", now(known(5), known(true)), true],
    ["may be old as both are", now(known(5), known(false)), false],
    ["is not known", now(UNKNOWN, known(true)), false],
    ["is not in the answer", now(undefined, known(true)), false],
    ["while the other is not known", now(known(5), UNKNOWN), false],
    ["as sent", now(known(20), known(true)), false],
    ["by what is no answer", now(RECEIPT(5), known(true)), false],
    ["both by what is no answer", now(RECEIPT(5), RECEIPT(true)), false],
    ["by another answer", now(fromFrontend(5), known(true)), false],
  ])("%s", (_, readings, passedOver) => {
    expect(isPassedOver(COUNT, [COUNT, SWITCH], BEFORE, readings)).toBe(passedOver);
  });
});

describe("accepted, and nothing shows it", () => {
  const detailOf = (address: string, from: Reading, after?: Readings): unknown =>
    judge([moveOf(address, from, "x")], { before: new Map(), after, declared: new Map() })
      .outcomes[0];
  const unconfirmed = (detail: RegExp): object => ({
    outcome: "unconfirmed",
    detail: expect.stringMatching(detail) as unknown,
  });

  test.each<readonly [address: string, RegExp]>([
    ["organization.extra.anything", /dropped in silence/],
    ["beta.from_email_address", /nothing shows its value/],
    ["instance.support_email", /reads don't show the value yet/],
  ])("%s", (address, detail) => {
    expect(detailOf(address, UNKNOWN, new Map())).toMatchObject(unconfirmed(detail));
  });

  test("nobody looked, as after a signal: it doesn't speak of reads that were not made", () => {
    expect(detailOf("instance.support_email", UNKNOWN)).toMatchObject(
      unconfirmed(/was not read again after that/),
    );
  });
});

describe("a member whose type is none of the catalog's", () => {
  const { section } = rowAt("protect.rules_enabled");
  const source: ReadSource = {
    via: "backend_api",
    path: "/x",
    member: ["a"],
    transform: "identity",
  };
  const read = (schema: Setting["schema"], value: Json): Reading =>
    decode({ ...extraSetting(section, "a"), schema }, source, { a: value }, []);

  test.each<readonly [Setting["schema"], Json, known: boolean]>([
    [{}, { b: 1 }, true],
    [{ type: "object" }, { b: 1 }, true],
    [{ type: ["boolean", "null"] }, null, true],
    [{ type: ["boolean", "null"] }, "x", false],
    [{ type: "integer" }, 1.5, false],
    [{ type: "array" }, ["a", 1], false],
    [{ type: "array" }, ["a"], true],
    [{ type: "array" }, "a", false],
    [{ type: "string" }, 5, false],
  ])("%j takes %j: %s", (schema, value, taken) => {
    const reading = read(schema, value);
    expect(reading).toEqual(taken ? known(value) : { known: false, why: "malformed" });
  });
});
