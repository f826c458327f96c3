// One call of an apply: read again, make sure that nobody was faster, record the intent, send, record the
// result, verify what the answer leaves open.

import type { Evidence, InstancePort } from "../clerk/instance.ts";
import { secretsNamed } from "../core/plan/secrets.ts";
import type { Call } from "../core/plan/call.ts";
import type { CallReport, Outcome } from "../core/report/report.ts";
import { unproven } from "../core/report/verdict.ts";
import type { Readings } from "../core/value/reading.ts";
import { conclude, faulted, notAttempted, type CallResult, type Step } from "./call-result.ts";
import { attempt, openLook } from "./look-before.ts";
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

/** How a plan is applied; nothing of it is needed. */
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

export function openSender(
  planned: Planned,
  instance: InstancePort,
  options: ApplyOptions,
): StepSender {
  const { live, desired } = planned;
  const { progress, signal, keepGoing = false } = options;
  const file = {
    declared: new Map(desired.declarations.map(({ address, value }) => [address, value])),
    twins: new Set(desired.declarations.flatMap(({ setting }) => setting.excludes)),
  };
  const look = openLook(planned, instance);
  const recorder = inTurn(options.recorder);

  const send: StepSender = async (step, next) => {
    const { call, moves } = step;
    const before = await look.check(step);
    if ("report" in before) return ended(before);
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
    look.start(next);
    const evidence = await answer;
    const record = (some: Evidence): Promise<CallResult> =>
      recorded(recorder, step, withSecrets(conclude(step, before, some, file), step, instance));

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

/** What became of the step, with the hashes of the secrets that it sent. */
function withSecrets(result: CallResult, { moves }: Step, { sealOf }: InstancePort): CallResult {
  const outcomes = result.outcomes.map((one) => {
    const move = moves.find(({ change }) => change.address === one.address);
    const hashes = (move ? secretsNamed(move) : []).flatMap(({ address, variable }) => {
      const hash = sealOf?.(variable);
      return hash === undefined ? [] : [[address, hash] as const];
    });
    return hashes.length === 0 ? one : { ...one, secrets_sent: Object.fromEntries(hashes) };
  });
  return { ...result, outcomes };
}

const ended = (result: CallResult): Sent => ({ sent: result, verified: Promise.resolve(result) });

/** Clerk refused this section for good; nothing of it can have landed. */
const isSectionOnly = ({ failure }: Evidence, { stopped }: CallResult): boolean =>
  failure?.outcome === "failed" && failure.sectionOnly && stopped?.code === "call_failed";

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

const merged = (one: Readings | undefined, other: Readings | undefined): Readings | undefined =>
  one && other ? new Map([...one, ...other]) : (other ?? one);
