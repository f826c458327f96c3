// A difference in, the calls that remove it out, as data: what is shown is what runs. Pure.

import { createHash } from "node:crypto";
import { findSection, findSetting, type Catalog } from "../catalog/catalog.ts";
import { EXTRA, extraSetting, type Json, type Setting } from "../catalog/setting.ts";
import type { Desired } from "./desired.ts";
import type { Change, Difference, EnvironmentType } from "./diff.ts";
import { orderSteps } from "./order.ts";
import type { Role, Unreadable } from "./reading.ts";
import type { Refusal } from "./refusal.ts";

/** The instance that a plan is for. */
export interface Target {
  readonly environment: string | null;
  readonly instance_id: string;
  readonly environment_type: EnvironmentType;
  readonly api_url: string;
  readonly api_version: string;
}

/** One request. */
export interface Call {
  readonly method: "PATCH";
  /** Below `/v1`. */
  readonly path: string;
  readonly body: Readonly<Record<string, Json>>;
  readonly addresses: readonly string[];
}

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly address?: string;
}

export interface IgnoredSetting {
  readonly address: string;
  readonly reason: string;
  readonly until: string;
}

/** `schemas/plan.schema.json` describes it. Same inputs, same bytes. */
export interface Plan {
  readonly format_version: "1.0";
  readonly tool_version: string;
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
  /** `sha256:` of what would happen to which instance: target, changes and calls, without positions. */
  readonly fingerprint: string;
}

/** The row behind a change, settings outside the catalog included. */
export function settingOf(
  catalog: Catalog,
  change: Pick<Change, "address" | "section" | "setting">,
): Setting | undefined {
  const row = findSetting(catalog, change.address)?.setting;
  if (row) return row;
  const section = findSection(catalog, change.section);
  return section && change.setting.startsWith(`${EXTRA}.`)
    ? extraSetting(section, change.setting.slice(EXTRA.length + 1))
    : undefined;
}

/**
 * One call per section that changes, in order. A role that `roles` doesn't hold leaves its member
 * out; the guard refuses such a plan.
 */
export function planCalls(
  changes: readonly Change[],
  catalog: Catalog,
  roles: readonly Role[],
): readonly Call[] {
  const steps = catalog.flatMap((section) => {
    const own = changes.filter((change) => change.section === section.name);
    if (own.length === 0) return [];
    const body: Record<string, Json> = {};
    const after: string[] = [];
    for (const change of own) {
      const setting = settingOf(catalog, change);
      if (!setting) continue;
      after.push(...setting.after.map((address) => address.split(".")[0] ?? ""));
      const value = encode(setting, change.to, roles);
      if (value !== undefined) body[setting.write.member] = value;
    }
    const call: Call = {
      method: "PATCH",
      path: section.path,
      body,
      addresses: own.map(({ address }) => address),
    };
    return [
      {
        name: section.name,
        last: own.some(({ hazards }) => hazards.includes("locks_out_users")),
        after: after.filter((name) => name !== section.name),
        call,
      },
    ];
  });
  return orderSteps(steps).map(({ call }) => call);
}

/** The file's value as the PATCH body carries it; undefined: its role is not in the list. */
function encode(setting: Setting, value: Json, roles: readonly Role[]): Json | undefined {
  switch (setting.write.transform) {
    case "identity":
      return value;
    case "role_id_from_key":
      return roles.find(({ key }) => key === value)?.id;
  }
}

interface Parts {
  readonly toolVersion: string;
  readonly desired: Pick<
    Desired,
    "environment" | "environments" | "apiVersion" | "declarations" | "emptySections"
  >;
  readonly apiUrl: string;
  readonly identity: { readonly id: string; readonly environmentType: EnvironmentType };
  readonly difference: Difference;
  readonly catalog: Catalog;
  readonly roles: readonly Role[];
  readonly refusals: readonly Refusal[];
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
}

/** Puts a plan together. Members stand in the order of the contract. */
export function assemblePlan(parts: Parts): Plan {
  const { desired, identity, difference } = parts;
  const target: Target = {
    environment: desired.environment,
    instance_id: identity.id,
    environment_type: identity.environmentType,
    api_url: parts.apiUrl,
    api_version: desired.apiVersion,
  };
  const changes = difference.changes;
  const calls = planCalls(changes, parts.catalog, parts.roles);
  const empty = desired.emptySections.map((name): Warning => ({
    code: "empty_section",
    message: `the section ${name} names no setting, so nothing in it is managed`,
  }));
  const unnamed: readonly Warning[] =
    desired.environment === null && desired.environments.length > 0
      ? [
          {
            code: "no_environment_named",
            message: `only the top of the file is used; --env names one of its environments: ${desired.environments.join(", ")}`,
          },
        ]
      : [];
  return {
    format_version: "1.0",
    tool_version: parts.toolVersion,
    target,
    changes,
    calls,
    coverage: {
      declared: desired.declarations.length,
      read: difference.read,
      unreadable: difference.unreadable,
    },
    refusals: parts.refusals,
    ignored: parts.ignored,
    warnings: [...parts.warnings, ...empty, ...unnamed],
    fingerprint: fingerprintOf({ target, changes, calls }),
  };
}

/** Binds a plan to its instance, its changes and its calls. Where the file puts them doesn't matter. */
export function fingerprintOf(plan: Pick<Plan, "target" | "changes" | "calls">): string {
  const { environment: _, ...target } = plan.target;
  const changes = plan.changes.map(({ address, from, to }) => ({ address, from, to }));
  const text = JSON.stringify({ target, changes, calls: plan.calls });
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
