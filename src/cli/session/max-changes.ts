// The limit on changes of a run over several instances: counted over all, before anything is written.

import type { Connection } from "../../clerk/backend/connection.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { plural } from "../../core/text/line.ts";
import { fleet } from "../../reconcile/fleet.ts";
import type { Instance } from "./distinct.ts";

const AT_ONCE = 16;

/** How many settings would change. Reads only. */
export type Count = (desired: Desired, connection: Connection) => Promise<number>;

/**
 * Counts what every instance would change. Gives back why some can't be counted: they may not be written. Throws
 * a `Failure` (exit 4) when it is more than `limit`.
 */
export async function requireFewChanges(
  instances: readonly Instance[],
  count: Count,
  limit: number,
): Promise<ReadonlyMap<Instance, Failure>> {
  let total = 0;
  const uncounted = new Map<Instance, Failure>();
  await fleet<Instance, number>(
    instances,
    async ({ desired, open }) => {
      const connection = open();
      return count(desired, connection).finally(() => connection.close());
    },
    {
      concurrency: AT_ONCE,
      onResult: (result) => {
        if (result.kind === "done") total += result.value;
        if (result.kind === "failed") uncounted.set(result.instance, result.failure);
      },
    },
  );
  if (total <= limit) return uncounted;
  throw new Failure(
    "refused",
    `all environments together would change ${plural(total, "setting")}, and --max-changes allows ${limit}; nothing was written`,
    { hint: "look at the plan first: clerkwork plan, with the same flags" },
  );
}
