// A saved plan is a promise to check, not a script: it must be whole and recent, its calls are derived again from the
// file and the live state, and must be equal. Pure.

import type { Json } from "../../catalog/setting.ts";
import { Failure, type FailureCode } from "../finding/failure.ts";
import { warning } from "../finding/warning.ts";
import { sameValue } from "../value/compare.ts";
import type { Reading } from "../value/reading.ts";
import type { Call } from "./call.ts";
import type { Change, Move } from "./change.ts";
import { fingerprintOf, type Plan } from "./plan.ts";
import { isSealed, type PlanSource, type SavedPlan, type Sealer } from "./saved-plan.ts";

export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Hours. */
  readonly maxAge: number;
  /** The file that was read. */
  readonly source: Pick<PlanSource, "file" | "sha256">;
  readonly toolVersion: string;
  readonly sealer: Sealer;
}

/** What can be done about a plan that is not admitted; who knows how it was made says with which command. */
export const NEW_PLAN = "make a new plan";

const refuse = (code: FailureCode, message: string): never => {
  throw new Failure(code, message, { hint: NEW_PLAN });
};

/** What the plan says about itself, before anything is read. Throws a `Failure` (exit 4). */
export function admitSavedPlan(saved: SavedPlan, circumstances: Circumstances): void {
  const { now, maxAge, source, toolVersion, sealer } = circumstances;
  if (fingerprintOf(saved) !== saved.fingerprint) {
    refuse(
      "edited_plan",
      "the plan was edited after it was made: its fingerprint does not fit its contents",
    );
  }
  if (!isSealed(saved, sealer)) {
    refuse(
      "edited_plan",
      "the plan's seal does not fit: the plan was edited, or made with another secret key than this one",
    );
  }
  const minor = (version: string): string => version.split(".").slice(0, 2).join(".");
  if (minor(saved.tool_version) !== minor(toolVersion)) {
    refuse(
      "foreign_plan",
      `the plan was made by clerkwork ${saved.tool_version}, this is ${toolVersion}`,
    );
  }
  if (saved.source.sha256 !== source.sha256) {
    refuse("stale_plan", `${source.file} says something else than when the plan was made`);
  }
  const age = (now - Date.parse(saved.created_at)) / 3_600_000;
  if (!(age <= maxAge))
    refuse("stale_plan", `the plan is ${Math.floor(age)} hours old, the limit is ${maxAge}`);
  if (age < -1) refuse("edited_plan", "the plan claims to be from the future");
}

/** A plan with the moves that it shows. */
export interface PlannedMoves {
  readonly plan: Plan;
  readonly moves: readonly Move[];
}

/**
 * The plan to run: the saved one's changes, derived again. Throws a `Failure` (exit 4) when the
 * instance, a planned change or a call is no longer what was planned. Changes that have come since
 * are left alone and said. What the derived plan refuses as a whole is left to the caller, who guards
 * again.
 */
export function confirmSavedPlan(
  saved: SavedPlan,
  derived: PlannedMoves,
  callsFor: (moves: readonly Move[]) => readonly Call[],
): PlannedMoves {
  requireTarget(saved, derived.plan);
  requireUnmoved(saved, derived.plan);
  const isPlanned = ({ change }: Move): boolean =>
    saved.changes.some(({ address }) => address === change.address);
  const moves = derived.moves.filter(isPlanned);
  const calls = callsFor(moves);
  if (!same(plainJson(calls), plainJson(saved.calls))) {
    refuse("edited_plan", "the plan's calls are not the ones that its changes need");
  }
  const changes = moves.map(({ change }) => change);
  const later = derived.moves.filter((move) => !isPlanned(move));
  const plan = {
    ...derived.plan,
    changes,
    calls,
    refusals: derived.plan.refusals.filter(({ address }) =>
      changes.some((change) => change.address === address),
    ),
    warnings: [
      ...derived.plan.warnings,
      ...later.map(({ change }) => warning("not_in_plan", {}, change.address)),
    ],
  };
  return { plan: { ...plan, fingerprint: fingerprintOf(plan) }, moves };
}

function requireTarget({ target }: SavedPlan, derived: Plan): void {
  const now = derived.target;
  if (target.instance_id !== now.instance_id || target.environment_type !== now.environment_type) {
    refuse(
      "wrong_target",
      `the plan is for ${target.environment_type} instance ${target.instance_id}, the secret key belongs to ${now.instance_id}`,
    );
  }
  if (target.api_version !== now.api_version || target.environment !== now.environment) {
    refuse("stale_plan", "the plan is for another environment or API version of the file");
  }
}

/** Each planned change must still start where it was planned to start, and lead to the same value. */
function requireUnmoved(saved: SavedPlan, derived: Plan): void {
  const lines = saved.changes.flatMap((planned): string[] => {
    const now = derived.changes.find(({ address }) => address === planned.address);
    if (now && sameReading(planned, now) && same(planned.to, now.to)) return [];
    // A setting that no longer differs holds what was planned.
    const shown = now ? valueOf(now.from) : planned.to;
    const then = `Clerk had ${show(valueOf(planned.from))} and now has ${show(shown)}`;
    return [`${planned.address}: ${then}; the file says ${show((now ?? planned).to)}`];
  });
  if (lines.length > 0)
    refuse(
      "stale_plan",
      `Clerk holds something else than when the plan was made\n${lines.join("\n")}`,
    );
}

const plainJson = (calls: readonly Call[]): Json => JSON.parse(JSON.stringify(calls)) as Json;
const same = (a: Json, b: Json): boolean => sameValue({ comparison: "json" }, a, b);
const valueOf = (reading: Reading): Json | undefined => (reading.known ? reading.value : undefined);
const show = (value: Json | undefined): string =>
  value === undefined ? "what can't be read" : JSON.stringify(value);

function sameReading(a: Change, b: Change): boolean {
  if (!a.from.known || !b.from.known) return a.from.known === b.from.known;
  return same(a.from.value, b.from.value);
}
