// How a plan differs from the one that was reviewed, as far as a fingerprint tells.

import type { InstancePort } from "../../clerk/instance.ts";
import { cameSince, goneSince } from "../../core/plan/came-since.ts";
import type { Planned } from "../../reconcile/plan.ts";
import { unexpected } from "./expected.ts";

/** Throws a `Failure` (exit 4). `again` is the command that shows the plan. */
export function rejectUnexpected(
  { plan, moves, desired, live }: Planned,
  instance: Pick<InstancePort, "callsFor">,
  expected: string,
  again: string,
): never {
  const found = {
    target: plan.target,
    moves,
    callsFor: (some: typeof moves) => instance.callsFor(some, live),
    expected,
  };
  const came = cameSince(found);
  const gone = came === null ? goneSince(found, desired.declarations, live.readings) : null;
  const says =
    came === null
      ? gone === null
        ? "what it was made of can't be told from a fingerprint: plan --out saves a plan that can be held against this one"
        : `since then Clerk has come to hold what the file says of ${gone}`
      : `since then it also changes ${came.join(" and ")}`;
  throw unexpected(plan, again, says);
}
