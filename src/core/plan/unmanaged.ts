// Settings that an instance has and a file doesn't name. Nothing is made of them but a list.

import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { rowsOf, type Catalog } from "../../catalog/catalog.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Desired } from "../file/desired.ts";
import { UNREAD, type InstanceType, type Reading, type Readings } from "../value/reading.ts";

/** A setting that nothing in the file compares. */
export interface UnmanagedSetting {
  readonly address: string;
  readonly live: Reading;
  /** The dangers that some change of it carries and that need consent on production. */
  readonly hazards: readonly Hazard[];
}

/** The rows that exist on such an instance and that the file neither names nor manages under another name. */
export function unmanagedRows(
  catalog: Catalog,
  { declarations, apiVersion }: Pick<Desired, "declarations" | "apiVersion">,
  type: InstanceType,
): readonly Row[] {
  const taken = new Set(declarations.flatMap(namesOf));
  const rows: Row[] = [];
  for (const row of rowsOf(catalog)) {
    const { versions, environment = type } = row.setting;
    if (!versions.includes(apiVersion) || environment !== type) continue;
    if (namesOf(row).some((name) => taken.has(name))) continue;
    taken.add(row.address);
    rows.push(row);
  }
  return rows;
}

/** Its own address, and those under which Clerk has the same setting once more; what must agree with it is another. */
const namesOf = ({ address, setting }: Row): readonly string[] => [address, ...setting.excludes];

/** Those that can endanger somebody first; otherwise in the order of the catalog. */
export function listUnmanaged(
  rows: readonly Row[],
  readings: Readings,
): readonly UnmanagedSetting[] {
  const all = rows.map(({ address, setting }): UnmanagedSetting => {
    const hazards = setting.hazards
      .map(({ hazard }) => hazard)
      .filter((one) => HAZARDS[one].blocks);
    return { address, live: readings.get(address) ?? UNREAD, hazards: [...new Set(hazards)] };
  });
  const isRelevant = ({ hazards }: UnmanagedSetting): boolean => hazards.length > 0;
  return [...all.filter(isRelevant), ...all.filter((one) => !isRelevant(one))];
}
