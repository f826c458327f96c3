// A plan, put together: what would happen to which instance, and why it may or may not. Pure.

import { createHash } from "node:crypto";
import type { Desired } from "../file/desired.ts";
import { reviewDesired } from "../file/review.ts";
import type { Refusal } from "../finding/refusal.ts";
import type { Warning } from "../finding/warning.ts";
import type { InstanceType, Unreadable } from "../value/reading.ts";
import type { Call } from "./call.ts";
import type { Change, Move } from "./change.ts";
import type { UnlistedItems } from "./collections.ts";
import type { Difference } from "./diff.ts";
import type { UnmanagedSetting } from "./unmanaged.ts";

/** The version of the format of plans, receipts and reports. `docs/decisions/0011` says what may change. */
export const FORMAT_VERSION = "1.1";

/** The instance that a plan is for. */
export interface Target {
  readonly environment: string | null;
  readonly instance_id: string;
  readonly environment_type: InstanceType;
  readonly api_url: string;
  readonly api_version: string;
}

/** A setting that differs and that an exception of the file leaves alone. */
export interface IgnoredSetting {
  readonly address: string;
  readonly reason: string;
  readonly until: string;
}

/** What a plan or a drift comes to. */
export type PlanResult = "changes" | "no_changes" | "refused" | "drift" | "no_drift";

/** What a plan is made for. */
export type PlanKind = "plan" | "apply" | "drift" | "rollback";

/** `schemas/plan.schema.json` describes it. Same inputs, same bytes. */
export interface Plan {
  readonly format_version: typeof FORMAT_VERSION;
  readonly tool_version: string;
  readonly result: PlanResult;
  readonly target: Target;
  readonly changes: readonly Change[];
  readonly calls: readonly Call[];
  readonly coverage: {
    readonly declared: number;
    readonly read: number;
    readonly unreadable: readonly { readonly address: string; readonly why: Unreadable }[];
  };
  readonly refusals: readonly Refusal[];
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
  /** What the file doesn't name; absent: it was not asked for. */
  readonly unmanaged?: readonly UnmanagedSetting[];
  /** Items that the file doesn't name, of the collections that it does; absent: it names none. */
  readonly unlisted?: readonly UnlistedItems[];
  /** `sha256:` of what would happen to which instance: target, changes and calls, without positions. */
  readonly fingerprint: string;
}

export interface Parts {
  readonly toolVersion: string;
  readonly desired: Pick<
    Desired,
    | "file"
    | "environment"
    | "environments"
    | "apiVersion"
    | "declarations"
    | "emptySections"
    | "absentSections"
  >;
  readonly apiUrl: string;
  readonly identity: { readonly id: string; readonly type: InstanceType };
  readonly coverage: Pick<Difference, "read" | "unreadable">;
  readonly moves: readonly Move[];
  readonly calls: readonly Call[];
  readonly refusals: readonly Refusal[];
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
  readonly unmanaged?: readonly UnmanagedSetting[] | undefined;
  readonly unlisted?: readonly UnlistedItems[];
}

/** Members stand in the order of the contract. */
export function assemblePlan(parts: Parts): Plan {
  const { desired, identity, coverage, calls, refusals, unlisted = [] } = parts;
  const target: Target = {
    environment: desired.environment,
    instance_id: identity.id,
    environment_type: identity.type,
    api_url: parts.apiUrl,
    api_version: desired.apiVersion,
  };
  const changes = parts.moves.map(({ change }) => change);
  return {
    format_version: FORMAT_VERSION,
    tool_version: parts.toolVersion,
    result: resultOf(changes, refusals),
    target,
    changes,
    calls,
    coverage: {
      declared: desired.declarations.length,
      read: coverage.read,
      unreadable: coverage.unreadable,
    },
    refusals,
    ignored: parts.ignored,
    warnings: [...parts.warnings, ...reviewDesired(desired)],
    ...(parts.unmanaged ? { unmanaged: parts.unmanaged } : {}),
    ...(unlisted.length > 0 ? { unlisted } : {}),
    fingerprint: fingerprintOf({ target, changes, calls }),
  };
}

export function resultOf(
  changes: readonly unknown[],
  refusals: readonly Refusal[],
): "changes" | "no_changes" | "refused" {
  if (refusals.length > 0) return "refused";
  return changes.length > 0 ? "changes" : "no_changes";
}

/** Binds a plan to its instance, its changes and its calls. Where the file puts them doesn't matter. */
export function fingerprintOf(plan: Pick<Plan, "target" | "changes" | "calls">): string {
  const { environment: _, ...target } = plan.target;
  const changes = plan.changes.map(({ address, action, from, to }) => ({
    address,
    action,
    from,
    to,
  }));
  const text = JSON.stringify({ target, changes, calls: plan.calls });
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
