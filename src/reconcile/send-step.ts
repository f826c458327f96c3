// One call of an apply: read again, make sure that nobody was faster, record the intent, send, record the
// result, verify what the answer leaves open.

import type { Evidence, InstancePort } from "../clerk/instance.ts";
import type { Call } from "../core/plan/call.ts";
import type { Move } from "../core/plan/change.ts";
import { comparable } from "../core/plan/diff.ts";
import type { CallReport, Outcome, Stop } from "../core/report/report.ts";
import { unproven } from "../core/report/verdict.ts";
import { sameValue } from "../core/value/compare.ts";
import { UNREAD, type Readings } from "../core/value/reading.ts";
import {
  conclude,
  faulted,
  notAttempted,
  overtaken,
  type CallResult,
  type Step,
} from "./call-result.ts";
import { refusedSince } from "./assess.ts";
import type { Planned } from "./plan.ts";

/**
 * Keeps what an apply does. `intend` is told before a call is sent: when it throws, the call is not sent.
 * `conclude` is told when the call ended, and once more when what its answer left open was verified.
 */
export interface Recorder {
  readonly intend: (call: Call, before: Readings) => Promise<void>;
  readonly conclude: (report: CallReport, outcomes: readonly Outcome[]) => Promise<void>;
}

/** What happens, while it happens. A call may finish after the next one started. */
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

/** A call that ended. `verified` never rejects. */
export interface Sent {
  /** What is known as soon as the call ended. */
  readonly sent: CallResult;
  /** The same, once what its answer left open was read. */
  readonly verified: Promise<CallResult>;
}

/** Sends a step; `next`, when there is one, is read ahead while the step is on its way. Never rejects. */
export type StepSender = (step: Step, next: Step | null) => Promise<Sent>;

/** Milliseconds for which a reading that was taken ahead is still one from right before the call. */
const FRESH = 1_000;

export function openSender(
  { live, desired, plan }: Planned,
  instance: InstancePort,
  options: ApplyOptions,
): StepSender {
  const { progress, signal, keepGoing = false } = options;
  const declared = new Map(desired.declarations.map(({ address, value }) => [address, value]));
  const readBefore = readAhead(instance);
  const recorder = inTurn(options.recorder);

  const send: StepSender = async (step, next) => {
    const { call, moves } = step;
    const before = await readBefore.take(step);
    if (before instanceof Error)
      return ended(notAttempted(step, { code: "read_failed", message: before.message }));
    const moved = moves.filter((move) => hasMoved(move, before));
    if (moved.length > 0) return ended(overtaken(step, moved));
    const now = { readings: before, roles: live.roles };
    const refused = await attempt(() =>
      refusedSince(moves, now, plan.target.environment_type, instance),
    );
    if (refused instanceof Error)
      return ended(notAttempted(step, { code: "read_failed", message: refused.message }));
    if (refused !== null) return ended(notAttempted(step, refusedStop(call, refused)));
    const unrecorded = await attempt(() => recorder.intend(call, before));
    if (unrecorded instanceof Error) {
      const message = `the receipt can't be written (${unrecorded.message}), so ${call.path} was not sent`;
      return ended(notAttempted(step, { code: "receipt", message }));
    }
    if (signal?.aborted) {
      const stopped = { code: "interrupted", message: "interrupted" } as const;
      return ended(await recorded(recorder, step, notAttempted(step, stopped)));
    }
    const onWait = (detail: string): void => progress?.({ call, state: "waiting", detail });
    const sending = { before, roles: live.roles ?? [], signal, onWait };
    const answer = instance.send(call, moves, sending);
    readBefore.start(next);
    const evidence = await answer;
    const record = (some: Evidence): Promise<CallResult> =>
      recorded(recorder, step, conclude(step, before, some, declared));

    const sent = await record(evidence);
    const open = evidence.failure ? [] : unproven(moves, { before, ...evidence });
    if (sent.stopped || open.length === 0)
      return ended(keepGoing && isSectionOnly(evidence, sent) ? { ...sent, stopped: null } : sent);
    const verify = async (): Promise<CallResult> => {
      const seen = await instance.verify(open, sending);
      return record({ ...evidence, after: merged(evidence.after, seen) });
    };
    return { sent, verified: verify().catch((error: unknown) => faulted(step, error)) };
  };
  return (step, next) => send(step, next).catch((error: unknown) => ended(faulted(step, error)));
}

/** What is around the call moved since the plan was made. */
const refusedStop = ({ path }: Call, why: string): Stop => ({
  code: "stale_plan",
  message: `${path} was not written: ${why}`,
});

const ended = (result: CallResult): Sent => ({ sent: result, verified: Promise.resolve(result) });

/** Clerk refused this section for good; nothing of it can have landed. */
const isSectionOnly = ({ failure }: Evidence, { stopped }: CallResult): boolean =>
  failure?.outcome === "failed" && failure.sectionOnly && stopped?.code === "call_failed";

/** Readings of a step, taken while the one before it is on its way, or now when those are too old. */
function readAhead(instance: InstancePort): {
  readonly start: (step: Step | null) => void;
  readonly take: (step: Step) => Promise<Readings | Error>;
} {
  const read = (step: Step): Promise<Readings | Error> =>
    attempt(() => instance.reread(step.moves));
  let ahead: { step: Step; at: number; readings: Promise<Readings | Error> } | null = null;
  return {
    start: (step) => {
      ahead = step && { step, at: performance.now(), readings: read(step) };
      // Avoids an unhandled rejection when nobody takes it.
      ahead?.readings.catch(() => {});
    },
    take: (step) =>
      ahead?.step === step && performance.now() - ahead.at < FRESH ? ahead.readings : read(step),
  };
}

/** The recorder, told one thing after the other: calls overlap, and each record is written whole. */
function inTurn(recorder: Recorder | undefined): Recorder {
  let last: Promise<unknown> = Promise.resolve();
  const queue = (work: () => Promise<void>): Promise<void> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
  return {
    intend: (call, before) => queue(async () => recorder?.intend(call, before)),
    conclude: (report, outcomes) => queue(async () => recorder?.conclude(report, outcomes)),
  };
}

async function recorded(recorder: Recorder, step: Step, result: CallResult): Promise<CallResult> {
  const lost = await attempt(() => recorder.conclude(result.report, result.outcomes));
  if (!(lost instanceof Error)) return result;
  const message = `${step.call.path} was sent, but the receipt can't be written any more (${lost.message})`;
  return { ...result, stopped: { code: "receipt", message } };
}

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

const merged = (one: Readings | undefined, other: Readings | undefined): Readings | undefined =>
  one && other ? new Map([...one, ...other]) : (other ?? one);
