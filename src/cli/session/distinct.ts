// Whether the environments of one run are instances of their own: known before anything is written.

import type { Identity } from "../../clerk/instance.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { fleet, type Result } from "../../reconcile/fleet.ts";
import type { Opening } from "./open-connection.ts";
import { keyVariableOf } from "./read-key.ts";

/** One environment of a run, not spoken to yet. */
export interface Instance {
  readonly desired: Desired;
  /** What it is called among the others of the run. */
  readonly name: string;
  readonly open: Opening;
}

const SIDE_BY_SIDE = 8;

/**
 * Asks each instance who it is. Two environments that come to one instance are thrown as a `Failure`
 * (exit 4): the second would undo the first, or be shown under the wrong name. What else goes wrong is
 * given back by instance; `writes` false leaves it to the environment's own turn.
 */
export async function requireDistinct(
  instances: readonly Instance[],
  {
    writes,
    concurrency = SIDE_BY_SIDE,
  }: { readonly writes: boolean; readonly concurrency?: number },
): Promise<ReadonlyMap<Instance, Failure>> {
  const unpinned = instances.filter(({ desired }) => desired.target.instance_id === undefined);
  // A pin is checked anyway, and one that meets another's pin is refused by it.
  if (!writes && unpinned.length < 2) return new Map();
  const results: Result<Instance, Identity>[] = [];
  await fleet(instances, identify, {
    concurrency,
    onResult: (result) => void results.push(result),
  });
  const seen = new Map<string, Instance>();
  for (const result of results) {
    if (result.kind !== "done") continue;
    const { id } = result.value;
    const other = seen.get(id);
    if (other && (writes || !arePinned(other, result.instance)))
      throw sameInstance(other, result.instance, id);
    seen.set(id, result.instance);
  }
  return new Map(writes ? results.flatMap(failureOf) : []);
}

/** A connection of its own: the time-out of what follows starts with its own turn. */
function identify({ desired, open }: Instance): Promise<Identity> {
  const { file, target, environment, pinned } = desired;
  const connection = open();
  return connection
    .identify({ pin: target, file, environment, pinned })
    .finally(() => connection.close());
}

/** The file says itself that they are one: looking at it twice does no harm. */
const arePinned = (...both: readonly Instance[]): boolean =>
  both.every(({ desired }) => desired.target.instance_id !== undefined);

const failureOf = (result: Result<Instance, Identity>): readonly (readonly [Instance, Failure])[] =>
  result.kind === "failed" ? [[result.instance, result.failure]] : [];

function sameInstance(one: Instance, other: Instance, id: string): Failure {
  const [first, second] = [one, other].map(
    (instance) => `${instance.name} (${keyVariableOf(instance.desired)})`,
  );
  return new Failure(
    "wrong_target",
    `the environments ${first} and ${second} come to one instance, ${id}; nothing was written`,
    {
      hint: "give each environment the variable of its own secret key: secret_key_env under its target",
    },
  );
}
