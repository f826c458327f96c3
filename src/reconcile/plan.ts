// Plan: read the instance, compare, and say what would change and whether it may. Sends nothing but reads.

import { CATALOG } from "../catalog/catalog.ts";
import type { Unlisted } from "../catalog/items.ts";
import type { Json } from "../catalog/setting.ts";
import {
  isPinned,
  type Expected,
  type Identity,
  type InstancePort,
  type Wanted,
} from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import type { Refusal } from "../core/finding/refusal.ts";
import { warning, type Warning } from "../core/finding/warning.ts";
import type { Move } from "../core/plan/change.ts";
import { reviewConsents, type Permissions } from "../core/plan/consent.ts";
import { diffUnlisted, type UnlistedItems } from "../core/plan/collections.ts";
import { settleRenames } from "../core/plan/renames.ts";
import { diff, reviewUnwritten, type Difference } from "../core/plan/diff.ts";
import { endingSoon, repeatedEntries } from "../core/plan/ending.ts";
import type { Facts } from "../core/plan/facts.ts";
import { expiredIgnores, ignoreMoves } from "../core/plan/ignore.ts";
import { reviewLag, type LastWrites } from "../core/plan/lag.ts";
import { assemblePlan, type IgnoredSetting, type Plan } from "../core/plan/plan.ts";
import { collectionsRead, reviewItems } from "../core/plan/holders.ts";
import { reviewMemory, withoutRemembered } from "../core/plan/remembered.ts";
import { listUnmanaged, unmanagedRows } from "../core/plan/unmanaged.ts";
import type { InstanceType, Live } from "../core/value/reading.ts";
import { assess } from "./assess.ts";
import { rejectIssues } from "./load.ts";
import { requireVariables } from "./variables.ts";

/** What a plan is made with. `today` is YYYY-MM-DD, UTC; `toolVersion` stands in the plan; `allowances` are hazards that are allowed once. */
export interface PlanOptions extends Omit<Permissions, "consents"> {
  readonly toolVersion: string;
  /** Refuse when more settings would change; undefined: no limit. */
  readonly maxChanges?: number;
  /** How many items of one collection may be deleted although they are many of it; undefined: none. */
  readonly maxDeletes?: number;
  /** Sections of which what the file doesn't name is listed; absent: none. */
  readonly unmanaged?: readonly string[];
  /** From the receipt of the last run: what was last sent of the settings that nothing shows. */
  readonly lastSent?: Readonly<Record<string, Json>>;
  /** When, by address, ISO 8601; anything else: the receipt doesn't say. */
  readonly lastSentAt?: Readonly<Record<string, Json>>;
  /** From the same receipt: what Clerk accepted, shown or not. */
  readonly lastWrites?: LastWrites;
  /** Milliseconds since 1970; absent: whether reads may lag behind a receipt is not judged by time. */
  readonly now?: number | undefined;
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
  const permissions = { ...options, consents: desired.consents };
  requireVariables(desired, instance);
  const found = await compareInstance(desired, desired.declarations, instance, options);
  const { identity, live, difference, warnings } = found;

  const standing = { desired, live, type: identity.type, permissions };
  const { moves, facts, refusals } = await assess(found.moves, standing, instance);
  const plan = assemblePlan({
    toolVersion: options.toolVersion,
    desired,
    apiUrl: instance.apiUrl,
    identity,
    coverage: difference,
    moves,
    calls: instance.callsFor(moves, live),
    refusals: [...found.refusals, ...refusals],
    ignored: found.ignored,
    warnings: [...warnings, ...warningsOf(facts), ...reviewConsents(moves, permissions)],
    unmanaged: await readUnmanaged(desired, identity.type, instance, options.unmanaged),
    unlisted: found.unlisted,
  });
  return { plan, moves, live, desired };
}

/** Undefined: it was not asked for. */
async function readUnmanaged(
  desired: Desired,
  type: InstanceType,
  instance: InstancePort,
  sections: PlanOptions["unmanaged"],
): Promise<Plan["unmanaged"]> {
  if (sections === undefined) return undefined;
  const rows = unmanagedRows(CATALOG, desired, type).filter(({ section }) =>
    sections.includes(section.name),
  );
  const { readings } = await instance.observe(rows);
  return listUnmanaged(rows, readings);
}

/** What an instance is like beside what the file asks of it; nothing is weighed, and nothing looked up for a guard. */
export interface Compared {
  readonly identity: Identity;
  readonly live: Live;
  readonly difference: Difference;
  /** What is left to do. */
  readonly moves: readonly Move[];
  /** Renames that can't be. */
  readonly refusals: readonly Refusal[];
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
  readonly unlisted: readonly UnlistedItems[];
}

/**
 * `rows` are the declarations; with their values, roles that must be written are read too. `acting`: policies whose
 * items move although the file does not name them, `delete` alone unless told otherwise. Throws as `planInstance` does.
 */
export async function compareInstance(
  desired: Desired,
  rows: readonly Wanted[],
  instance: InstancePort,
  { today, lastSent = {}, lastSentAt, lastWrites, now }: PlanOptions,
  acting?: readonly Unlisted[],
): Promise<Compared> {
  rejectIssues(expiredIgnores(desired.ignores, today));
  const { identity, live } = await look(desired, rows, instance);
  const settled = settleRenames(desired.declarations, live);
  const { declarations, readings } = settled;
  const difference = diff(declarations, readings, identity.type);
  const { sealOf } = instance;
  const memory = { lastSent, sealOf, ...(lastSentAt ? { sentAt: lastSentAt } : {}) };
  const { policies = [] } = desired;
  const lists = live.lists ?? new Map();
  const others = diffUnlisted(policies, declarations, lists, identity.type, acting);
  const open = withoutRemembered([...difference.moves, ...others.moves], memory);
  const { moves, ignored, warnings } = ignoreMoves(open, desired);
  const absent = (desired.absentSections ?? []).map((section) =>
    warning("section_not_named", { section }),
  );
  return {
    identity,
    live: { ...live, readings },
    difference,
    moves,
    refusals: settled.refusals,
    ignored,
    unlisted: others.unlisted,
    warnings: [
      ...warnings,
      ...endingSoon(desired, today),
      ...repeatedEntries(desired, today),
      ...absent,
      ...reviewUnwritten(moves, readings),
      // Of what a plan would do; a drift does nothing.
      ...(acting ? [] : reviewItems({ policies, declarations, moves }, live.lists, readings)),
      ...reviewMemory(difference.moves, memory, today),
      ...(lastWrites && now !== undefined ? reviewLag(moves, lastWrites, now) : []),
    ],
  };
}

/** Switches that are declared on and have no effect. */
export const warningsOf = ({ idle }: Facts): readonly Warning[] =>
  idle.map((one) => warning("no_effect", one, one.address));

/**
 * Everything that is read, side by side; but where the file pins this or another environment, the
 * instance is identified first: with the wrong key nothing else is asked.
 */
async function look(
  { file, target, environment, pinned, policies = [], declarations }: Desired,
  rows: readonly Wanted[],
  instance: InstancePort,
): Promise<{ readonly identity: Identity; readonly live: Live }> {
  const expected: Expected = { pin: target, file, environment, pinned };
  const identified = instance.identify(expected);
  if (isPinned(target) || pinned.size > 0) await identified;
  const observed = instance.observe(rows, collectionsRead(rows, policies, declarations));
  // Avoids an unhandled rejection: the identity's error is the one that is told.
  observed.catch(() => {});
  const identity = await identified;
  return { identity, live: await observed };
}
