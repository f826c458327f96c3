// One call on its way: sent, tried again only where the table of next-step.ts says so, and never judged.

import { isOfSectionOnly } from "../../core/finding/http-status.ts";
import type { Call } from "../../core/plan/call.ts";
import type { Move } from "../../core/plan/change.ts";
import { callShown } from "../../core/report/shown.ts";
import type { Readings } from "../../core/value/reading.ts";
import {
  delayAfter,
  MAX_ATTEMPTS,
  MAX_WAIT,
  sayNext,
  sayWait,
  type Pause,
} from "../../http/patience.ts";
import type { Answer } from "../../http/request.ts";
import type { Problem } from "../../core/report/report.ts";
import { describeError, RequestError, traceIdOf } from "../errors.ts";
import type { CallFailure, Evidence, SendOptions } from "../instance.ts";
import { problemOf, sayBriefly } from "../problem.ts";
import { readEcho } from "./evidence.ts";
import {
  cameBack,
  mayHaveLanded,
  nextStep,
  type CameBack,
  type ReadShows,
  type Step,
} from "./next-step.ts";
import { AFTER_LOSS } from "./verify.ts";

/** What sending needs of its surroundings. */
export interface Sender {
  /** `attempt` counts from 1. */
  readonly write: (call: Call, attempt: number) => Promise<Answer>;
  /** Reads after each delay until all is shown as sent; the last reads, undefined when none came back. */
  readonly look: (
    moves: readonly Move[],
    delays: readonly number[],
    options: Pick<SendOptions, "before" | "signal">,
  ) => Promise<Readings | undefined>;
  readonly pause: Pause;
}

/** Where a call stands after a try that was not accepted. */
interface Standing {
  readonly step: Step;
  /** What reads show; undefined: none were made, or none came back. */
  readonly after?: Readings | undefined;
}

/** Throws only for faults of the tool's own: what Clerk does is in the evidence. */
export async function sendCall(
  call: Call,
  moves: readonly Move[],
  sender: Sender,
  options: SendOptions,
): Promise<Evidence> {
  let lostBefore = 0;
  let attempts = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { status, body } = await sender.write(call, attempt);
      const echo = readEcho(moves, body, options.roles);
      return { attempts: attempts + 1, status, traceId: null, echo };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const back = cameBack(error);
      if (back !== "not_sent" && back !== "stopped") attempts += 1;
      const count = { attempt, lostBefore, method: call.method };
      const { step, after } = await standing(error, back, count, moves, sender, options);
      if (step === "send") {
        if (mayHaveLanded(back)) lostBefore += 1;
        tellNext(error, attempt, lostBefore, options);
        continue;
      }
      const seen = { attempts, status: error.status, traceId: traceIdOf(error) };
      if (step === "landed" || step === "verify") return { ...seen, after };
      const known = lostBefore > 0 || mayHaveLanded(back) ? { after } : {};
      const problem = problemOf(error, attempts, (member) => addressOf(moves, member));
      return { ...seen, ...known, failure: failureOf(error, call, step, problem) };
    }
  }
}

/** Statuses with which Clerk may say that the item is there already. Which code says so is not documented for all. */
const MAY_BE_THERE: readonly (number | null)[] = [400, 422];

/** A second lost answer ends the call, so after one `of 4` would promise too much. */
function tellNext(
  error: RequestError,
  attempt: number,
  lostBefore: number,
  { onWait }: SendOptions,
): void {
  onWait?.(`${sayBriefly(error)}: ${lostBefore > 0 ? "sending it once more" : sayNext(attempt)}`);
}

/** What was tried so far. */
interface Tries {
  /** From 1. */
  readonly attempt: number;
  readonly lostBefore: number;
  readonly method: Call["method"];
}

/** Waits as long as Clerk asks, reads where the table needs it, and looks the step up. */
async function standing(
  error: RequestError,
  back: CameBack,
  { attempt, lostBefore, method }: Tries,
  moves: readonly Move[],
  sender: Sender,
  options: SendOptions,
): Promise<Standing> {
  const { signal, before, onWait } = options;
  const once = method === "POST";
  const mayBeThere = once && back === "refused" && MAY_BE_THERE.includes(error.status);
  const isSettledAlready =
    (back === "refused" || back === "stopped") && lostBefore === 0 && !mayBeThere;
  if (isSettledAlready)
    return { step: nextStep({ back, shows: "nothing", lostBefore, maySend: false }) };
  const pause = pauseBefore(error, back, attempt);
  const say = (what: string): void => {
    if (what !== "" && signal?.aborted !== true) onWait?.(`${sayBriefly(error)}: ${what}`);
  };
  if (pause !== undefined) {
    say(sayWait(pause));
    await sender.pause(pause, signal);
  }
  // Interrupted, nothing is read any more.
  say("reading what became of it");
  const isUncertain = lostBefore > 0 || mayHaveLanded(back);
  const after = await sender.look(moves, isUncertain ? AFTER_LOSS : [0], options);
  const maySend = pause !== undefined && signal?.aborted !== true;
  const shows = showsOf(moves, before, after);
  return { step: nextStep({ back, shows, lostBefore, maySend, once }), after };
}

/**
 * Milliseconds before the next try; undefined: there is none. After a lost answer the reads themselves take
 * time, so only what Clerk asks for is added.
 */
function pauseBefore(error: RequestError, back: CameBack, attempt: number): number | undefined {
  if (!mayHaveLanded(back)) return delayAfter(error, attempt);
  const asked = error.retryAfter ?? 0;
  return attempt < MAX_ATTEMPTS && asked <= MAX_WAIT ? asked : undefined;
}

/** A call of which nothing was known before can't be told by reads either. */
function showsOf(moves: readonly Move[], before: Readings, after: Readings | undefined): ReadShows {
  const shown = callShown(moves, before, after);
  const wasKnown = moves.some(({ change }) => before.get(change.address)?.known === true);
  return shown === "nothing" && !wasKnown ? "unreadable" : shown;
}

/** Steps after which the call is given up. */
type GivenUp = Exclude<Step, "landed" | "verify" | "send">;

/** The setting that a member of the body writes; Clerk may name a part of it, such as `list[0]`. */
const addressOf = (moves: readonly Move[], member: string): string | undefined => {
  const name = member.replace(/[.[].*$/, "");
  const writes = ({ row: { setting } }: Move): boolean =>
    setting.write.member === name ||
    setting.holds?.some(({ write }) => write.member === name) === true;
  return moves.find(writes)?.change.address;
};

const NOTHING_SHOWS = "nothing shows whether it landed";

function failureOf(error: RequestError, call: Call, step: GivenUp, problem: Problem): CallFailure {
  const described = describeError(error);
  if (step === "overtaken") return overtaken(call, described);
  const { says, said } = problem;
  const sentence = step === "ambiguous" ? `${says}, and ${NOTHING_SHOWS}` : says;
  return {
    outcome: step,
    detail: said === null ? sentence : `${sentence}: ${said}`,
    problem: { ...problem, says: sentence },
    stop: { code: "call_failed", message: `${call.path} failed: ${sentence}: ${described}` },
    sectionOnly: isOfSectionOnly(error.status),
  };
}

/** Somebody else set another value while the call was being tried. */
function overtaken({ path }: Call, said: string): CallFailure {
  const detail = "changed on Clerk's side while the call was tried";
  const message = `${path} was not written: a setting of it was ${detail} (${said})`;
  return { outcome: "failed", detail, stop: { code: "stale_plan", message }, sectionOnly: false };
}
