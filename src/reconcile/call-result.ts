// What became of one call, as data: whether it was sent, what is known, and whether the run goes on.

import type { Evidence } from "../clerk/instance.ts";
import type { Call } from "../core/plan/call.ts";
import type { Move } from "../core/plan/change.ts";
import type { CallReport, Outcome, Stop } from "../core/report/report.ts";
import type { Exhibits } from "../core/report/shown.ts";
import { judge, judgeFailed, outcome, type Verdict } from "../core/report/verdict.ts";
import type { Readings } from "../core/value/reading.ts";

export interface CallResult extends Verdict {
  readonly report: CallReport;
  /** Null: the run goes on. */
  readonly stopped: Stop | null;
}

/** A call with the moves that it makes. */
export interface Step {
  readonly call: Call;
  readonly moves: readonly Move[];
}

export function notAttempted(
  { call: { id }, moves }: Step,
  stopped: Stop | null = null,
  detail?: string,
): CallResult {
  return {
    report: { id, status: null, attempts: 0, clerk_trace_id: null },
    outcomes: moves.map(({ change }) => outcome(change, "not_attempted", detail)),
    sideEffects: [],
    stopped,
  };
}

/** Settings of the call are somebody else's by now. */
export function overtaken(step: Step, moved: readonly string[]): CallResult {
  const names = moved.join(", ");
  const detail = "changed on Clerk's side since the plan was made";
  const message = `${names} ${detail}; ${step.call.path} was not written`;
  return notAttempted(step, { code: "stale_plan", message }, detail);
}

/** A fault of the tool's own in mid-call: what is known of the other calls is still told. */
export function faulted({ call: { id, path }, moves }: Step, error: unknown): CallResult {
  const what = error instanceof Error ? error.message : String(error);
  const detail = `a fault in clerkwork (${what}), and nothing shows whether it landed`;
  return {
    report: { id, status: null, attempts: 1, clerk_trace_id: null },
    outcomes: moves.map(({ change }) => outcome(change, "ambiguous", detail)),
    sideEffects: [],
    stopped: {
      code: "internal",
      message: `a fault in clerkwork at ${path}: ${what}; please report it`,
    },
  };
}

/** The verdict on what was sent. */
export function conclude(
  { call: { id }, moves }: Step,
  before: Readings,
  evidence: Evidence,
  file: Pick<Exhibits, "declared" | "twins">,
): CallResult {
  const { attempts, status, traceId, echo, after, failure } = evidence;
  const problem = failure?.problem;
  const report = {
    id,
    status,
    attempts,
    clerk_trace_id: traceId,
    ...(problem ? { problem } : {}),
  };
  if (failure) {
    const outcomes = judgeFailed(moves, { before, after }, failure);
    return { report, outcomes, sideEffects: [], stopped: failure.stop };
  }
  const verdict = judge(moves, { before, echo, after, ...file });
  const outcomes = verdict.outcomes.map((one) => withId(one, [echo, after]));
  return { report, ...verdict, outcomes, stopped: null };
}

/** An item that was made has an id, which an answer or a read shows. */
function withId(one: Outcome, shown: readonly (Readings | undefined)[]): Outcome {
  const ids = shown.flatMap((readings) => {
    const reading = readings?.get(one.address);
    return reading?.known ? (reading.id ?? []) : [];
  });
  return ids[0] === undefined ? one : { ...one, id: ids[0] };
}
