// The story on one screen: document → validate → observe → diff → plan → guard → apply.

import { CATALOG, type Catalog } from "./catalog/catalog.ts";
import type { Json } from "./catalog/setting.ts";
import { applyPlan, type Recorder } from "./clerk/apply.ts";
import type { Connection } from "./clerk/connection.ts";
import { findIdleSwitches } from "./clerk/idle-switches.ts";
import { observe } from "./clerk/observe.ts";
import { lookUpFacts } from "./clerk/preflight.ts";
import type { Progress } from "./clerk/send.ts";
import type { Desired } from "./core/desired.ts";
import { diff } from "./core/diff.ts";
import { EXIT, Failure } from "./core/failure.ts";
import { guard, reviewConsents, type Permissions } from "./core/guard.ts";
import { ignoreChanges } from "./core/ignore.ts";
import type { Report } from "./core/outcome.ts";
import { assemblePlan, type Plan } from "./core/plan.ts";
import type { Role } from "./core/reading.ts";
import { withoutSettled } from "./core/receipt.ts";

export interface PlanOptions extends Omit<Permissions, "consents"> {
  readonly toolVersion: string;
  readonly catalog?: Catalog;
  /** From the receipt of the last run: what was last sent of the settings that nothing shows. */
  readonly lastSent?: Readonly<Record<string, Json>>;
}

/** A plan, and what applying it needs to know beyond it. */
export interface Planned {
  readonly plan: Plan;
  readonly roles: readonly Role[];
}

/**
 * Reads the instance and says what would change. Sends nothing but reads.
 * Throws a `Failure`: exit 1 when something can't be read, exit 4 when it is another instance.
 */
export async function planInstance(
  desired: Desired,
  connection: Connection,
  options: PlanOptions,
): Promise<Planned> {
  const { catalog = CATALOG, toolVersion } = options;
  const permissions: Permissions = { ...options, consents: desired.consents };

  const { declarations, target: pin, environment, pinned } = desired;
  const sources = connection.openSources();
  const { identity, live, roles } = await observe(declarations, sources, {
    pin,
    keyType: connection.keyType,
    environment,
    pinned,
  });
  const everything = diff(declarations, live, identity.environmentType);
  const unsettled = withoutSettled(everything, options.lastSent ?? {});
  const { difference, ignored, warnings } = ignoreChanges(unsettled, desired);
  const facts = await lookUpFacts(difference.changes, {
    catalog,
    environmentType: identity.environmentType,
    reader: connection.reader,
    sources,
    live,
    roles,
  });
  const idle = await findIdleSwitches(declarations, sources);
  const refusals = guard(difference.changes, catalog, identity.environmentType, facts, permissions);

  const plan = assemblePlan({
    toolVersion,
    desired,
    apiUrl: connection.apiUrl,
    identity,
    difference,
    catalog,
    roles: roles ?? [],
    refusals,
    ignored,
    warnings: [...warnings, ...idle, ...reviewConsents(difference.changes, permissions)],
  });
  return { plan, roles: roles ?? [] };
}

export interface ApplyInstanceOptions {
  readonly catalog?: Catalog;
  readonly keepGoing?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: Progress;
  readonly recorder?: Recorder | undefined;
}

/**
 * Sends a plan's calls and finds out what became of each. Throws a `Failure` (exit 4) for a plan
 * with refusals, before anything is sent; never for what Clerk does: the report says it.
 */
export async function applyInstance(
  desired: Desired,
  { plan, roles }: Planned,
  connection: Connection,
  { catalog = CATALOG, ...options }: ApplyInstanceOptions = {},
): Promise<Report> {
  if (plan.refusals.length > 0) {
    const message = `not applied: ${plan.refusals.length} refusals; nothing was written`;
    throw new Failure(EXIT.refused, "refused", message, { refusals: plan.refusals });
  }
  return applyPlan(plan, {
    ...options,
    catalog,
    roles,
    writer: connection.writer,
    openSources: connection.openSources,
    declared: new Map(desired.declarations.map(({ address, value }) => [address, value])),
  });
}
