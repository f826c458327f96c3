// What became of a plan.

import type { Json } from "../../catalog/setting.ts";
import type { FailureCode } from "../finding/failure.ts";

/** Every outcome of a change. */
export const OUTCOMES = [
  /** Clerk's answer, or a read after it, shows the value. */
  "confirmed",
  /** Sent and accepted; nothing has shown the value yet. */
  "unconfirmed",
  /** Clerk accepted the request and shows something else. */
  "contradicted",
  /** The answer was lost, and nothing shows whether it landed. */
  "ambiguous",
  /** Refused: nothing was written. */
  "failed",
  /** Not sent. */
  "not_attempted",
] as const;

/** What became of one change. */
export type OutcomeKind = (typeof OUTCOMES)[number];

/** One per change of the plan. */
export interface Outcome {
  readonly address: string;
  readonly outcome: OutcomeKind;
  readonly to: Json;
  /** What is known beyond the outcome, one sentence. */
  readonly detail?: string;
  /** What Clerk showed, when it contradicts. */
  readonly shown?: Json;
  /** Secrets that were sent: a keyed hash of each, by the address of the member that names its variable. */
  readonly secrets_sent?: Readonly<Record<string, string>>;
  /** Of an item that was made: by which it is changed and deleted. */
  readonly id?: string;
}

/** A setting that moved although no call named it. */
export interface SideEffect {
  readonly address: string;
  readonly from: Json;
  readonly to: Json;
  /** False: the read before may have lagged, so that it may be somebody else's earlier change. */
  readonly certain: boolean;
}

/** Why a call did not go through, in words for a person: one message, whatever the number of its settings. */
export interface Problem {
  /** One sentence without an end: `Clerk's plan does not include blocklist (402)`. */
  readonly says: string;
  /** Clerk's own words, cut; null: there were none. */
  readonly said: string | null;
  /** What can be done about it, the likeliest first; maybe nothing. */
  readonly tries: readonly string[];
  /** The settings that Clerk blames, by address; empty: it names none. */
  readonly blames: readonly string[];
}

/** What happened to one call of the plan. */
export interface CallReport {
  /** The call's in the plan. */
  readonly id: string;
  /** HTTP status of the last answer; null: none came, or it was not sent. */
  readonly status: number | null;
  /** How often it was sent. */
  readonly attempts: number;
  readonly clerk_trace_id: string | null;
  /** Absent: it went through, or was not sent. */
  readonly problem?: Problem;
}

/** Why a run stopped early. */
export interface Stop {
  readonly code: FailureCode;
  readonly message: string;
}

/** What became of every change of a plan that was sent. */
export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly calls: readonly CallReport[];
  readonly sideEffects: readonly SideEffect[];
  /** Null: the run finished. */
  readonly stopped: Stop | null;
  /** Whether a setting that is only unconfirmed keeps the run from being done (`--require-confirmed`). */
  readonly requireConfirmed?: boolean;
}

/** How a run ended. */
export type Conclusion = "done" | "unconfirmed" | "contradicted" | "partial" | "failed" | "refused";

/** Outcomes that leave, or may leave, something written. */
const WRITTEN: readonly OutcomeKind[] = ["confirmed", "unconfirmed", "contradicted", "ambiguous"];

/** How a run ended, from what it did. */
export function concludeReport(report: Report): Conclusion {
  const { outcomes, sideEffects, stopped, requireConfirmed = false } = report;
  const kinds = new Set(outcomes.map(({ outcome }) => outcome));
  const open = (["ambiguous", "failed", "not_attempted"] as const).some((kind) => kinds.has(kind));
  if (open || stopped) {
    if (WRITTEN.some((kind) => kinds.has(kind))) return "partial";
    return stopped?.code === "stale_plan" ? "refused" : "failed";
  }
  if (kinds.has("contradicted") || sideEffects.some(({ certain }) => certain))
    return "contradicted";
  return requireConfirmed && kinds.has("unconfirmed") ? "unconfirmed" : "done";
}
