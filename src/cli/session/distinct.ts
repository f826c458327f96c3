// Whether the environments of one run are instances of their own: asked before anything is written, or seen by what
// was read.

import type { Identity } from "../../clerk/instance.ts";
import type { Desired } from "../../core/file/desired.ts";
import type { Failure } from "../../core/finding/failure.ts";
import { sameInstance } from "../../core/report/same-instance.ts";
import { fleet } from "../../reconcile/fleet.ts";
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

/** What asking all of them came to. */
export interface Identities {
  /** Why some could not say who they are. */
  readonly unknown: ReadonlyMap<Instance, Failure>;
  /** The first that is the instance of one before it, and why that is refused; undefined: there is none. */
  readonly twin?: Twin | undefined;
}

export interface Twin {
  readonly instance: Instance;
  readonly failure: Failure;
}

/** Asks each instance who it is. */
export async function identifyAll(
  instances: readonly Instance[],
  concurrency = SIDE_BY_SIDE,
): Promise<Identities> {
  const unknown = new Map<Instance, Failure>();
  const twinOf = openTwins(true);
  let twin: Twin | undefined;
  await fleet<Instance, Identity>(instances, identify, {
    concurrency,
    onResult: (result) => {
      const { instance } = result;
      if (result.kind === "failed") unknown.set(instance, result.failure);
      if (result.kind !== "done") return;
      const failure = twinOf(instance, result.value.id);
      if (failure) twin ??= { instance, failure };
    },
  });
  return { unknown, twin };
}

/** Throws a `Failure` when one can't say who it is, or two environments come to one instance (exit 4). */
export async function requireDistinct(instances: readonly Instance[]): Promise<void> {
  const { unknown, twin } = await identifyAll(instances);
  if (twin) throw twin.failure;
  for (const failure of unknown.values()) throw failure;
}

/**
 * Takes each instance with its id, in the order of the file, and gives back a failure (exit 4) for one that an
 * environment before it came to: the second would undo the first, or be shown under the wrong name.
 */
export function openTwins(
  writes: boolean,
): (instance: Instance, id: string) => Failure | undefined {
  const seen = new Map<string, Instance>();
  return (instance, id) => {
    const other = seen.get(id);
    if (other && (writes || !arePinned(other, instance)))
      return sameInstance(
        [callOf(other), callOf(instance)],
        id,
        writes ? "; nothing was written" : "",
      );
    seen.set(id, other ?? instance);
    return undefined;
  };
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

const callOf = ({ name, desired }: Instance): string => `${name} (${keyVariableOf(desired)})`;
