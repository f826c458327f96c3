// One call on its way: sent, tried again only after a read, and never judged.
//
// | What came back | What happens next |
// |---|---|
// | accepted | what the answer does not show is read, for a bounded time |
// | turned away (409, 429) | wait, read; not there yet: send again |
// | not sent | wait, send again |
// | lost (no answer, 408, 425, 5xx, half of a JSON) | read: there: done · nowhere: send again, once · some, or unreadable: ambiguous |
// | not what the API gives (another type, too long) | read: there: done · else ambiguous |
// | a redirect | read: there: done · else failed |
// | any other refusal | failed |

import type { Call } from "../../core/plan/call.ts";
import type { Move } from "../../core/plan/change.ts";
import { unprovenByEcho } from "../../core/report/verdict.ts";
import { delayAfter, wait } from "../../http/patience.ts";
import type { Answer } from "../../http/request.ts";
import { clerkErrorsOf, describeError, RequestError, traceIdOf } from "../errors.ts";
import type { CallFailure, Evidence, SendOptions } from "../instance.ts";
import { readEcho, SETTLE_DELAYS, type Settled } from "./evidence.ts";

/** What sending needs of its surroundings. */
export interface Sender {
  readonly write: (call: Call) => Promise<Answer>;
  readonly settle: (
    moves: readonly Move[],
    delays: readonly number[],
    signal: AbortSignal | undefined,
  ) => Promise<Settled>;
}

/** Reads after a lost answer: 3.75 seconds in all. */
const AFTER_LOSS = SETTLE_DELAYS.slice(0, 5);

type Next =
  | { readonly step: "again" }
  | { readonly step: "landed"; readonly settled: Settled }
  | { readonly step: "failed"; readonly outcome: CallFailure["outcome"] };

/** Throws only for faults of the tool's own: what Clerk does is in the evidence. */
export async function sendCall(
  call: Call,
  moves: readonly Move[],
  sender: Sender,
  options: SendOptions,
): Promise<Evidence> {
  let lost = 0;
  let sent = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await accepted(await sender.write(call), sent + 1, moves, sender, options);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.kind !== "not_sent") sent += 1;
      if (error.mayHaveLanded) lost += 1;
      const next = await nextStep(error, { attempt, lost }, moves, sender, options);
      if (next.step === "again") continue;
      const seen = { attempts: sent, status: error.status, traceId: traceIdOf(error) };
      if (next.step === "landed") return { ...seen, after: next.settled.after };
      // An earlier try whose answer was lost may have landed, whatever this one says.
      const outcome = lost > (error.mayHaveLanded ? 1 : 0) ? "ambiguous" : next.outcome;
      return { ...seen, failure: failureOf(error, call, outcome) };
    }
  }
}

async function accepted(
  answer: Answer,
  attempts: number,
  moves: readonly Move[],
  { settle }: Sender,
  { roles, signal }: SendOptions,
): Promise<Evidence> {
  const echo = readEcho(moves, answer.body, roles);
  const open = unprovenByEcho(moves, echo);
  const settled = open.length > 0 ? await settle(open, SETTLE_DELAYS, signal) : undefined;
  return { attempts, status: answer.status, traceId: null, echo, after: settled?.after };
}

const FAILED = { step: "failed", outcome: "failed" } as const;
const AMBIGUOUS = { step: "failed", outcome: "ambiguous" } as const;

interface Count {
  readonly attempt: number;
  /** How many answers were lost so far, this one included. */
  readonly lost: number;
}

async function nextStep(
  error: RequestError,
  count: Count,
  moves: readonly Move[],
  { settle }: Sender,
  options: SendOptions,
): Promise<Next> {
  const { signal, onWait } = options;
  const lost = error.mayHaveLanded;
  if (!lost && !(await waited(error, count.attempt, options))) return FAILED;
  if (error.kind === "not_sent") return { step: "again" };
  onWait?.(`${describeError(error)}; reading what became of it`);
  const settled = await settle(moves, lost ? AFTER_LOSS : [0], signal);
  if (settled.shown > 0 && settled.shown === settled.readable) return { step: "landed", settled };
  return lost ? afterLoss(error, count, settled, signal) : { step: "again" };
}

/** What follows a lost answer when reads don't show the call's values. */
function afterLoss(
  { kind }: RequestError,
  { lost }: Count,
  settled: Settled,
  signal: AbortSignal | undefined,
): Next {
  if (kind === "redirected") return FAILED;
  // Reads that show the old value may lag, so a second lost answer settles nothing.
  const mayResend = isNowhere(settled) && kind !== "unexpected" && lost === 1;
  return mayResend && !signal?.aborted ? { step: "again" } : AMBIGUOUS;
}

/** Whether reads show settings of the call, and none as it was written. */
const isNowhere = ({ readable, shown }: Settled): boolean => readable > 0 && shown === 0;

/** Whether the call may be tried again; the time to wait is over then. */
async function waited(
  error: RequestError,
  attempt: number,
  { signal, onWait }: SendOptions,
): Promise<boolean> {
  const turnedAway = error.status === 429 || error.status === 409;
  const delay = turnedAway || error.kind === "not_sent" ? delayAfter(error, attempt) : undefined;
  if (delay === undefined || signal?.aborted) return false;
  onWait?.(describeError(error));
  await wait(delay, signal);
  return !signal?.aborted;
}

function failureOf(error: RequestError, call: Call, outcome: CallFailure["outcome"]): CallFailure {
  const sectionOnly = error.status === 402 || error.status === 403;
  const said = describeError(error);
  const more = sectionOnly ? "; --keep-going carries on with the other sections" : "";
  const message = `${call.path} failed${lackingIn(error)}: ${said}${more}`;
  const lost = "the answer was lost, and nothing shows whether it landed";
  return {
    outcome,
    detail: outcome === "ambiguous" ? `${lost}: ${said}` : said,
    stop: { code: "call_failed", message },
    sectionOnly,
  };
}

/** What the instance's plan does not include, when Clerk says so (402). */
function lackingIn(error: RequestError): string {
  if (error.status !== 402) return "";
  const features = clerkErrorsOf(error)
    .flatMap(({ meta }) => meta["unsupported_features"] ?? [])
    .map(String);
  const what = features.join(", ") || "what this section needs";
  return `: the instance's plan does not include ${what}`;
}
