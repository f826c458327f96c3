// What a file doesn't name, over the whole catalog: a setting is only left out where another name of it stands.

import { describe, expect, test } from "vitest";
import { API_VERSIONS, type ApiVersion } from "../../src/catalog/api-version.ts";
import { CATALOG, rowsOf } from "../../src/catalog/catalog.ts";
import type { Row } from "../../src/catalog/resource.ts";
import { readDesired } from "../../src/core/file/desired.ts";
import { unmanagedRows } from "../../src/core/plan/unmanaged.ts";
import type { InstanceType } from "../../src/core/value/reading.ts";
import { SAMPLES } from "../rig/samples.ts";
import { documentOf } from "./given.ts";

const CASES = API_VERSIONS.flatMap((version) =>
  (["development", "production"] as const).map((type) => [version, type] as const),
);

const isThere = ({ setting }: Row, version: ApiVersion, type: InstanceType): boolean =>
  setting.versions.includes(version) && (setting.environment ?? type) === type;

/** Whether two addresses are names of one setting. */
const areOne = (one: Row, other: Row): boolean =>
  one.setting.excludes.includes(other.address) || other.setting.excludes.includes(one.address);

/** The addresses that are listed, given a file's lines below its API version. */
function listed(version: ApiVersion, type: InstanceType, body: string): ReadonlySet<string> {
  const file = `version: 1\napi_version: "${version}"\n${body}`;
  const rows = unmanagedRows(CATALOG, readDesired(documentOf(file), CATALOG, null), type);
  return new Set(rows.map(({ address }) => address));
}

describe.each(CASES)("API version %s, %s", (version, type) => {
  const rows = rowsOf(CATALOG).filter((row) => isThere(row, version, type));
  const all = listed(version, type, "");

  test("a file that names nothing leaves nothing out, but second names of what is listed", () => {
    const missing = rows.filter(
      (row) =>
        !all.has(row.address) &&
        !rows.some(
          (other) =>
            all.has(other.address) &&
            areOne(row, other) &&
            (other.setting.read.length > 0 || row.setting.read.length === 0),
        ),
    );
    expect(missing.map(({ address }) => address)).toEqual([]);
  });

  test("a setting that is named takes itself and its other names away, and nothing else", () => {
    const named = SAMPLES.filter(({ address }) => rows.some((row) => row.address === address));
    expect(named.length).toBeGreaterThan(20);
    for (const { section, name, address, one } of named) {
      const left = listed(version, type, `${section}: { ${name}: ${JSON.stringify(one)} }\n`);
      const gone = rows.filter((row) => all.has(row.address) && !left.has(row.address));
      const strays = gone.filter(
        (row) =>
          row.address !== address &&
          !rows.some((own) => own.address === address && areOne(row, own)),
      );
      expect([address, strays.map((row) => row.address)]).toEqual([address, []]);
      expect(left.has(address)).toBe(false);
    }
  });
});
