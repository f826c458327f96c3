// Between the file's words and Clerk's: what is written and shown again reads as it was written.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { API_VERSIONS } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import type { Section } from "../../src/catalog/resource.ts";
import type { Json, ReadSource, Setting } from "../../src/catalog/setting.ts";
import { readEcho } from "../../src/clerk/backend/evidence.ts";
import type { Move } from "../../src/core/plan/change.ts";
import { shows } from "../../src/core/plan/diff.ts";
import { sameValue } from "../../src/core/value/compare.ts";
import type { Reading, Role } from "../../src/core/value/reading.ts";
import { decode, encode, type Lookup } from "../../src/core/value/wire.ts";
import { ROLES as MODEL_ROLES, valuesAt } from "../rig/generators/files.ts";
import { runs } from "../rig/generators/runs.ts";

const ROLES: readonly Role[] = MODEL_ROLES.map(({ id, key, eligible }) => ({
  id,
  key,
  creatorEligible: eligible,
}));

interface Row {
  readonly address: string;
  readonly section: Section;
  readonly setting: Setting;
}

const ROWS: readonly Row[] = CATALOG.flatMap((section) =>
  section.settings.map((setting) => ({
    address: `${section.name}.${setting.name}`,
    section,
    setting,
  })),
);

const idsOf =
  (roles: readonly Role[]): Lookup =>
  (_, key) =>
    roles.find((role) => role.key === key)?.id;

/** What Clerk shows of a value that was written, in the words of a source; by hand, not by `decode`. */
function shownBy(
  setting: Setting,
  transform: ReadSource["transform"],
  written: Json,
): readonly Json[] {
  const keyOf = (value: Json): Json => ROLES.find(({ id }) => id === value)?.key ?? null;
  // Roles are written by id and shown by key.
  const shown = setting.write.transform === "role_id_from_key" ? keyOf(written) : written;
  switch (transform) {
    case "identity":
    case "item":
    case "keys":
      return [shown];
    case "not":
      return [shown !== true];
    case "null_is_empty": {
      const isEmpty = shown === "" || (Array.isArray(shown) && shown.length === 0);
      return isEmpty ? [shown, null] : [shown];
    }
    case "keys_of_items":
      return [(shown as readonly string[]).map((key) => ({ key }))];
    case "role_id_from_key":
      return shown === "" ? ["", null] : [keyOf(shown)];
  }
}

/** A value at a path, among others. */
const at = (path: readonly string[], value: Json): Json =>
  path.reduceRight<Json>((inside, member) => ({ other: 1, [member]: inside }), value);

function merged(a: Json, b: Json): Json {
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return b;
  const [left, right] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const both = Object.entries(right).map(([key, value]): [string, Json] => [
    key,
    key in left ? merged(left[key] ?? null, value) : value,
  ]);
  return { ...left, ...Object.fromEntries(both) };
}

const answerOf = (source: ReadSource, shown: Json): Json => {
  const { member, onlyWhile } = source;
  const own = at(member, shown);
  return onlyWhile ? merged(at(onlyWhile.member, onlyWhile.equals), own) : own;
};

function expectSame(setting: Setting, value: Json, reading: Reading | undefined): void {
  expect(reading?.known).toBe(true);
  if (!reading?.known) return;
  expect([value, reading.value, sameValue(setting, value, reading.value)]).toEqual([
    value,
    reading.value,
    true,
  ]);
  expect(shows(setting, value, reading)).toBe(true);
}

const moveTo = ({ address, section, setting }: Row, to: Json): Move => ({
  row: { address, section, setting },
  change: {
    address,
    section: section.name,
    setting: setting.name,
    action: "update",
    from: { known: false, why: "write_only" },
    to,
    hazards: [],
    at: { file: "clerkwork.yaml", line: 1, column: 1 },
  },
});

const values = (setting: Setting): fc.Arbitrary<Json> =>
  fc.oneof(...API_VERSIONS.map((version) => valuesAt(setting, version)));

/** Few values make few inputs; the rows make many. */
const FEW = { ...runs(50), numRuns: 50 };

describe("what is written and shown again reads as it was written", () => {
  const sources = ROWS.flatMap((row) =>
    row.setting.read.map((source) => ({
      ...row,
      source,
      name: `${row.address} from ${source.via} ${source.path} ${source.member.join(".")}`,
    })),
  );

  test.each(sources.map((one) => [one.name, one] as const))("%s", (_, { setting, source }) => {
    const rule = fc.property(values(setting), (value) => {
      const written = encode(setting, value, idsOf(ROLES));
      if (written === undefined) throw new Error("every role is in the list");
      for (const shown of shownBy(setting, source.transform, written))
        expectSame(setting, value, decode(setting, source, answerOf(source, shown), ROLES));
    });
    expect(() => fc.assert(rule, FEW)).not.toThrow();
  });

  const echoing = ROWS.filter(
    ({ section, setting }) => section.answer === "echo" && setting.echo !== null,
  );

  test.each(echoing.map((row) => [row.address, row] as const))("%s from its echo", (_, row) => {
    const { address, setting } = row;
    const transform =
      setting.read.find(({ via }) => via === "backend_api")?.transform ?? "identity";
    const rule = fc.property(values(setting), (value) => {
      const written = encode(setting, value, idsOf(ROLES));
      if (written === undefined) throw new Error("every role is in the list");
      for (const shown of shownBy(setting, transform, written)) {
        const echo = readEcho([moveTo(row, value)], at([setting.echo ?? ""], shown), ROLES);
        expectSame(setting, value, echo?.get(address));
      }
    });
    expect(() => fc.assert(rule, FEW)).not.toThrow();
  });

  test("every row can be read or proven somehow, but the ones that Clerk shows nowhere", () => {
    const nowhere = ROWS.filter(
      ({ section, setting }) =>
        setting.read.length === 0 && (section.answer === "none" || setting.echo === null),
    );
    expect(nowhere.map(({ address }) => address)).toEqual([]);
  });

  test("a role that is not in the list is not written, and not read", () => {
    const roles = ROWS.filter(({ setting }) => setting.write.transform === "role_id_from_key");
    expect(roles.map(({ address }) => address)).toEqual([
      "organization.creator_role",
      "organization.domains_default_role",
    ]);
    for (const { setting } of roles) {
      expect(encode(setting, "org:gone", idsOf(ROLES))).toBeUndefined();
      expect(encode(setting, "org:admin", idsOf([]))).toBeUndefined();
    }
  });

  test("the law sees a source whose transform is wrong", () => {
    const [negated] = sources.filter(({ source }) => source.transform === "not");
    if (!negated) throw new Error("the catalog has one");
    const { setting, source } = negated;
    const wrong = { ...source, transform: "identity" as const };
    const [shown = null] = shownBy(setting, "not", true);
    const reading = decode(setting, wrong, answerOf(wrong, shown), ROLES);
    expect(() => expectSame(setting, true, reading)).toThrow(/deeply equal/);
  });
});
