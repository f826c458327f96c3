// Apply: send a plan's calls one after the other and find out what became of each. No judgement about
// what to send: the calls are the plan's, and what is shown is what runs.

import type { Json } from "../catalog/setting.ts";
import type { Evidence, InstancePort } from "../clerk/instance.ts";
import { Failure } from "../core/finding/failure.ts";
import type { Call } from "../core/plan/call.ts";
import type { Move } from "../core/plan/change.ts";
import { comparable } from "../core/plan/diff.ts";
import type { CallReport, Outcome, Report, Stop } from "../core/report/report.ts";
import { judge, outcome, type Verdict } from "../core/report/verdict.ts";
import { sameValue } from "../core/value/compare.ts";
import { UNREAD, type Readings } from "../core/value/reading.ts";
import type { Planned } from "./plan.ts";
import { plural } from "../core/text/line.ts";

/** Keeps what an apply does: told before a call is sent and after it ended. When `intend` throws, the call is not sent. */
export interface Recorder {
  readonly intend: (call: Call, before: Readings) => Promise<void>;
  readonly conclude: (report: CallReport, outcomes: readonly Outcome[]) => Promise<void>;
}

/** What happens, while it happens. */
export type Progress = (event: {
  readonly call: Call;
  readonly state: "started" | "waiting" | "finished";
  readonly detail?: string;
  readonly outcomes?: readonly Outcome[];
}) => void;

export interface ApplyOptions {
  /** Go on with the other sections after one is refused by Clerk's plan or permissions (402, 403). */
  readonly keepGoing?: boolean;
  /** No new call starts after it fires; one on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly recorder?: Recorder | undefined;
  readonly progress?: Progress | undefined;
}

/**
 * Throws a `Failure` (exit 4) for a plan with refusals, before anything is sent; never for what Clerk
 * does: that is in the report.
 */
export async function applyInstance(
  planned: Planned,
  instance: InstancePort,
  options: ApplyOptions = {},
): Promise<Report> {
  rejectRefusals(planned);
  // What the plan was made from is old by now: each section is read again right before its call.
  instance.forget();
  const results: CallResult[] = [];
  let stopped: Stop | null = null;
  for (const call of planned.plan.calls) {
    const moves = planned.moves.filter(({ change }) => call.addresses.includes(change.address));
    if (options.signal?.aborted) stopped ??= { code: "interrupted", message: "interrupted" };
    if (stopped) {
      results.push(notAttempted(call, moves));
      continue;
    }
    options.progress?.({ call, state: "started" });
    const result = await applyCall(call, moves, planned, instance, options).catch(
      (error: unknown) => faulted(call, moves, error),
    );
    options.progress?.({ call, state: "finished", outcomes: result.outcomes });
    results.push(result);
    stopped = result.stopped;
  }
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    calls: results.map(({ report }) => report),
    sideEffects: results.flatMap(({ sideEffects }) => sideEffects),
    stopped,
  };
}

export function rejectRefusals({ plan: { refusals } }: Planned): void {
  if (refusals.length === 0) return;
  const count = plural(refusals.length, "refusal");
  throw new Failure("refused", `not applied: ${count}; nothing was written`, { refusals });
}

interface CallResult extends Verdict {
  readonly report: CallReport;
  readonly stopped: Stop | null;
}

/** Read again, make sure that nobody was faster, record the intent, send, judge, record the result. */
async function applyCall(
  call: Call,
  moves: readonly Move[],
  { live, desired }: Planned,
  instance: InstancePort,
  options: ApplyOptions,
): Promise<CallResult> {
  const { recorder, progress, signal, keepGoing = false } = options;

  const before = await attempt(() => instance.reread(moves));
  if (before instanceof Error)
    return notAttempted(call, moves, { code: "read_failed", message: before.message });

  const moved = moves.filter((move) => hasMoved(move, before));
  if (moved.length > 0) return overtaken(call, moves, moved);

  const unrecorded = await attempt(async () => recorder?.intend(call, before));
  if (unrecorded instanceof Error) {
    const message = `the receipt can't be written (${unrecorded.message}), so ${call.path} was not sent`;
    return notAttempted(call, moves, { code: "receipt", message });
  }

  const onWait = (detail: string): void => progress?.({ call, state: "waiting", detail });
  const evidence = await instance.send(call, moves, { roles: live.roles ?? [], signal, onWait });
  const result = conclude(call, moves, before, evidence, desired.declarations);
  const lost = await attempt(async () => recorder?.conclude(result.report, result.outcomes));
  if (lost instanceof Error) {
    const message = `${call.path} was sent, but the receipt can't be written any more (${lost.message})`;
    return { ...result, stopped: { code: "receipt", message } };
  }
  return keepGoing && isSectionOnly(evidence) ? { ...result, stopped: null } : result;
}

/** Clerk refused this section for good; nothing of it can have landed. */
const isSectionOnly = ({ failure }: Evidence): boolean =>
  failure?.outcome === "failed" && failure.sectionOnly;

/** The result, or the failure that was thrown. Faults of the tool's own are not caught. */
async function attempt<Result>(work: () => Promise<Result>): Promise<Result | Error> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    return error instanceof Error ? error : new Error("unknown");
  }
}

/** Whether a setting is no longer what it was when the plan was made: it is somebody else's now. */
function hasMoved({ change, row: { setting } }: Move, before: Readings): boolean {
  const { address, from, to } = change;
  if (!from.known) return false;
  const now = comparable(setting, to, before.get(address) ?? UNREAD);
  return !(now.known && sameValue(setting, now.value, from.value));
}

function overtaken(call: Call, moves: readonly Move[], moved: readonly Move[]): CallResult {
  const names = moved.map(({ change }) => change.address).join(", ");
  const message = `${names} changed on Clerk's side since the plan was made; ${call.path} was not written`;
  const detail = "changed on Clerk's side since the plan was made";
  return notAttempted(call, moves, { code: "stale_plan", message }, detail);
}

function notAttempted(
  { id }: Call,
  moves: readonly Move[],
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

/** A fault of the tool's own in mid-call: what is known of the other calls is still told. */
function faulted({ id, path }: Call, moves: readonly Move[], error: unknown): CallResult {
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
function conclude(
  { id }: Call,
  moves: readonly Move[],
  before: Readings,
  evidence: Evidence,
  declarations: readonly { readonly address: string; readonly value: Json }[],
): CallResult {
  const { attempts, status, traceId, echo, after, failure } = evidence;
  const report = { id, status, attempts, clerk_trace_id: traceId };
  if (failure) {
    const { outcome: kind, detail, stop } = failure;
    const outcomes = moves.map(({ change }) => outcome(change, kind, detail));
    return { report, outcomes, sideEffects: [], stopped: stop };
  }
  const declared = new Map(declarations.map(({ address, value }) => [address, value]));
  return { report, ...judge(moves, { before, echo, after, declared }), stopped: null };
}
