// What must be looked up before a dangerous change, and only then.

import type { Catalog } from "../catalog/catalog.ts";
import type { Change, EnvironmentType } from "../core/diff.ts";
import { needsAllowlist, type Facts } from "../core/guard.ts";
import type { Role } from "../core/reading.ts";
import { countAllowlist, type ReadPort } from "./backend-api.ts";
import { Trouble } from "./trouble.ts";

/** Fails closed: a look-up that fails is a fact of its own. */
export async function lookUpFacts(
  changes: readonly Change[],
  catalog: Catalog,
  environmentType: EnvironmentType,
  port: ReadPort,
  roles: readonly Role[] | null,
): Promise<Facts> {
  const asks =
    environmentType === "production" && changes.some((change) => needsAllowlist(change, catalog));
  if (!asks) return { roles, allowlistSize: null };
  try {
    return { roles, allowlistSize: await countAllowlist(port) };
  } catch (error) {
    if (error instanceof Trouble && error.kind === "stopped") throw error;
    return { roles, allowlistSize: "unknown" };
  }
}
