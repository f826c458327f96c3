// A saved plan is a promise to check, not a script: its calls are derived again from the file and
// the live state, and must be equal. Pure.

import { createHash } from "node:crypto";
import type { Catalog } from "../catalog/catalog.ts";
import type { Json } from "../catalog/setting.ts";
import { sameValue } from "./compare.ts";
import type { Change } from "./diff.ts";
import { EXIT, Failure } from "./failure.ts";
import { refuseTooMany } from "./guard.ts";
import { fingerprintOf, planCalls, type Plan, type Warning } from "./plan.ts";
import type { Role } from "./reading.ts";

/** The file of `plan --out`: the plan, when it was made and from what. */
export interface SavedPlan extends Plan {
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly source: { readonly file: string; readonly sha256: string };
}

/** Of the file's bytes, hexadecimal. */
export function hashSource(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Hours. */
  readonly maxAge: number;
  readonly sourceSha256: string;
  readonly toolVersion: string;
}

const refuse = (code: string, message: string): never => {
  throw new Failure(EXIT.refused, code, message, {
    hint: "make a new plan: clerkwork plan --out FILE",
  });
};

/** What the plan says about itself, before anything is read. Throws a `Failure` (exit 4). */
export function admitSavedPlan(saved: SavedPlan, circumstances: Circumstances): void {
  const { now, maxAge, sourceSha256, toolVersion } = circumstances;
  if (fingerprintOf(saved) !== saved.fingerprint) {
    refuse(
      "edited_plan",
      "the plan was edited after it was made: its fingerprint does not fit its contents",
    );
  }
  const minor = (version: string): string => version.split(".").slice(0, 2).join(".");
  if (minor(saved.tool_version) !== minor(toolVersion)) {
    refuse(
      "foreign_plan",
      `the plan was made by clerkwork ${saved.tool_version}, this is ${toolVersion}`,
    );
  }
  if (saved.source.sha256 !== sourceSha256) {
    refuse("stale_plan", `${saved.source.file} has changed since the plan was made`);
  }
  const age = (now - Date.parse(saved.created_at)) / 3_600_000;
  if (!(age <= maxAge))
    refuse("stale_plan", `the plan is ${Math.floor(age)} hours old, the limit is ${maxAge}`);
  if (age < -1) refuse("edited_plan", "the plan claims to be from the future");
}

interface Moved {
  readonly address: string;
  readonly planned: Json | undefined;
  readonly now: Json | undefined;
  readonly desired: Json | undefined;
}

/**
 * The plan to run: the saved one's changes, derived again. Throws a `Failure` (exit 4) when the
 * instance, a planned change or a call is no longer what was planned. Changes that have come since
 * are left alone and said.
 */
export function confirmSavedPlan(
  saved: SavedPlan,
  derived: Plan,
  catalog: Catalog,
  roles: readonly Role[],
  maxChanges?: number,
): Plan {
  const { target } = saved;
  if (
    target.instance_id !== derived.target.instance_id ||
    target.environment_type !== derived.target.environment_type
  ) {
    refuse(
      "wrong_target",
      `the plan is for ${target.environment_type} instance ${target.instance_id}, the secret key belongs to ${derived.target.instance_id}`,
    );
  }
  if (
    target.api_version !== derived.target.api_version ||
    target.environment !== derived.target.environment
  ) {
    refuse("stale_plan", "the plan is for another environment or API version of the file");
  }
  const moved = saved.changes.flatMap((planned): Moved[] => {
    const now = derived.changes.find(({ address }) => address === planned.address);
    if (now && sameReading(planned, now) && same(planned.to, now.to)) return [];
    return [
      {
        address: planned.address,
        planned: planned.from.known ? planned.from.value : undefined,
        now: now ? (now.from.known ? now.from.value : undefined) : planned.to,
        desired: now?.to ?? planned.to,
      },
    ];
  });
  if (moved.length > 0) {
    const lines = moved.map(
      ({ address, planned, now, desired }) =>
        `${address}: planned from ${show(planned)}, now ${show(now)}, desired ${show(desired)}`,
    );
    refuse("stale_plan", `the live state has changed since the plan was made\n${lines.join("\n")}`);
  }
  const changes = derived.changes.filter(({ address }) =>
    saved.changes.some((planned) => planned.address === address),
  );
  const calls = planCalls(changes, catalog, roles);
  if (
    !same(
      JSON.parse(JSON.stringify(calls)) as Json,
      JSON.parse(JSON.stringify(saved.calls)) as Json,
    )
  ) {
    refuse("edited_plan", "the plan's calls are not the ones that its changes need");
  }
  const later = derived.changes.filter((change) => !changes.includes(change));
  const warnings = later.map(({ address }): Warning => ({
    code: "not_in_plan",
    address,
    message: "differs now, but is not in the plan: left alone",
  }));
  const confirmed = { ...derived, changes, calls, warnings: [...derived.warnings, ...warnings] };
  return {
    ...confirmed,
    refusals: [
      ...derived.refusals.filter(({ address }) =>
        changes.some((change) => change.address === address),
      ),
      ...refuseTooMany(changes.length, maxChanges),
    ],
    fingerprint: fingerprintOf(confirmed),
  };
}

const JSON_RULE = { comparison: "json" } as const;
const same = (a: Json, b: Json): boolean => sameValue(JSON_RULE, a, b);
const show = (value: Json | undefined): string =>
  value === undefined ? "unknown" : JSON.stringify(value);

function sameReading(a: Change, b: Change): boolean {
  if (!a.from.known || !b.from.known) return a.from.known === b.from.known;
  return same(a.from.value, b.from.value);
}
