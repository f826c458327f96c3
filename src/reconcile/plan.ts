// Plan: read the instance, compare, and say what would change and whether it may. Sends nothing but reads.

import type { Json } from "../catalog/setting.ts";
import { isPinned, type Expected, type Identity, type InstancePort } from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import { warning } from "../core/finding/warning.ts";
import type { Move } from "../core/plan/change.ts";
import { reviewConsents, weigh, type Permissions } from "../core/plan/consent.ts";
import { diff } from "../core/plan/diff.ts";
import { guard } from "../core/plan/guard.ts";
import { expiredIgnores, ignoreMoves } from "../core/plan/ignore.ts";
import { assemblePlan, type Plan } from "../core/plan/plan.ts";
import { withoutRemembered } from "../core/plan/remembered.ts";
import type { Live } from "../core/value/reading.ts";
import { rejectIssues } from "./load.ts";

export interface PlanOptions extends Omit<Permissions, "consents"> {
  readonly toolVersion: string;
  /** Refuse when more settings would change; undefined: no limit. */
  readonly maxChanges?: number;
  /** From the receipt of the last run: what was last sent of the settings that nothing shows. */
  readonly lastSent?: Readonly<Record<string, Json>>;
}

/** A plan, and what applying it needs to know beyond it. */
export interface Planned {
  readonly plan: Plan;
  /** The plan's changes, each with its row. */
  readonly moves: readonly Move[];
  readonly live: Live;
  readonly desired: Desired;
}

/**
 * Throws a `Failure`: exit 1 when something can't be read, exit 3 for an exception that has run out,
 * exit 4 when it is another instance.
 */
export async function planInstance(
  desired: Desired,
  instance: InstancePort,
  options: PlanOptions,
): Promise<Planned> {
  const { declarations, consents, ignores } = desired;
  const permissions: Permissions = { ...options, consents };
  rejectIssues(expiredIgnores(ignores, options.today));

  const { identity, live } = await look(desired, instance);
  const difference = diff(declarations, live.readings, identity.type);
  const open = withoutRemembered(difference.moves, options.lastSent ?? {});
  const { moves: kept, ignored, warnings } = ignoreMoves(open, desired);

  const moves = weigh(kept, identity.type, permissions);
  const facts = await instance.lookUp(moves, declarations, live, identity.type);
  const refusals = guard(moves, identity.type, facts, options);
  const calls = instance.callsFor(moves, live);

  const idle = facts.idle.map((one) => warning("no_effect", one, one.address));
  const plan = assemblePlan({
    toolVersion: options.toolVersion,
    desired,
    apiUrl: instance.apiUrl,
    identity,
    coverage: difference,
    moves,
    calls,
    refusals,
    ignored,
    warnings: [...warnings, ...idle, ...reviewConsents(moves, permissions)],
  });
  return { plan, moves, live, desired };
}

/**
 * Everything that is read, side by side; but a pinned target is identified first: with the wrong key
 * nothing else is asked.
 */
async function look(
  { declarations, target, environment, pinned }: Desired,
  instance: InstancePort,
): Promise<{ readonly identity: Identity; readonly live: Live }> {
  const expected: Expected = { pin: target, environment, pinned };
  const identified = instance.identify(expected);
  if (isPinned(target)) await identified;
  const observed = instance.observe(declarations);
  // Avoids an unhandled rejection: the identity's error is the one that is told.
  observed.catch(() => {});
  const identity = await identified;
  return { identity, live: await observed };
}
