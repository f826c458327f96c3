// Two environments that come to one instance: said alike before a run, and of the reports of its shards.

import { Failure } from "../finding/failure.ts";
import { wroteIn } from "./fleet-result.ts";
import { labelOf, type EnvironmentRecord, type StartRecord } from "./record.ts";

/** `names`: both environments, each with what tells it from the other. `effect`: what was written, said behind it. */
export function sameInstance(
  names: readonly [string, string],
  id: string,
  effect: string,
  look = "",
): Failure {
  const [first, second] = names;
  return new Failure(
    "wrong_target",
    `the environments ${first} and ${second} come to one instance, ${id}${effect}`,
    {
      hint: `give each environment the variable of its own secret key: secret_key_env under its target${look}`,
    },
  );
}

const EFFECTS = ["nothing was written", "it was written once", "it was written twice"];

interface Sighting {
  readonly report: string;
  readonly record: Pick<EnvironmentRecord, "file" | "name" | "pinned">;
  readonly wrote: boolean;
}

/** Which instances the reports of shards are of. */
export interface Sightings {
  readonly take: (report: string, record: EnvironmentRecord) => void;
  /**
   * Throws a `Failure` (exit 4) when two shards have one instance. One shard was held to it when it ran; and where
   * nothing is written, the file may pin two environments to one instance.
   */
  readonly requireDistinct: (start: Pick<StartRecord, "command" | "files">) => void;
}

export function openSightings(): Sightings {
  const seen = new Map<string, Sighting[]>();
  return {
    take: (report, record) => {
      const id = "document" in record ? record.document.target?.instance_id : undefined;
      if (id === undefined) return;
      const { file, name, pinned } = record;
      const own = { file, name, ...(pinned ? { pinned } : {}) };
      const sighting = { report, record: own, wrote: wroteIn(record) };
      const others = seen.get(id);
      if (others) others.push(sighting);
      else seen.set(id, [sighting]);
    },
    requireDistinct: ({ command, files }) => {
      for (const [id, all] of seen) {
        const pair = pairIn(all, command === "apply");
        if (!pair) continue;
        const [one, other] = pair;
        const nameOf = ({ report, record }: Sighting): string =>
          `${labelOf(record, files > 1)} (${report})`;
        const writes = Number(one.wrote) + Number(other.wrote);
        throw sameInstance(
          [nameOf(one), nameOf(other)],
          id,
          command === "apply" ? `; ${EFFECTS[writes]}` : "",
          writes > 0 ? "; then run plan, to see what it has now" : "",
        );
      }
    },
  };
}

/** Two of different reports that may not be one instance. */
function pairIn(
  all: readonly Sighting[],
  writes: boolean,
): readonly [Sighting, Sighting] | undefined {
  const isPinned = ({ record }: Sighting): boolean => record.pinned === true;
  for (const one of all) {
    const other = all.find(
      (each) => each.report !== one.report && (writes || !(isPinned(one) && isPinned(each))),
    );
    if (other) return [one, other];
  }
  return undefined;
}
