// What must be looked up before a dangerous change, and only then.

import { findSetting, type Catalog } from "../catalog/catalog.ts";
import type { Change, EnvironmentType } from "../core/diff.ts";
import { listedSwitches, needsAllowlist, type Facts } from "../core/guard.ts";
import type { Live, Reading, Role } from "../core/reading.ts";
import { countAllowlist, type ReadPort } from "./backend-api.ts";
import { readFirst } from "./observe.ts";
import type { Sources } from "./sources.ts";
import { Trouble } from "./trouble.ts";

export interface LookUp {
  readonly catalog: Catalog;
  readonly environmentType: EnvironmentType;
  readonly reader: ReadPort;
  readonly sources: Sources;
  readonly live: Live;
  readonly roles: readonly Role[] | null;
}

/** Fails closed: a look-up that fails is a fact of its own. */
export async function lookUpFacts(changes: readonly Change[], options: LookUp): Promise<Facts> {
  const { catalog, environmentType, reader, roles } = options;
  const production = environmentType === "production";
  const asks = production && changes.some((change) => needsAllowlist(change, catalog));
  const addresses = production
    ? listedSwitches(changes, catalog).flatMap((pair) => [pair.switch, pair.list])
    : [];
  const [allowlistSize, afterwards] = await Promise.all([
    asks ? closed(countAllowlist(reader), "unknown" as const) : null,
    Promise.all(
      addresses.map(
        async (address) => [address, await readAfter(address, changes, options)] as const,
      ),
    ),
  ]);
  return { roles, allowlistSize, afterwards: new Map(afterwards) };
}

/** The result, or `instead` when the look-up failed; a run that was stopped stays stopped. */
async function closed<Value, Instead>(
  lookUp: Promise<Value>,
  instead: Instead,
): Promise<Value | Instead> {
  try {
    return await lookUp;
  } catch (error) {
    if (error instanceof Trouble && error.kind === "stopped") throw error;
    return instead;
  }
}

/** What a setting holds once the changes are made: where none names it, what it holds now. */
async function readAfter(
  address: string,
  changes: readonly Change[],
  { catalog, live, sources }: LookUp,
): Promise<Reading> {
  const change = changes.find((one) => one.address === address);
  if (change) return { known: true, value: change.to, source: "backend_api" };
  const declared = live.get(address);
  if (declared) return declared;
  const setting = findSetting(catalog, address)?.setting;
  const unknown: Reading = { known: false, why: "missing_in_answer" };
  return setting
    ? closed(readFirst(setting, setting.read.filter(sources.offers), sources, undefined), unknown)
    : unknown;
}
