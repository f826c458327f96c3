// What became of a plan.

import type { Json } from "../catalog/setting.ts";

export type OutcomeKind =
  /** Clerk's answer, or a read after it, shows the value. */
  | "confirmed"
  /** Clerk accepted the request and shows something else. */
  | "contradicted"
  /** Sent and accepted; nothing has shown the value yet. */
  | "unconfirmed"
  /** Refused, or its answer was lost and nothing shows whether it landed. */
  | "failed"
  /** Not sent. */
  | "not_attempted";

/** One per change of the plan. */
export interface Outcome {
  readonly address: string;
  readonly outcome: OutcomeKind;
  readonly to: Json;
  /** What is known beyond the outcome, one sentence. */
  readonly detail?: string;
  /** What Clerk showed, when it contradicts. */
  readonly shown?: Json;
}

/** A setting that moved although no call named it. */
export interface SideEffect {
  readonly address: string;
  readonly from: Json;
  readonly to: Json;
}

/** What happened to one call of the plan. */
export interface CallReport {
  readonly path: string;
  readonly addresses: readonly string[];
  /** HTTP status of the last answer; null: none came, or it was not sent. */
  readonly status: number | null;
  /** How often it was sent. */
  readonly attempts: number;
  readonly clerk_trace_id?: string;
}

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly calls: readonly CallReport[];
  readonly sideEffects: readonly SideEffect[];
  /** Why the run stopped early; null: it finished. */
  readonly stopped: {
    readonly code: string;
    readonly message: string;
    readonly refused: boolean;
  } | null;
}

/** How a run ended, from what it did. */
export function concludeReport(
  report: Report,
): "done" | "contradicted" | "partial" | "failed" | "refused" {
  const sent = report.calls.some(({ attempts }) => attempts > 0);
  const unfinished = report.outcomes.some(
    ({ outcome }) => outcome === "failed" || outcome === "not_attempted",
  );
  if (unfinished || report.stopped) {
    if (landedAnything(report)) return "partial";
    if (report.stopped?.refused) return "refused";
    return sent && report.outcomes.some(isAmbiguous) ? "partial" : "failed";
  }
  const contradicted = report.outcomes.some(({ outcome }) => outcome === "contradicted");
  return contradicted || report.sideEffects.length > 0 ? "contradicted" : "done";
}

function landedAnything({ outcomes }: Report): boolean {
  return outcomes.some(({ outcome }) => outcome !== "failed" && outcome !== "not_attempted");
}

/** What a lost answer leaves behind. */
export const AMBIGUOUS = "the answer was lost, and nothing shows whether it landed";

const isAmbiguous = ({ detail }: Outcome): boolean => detail?.startsWith(AMBIGUOUS) ?? false;
