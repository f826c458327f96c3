// The catalog held against the samples, which say by hand what Clerk documents; and the samples
// against what the tests need of them.

import { describe, expect, test } from "vitest";
import { API_VERSIONS } from "../../src/catalog/api-version.ts";
import { CATALOG, rowsOf } from "../../src/catalog/catalog.ts";
import type { Row } from "../../src/catalog/resource.ts";
import { sameValue } from "../../src/core/value/compare.ts";
import { isSecondName, NEWEST, SAMPLES, VERSIONS, type Sample } from "../rig/samples.ts";
import { READABLE, SECOND_TEST_MODE, UNREADABLE } from "../rig/settings.ts";

const ROWS: readonly (readonly [address: string, row: Row, sample: Sample])[] = rowsOf(CATALOG).map(
  (row) => {
    const sample = SAMPLES.find(({ address }) => address === row.address);
    if (!sample) throw new Error(`no sample of ${row.address}`);
    return [row.address, row, sample];
  },
);

test("every setting of the catalog has a sample, and nothing else has", () => {
  expect(SAMPLES.map(({ address }) => address)).toEqual(ROWS.map(([address]) => address));
  expect(VERSIONS).toEqual(API_VERSIONS);
});

describe.each(ROWS)("%s", (_, { section, setting }, sample) => {
  const { one, other, cleared, versions, instances } = sample;

  test("its values differ", () => {
    const values = [one, other, ...(cleared === undefined ? [] : [cleared])];
    const same = values.flatMap((value, index) =>
      values.slice(index + 1).filter((further) => sameValue(setting, value, further)),
    );
    expect(same).toEqual([]);
  });

  test("it exists where Clerk documents it", () => {
    const known = API_VERSIONS.filter(
      (version) => section.versions.includes(version) && setting.versions.includes(version),
    );
    expect(known).toEqual(versions);
    expect(setting.environment).toBe(instances);
  });
});

describe("on a model instance of the newest version", () => {
  const shown = new Map(
    [...READABLE, SECOND_TEST_MODE].map(({ address, sources }) => [address, sources]),
  );

  const readable = ROWS.filter(
    ([, , sample]) => sample.versions.includes(NEWEST) && sample.instances !== "production",
  ).filter(([address, , sample]) => !isSecondName(sample) || shown.has(address));

  test.each(readable)("%s is read where the catalog says", (address, { setting }) => {
    const documented = new Set(setting.read.map(({ via }) => via));
    expect([...documented].toSorted()).toEqual([...(shown.get(address) ?? [])].toSorted());
    expect(UNREADABLE.includes(address)).toBe(documented.size === 0);
  });
});
