// What follows a try to write: what came back × what reads show. The table is data; docs/safety.md prints it.

import { meaningOfStatus } from "../../core/finding/http-status.ts";
import type { CallShown } from "../../core/report/shown.ts";
import type { RequestError } from "../errors.ts";

/** What came back of one try, when it was not accepted. */
export type CameBack =
  /** The request never left. */
  | "not_sent"
  /** Turned away unprocessed: 409, 429. */
  | "turned_away"
  /** No answer, half of one, 408, 425, 5xx: it may have landed. */
  | "lost"
  /** An answer that is not the API's: another type, too long. */
  | "unclear"
  /** The answer points elsewhere. */
  | "redirected"
  /** Any other refusal, or a connection that is not trusted. */
  | "refused"
  /** Stopped from here, before it left. */
  | "stopped";

/** `unreadable`: no source shows any setting of the call; `nothing`: a source should, and did not. */
export type ReadShows = CallShown | "unreadable";

/**
 * | | |
 * |---|---|
 * | `landed` | Clerk holds what was sent |
 * | `verify` | it landed; what is still open is read on |
 * | `send` | sent again |
 * | `overtaken` | nothing of it was written, and somebody else's value is left alone |
 * | `ambiguous` | nothing shows whether it landed |
 * | `failed` | nothing of it was written |
 * | `not_attempted` | it was never sent |
 */
export type Step =
  | "landed"
  | "verify"
  | "send"
  | "overtaken"
  | "ambiguous"
  | "failed"
  | "not_attempted";

type Steps = Readonly<Record<ReadShows, Step>>;

const always = (step: Step): Steps => ({
  written: step,
  partly: step,
  before: step,
  other: step,
  nothing: step,
  unreadable: step,
});

/** A write is sent again only where a read shows the value from before, or it never left. */
export const STEPS: Readonly<Record<CameBack, Steps>> = {
  not_sent: {
    written: "landed",
    partly: "send",
    before: "send",
    other: "overtaken",
    nothing: "failed",
    unreadable: "send",
  },
  turned_away: {
    written: "landed",
    partly: "send",
    before: "send",
    other: "overtaken",
    nothing: "failed",
    unreadable: "failed",
  },
  lost: {
    written: "landed",
    partly: "verify",
    before: "send",
    other: "ambiguous",
    nothing: "ambiguous",
    unreadable: "ambiguous",
  },
  unclear: {
    written: "landed",
    partly: "verify",
    before: "ambiguous",
    other: "ambiguous",
    nothing: "ambiguous",
    unreadable: "ambiguous",
  },
  redirected: {
    written: "landed",
    partly: "verify",
    before: "failed",
    other: "ambiguous",
    nothing: "ambiguous",
    unreadable: "ambiguous",
  },
  // Read only where somebody may have been faster with the same item.
  refused: { ...always("failed"), written: "landed" },
  stopped: always("not_attempted"),
};

export function cameBack(error: RequestError): CameBack {
  switch (error.kind) {
    case "not_sent":
    case "lost":
    case "redirected":
    case "stopped":
      return error.kind;
    case "unexpected":
      return "unclear";
    case "untrusted":
      return "refused";
    case "status":
      if (error.mayHaveLanded) return "lost";
      return meaningOfStatus(error.status ?? 0).outcome === "turned_away"
        ? "turned_away"
        : "refused";
  }
}

/** What is known when a step is chosen. */
export interface Try {
  readonly back: CameBack;
  readonly shows: ReadShows;
  /** How many answers to earlier tries of the call were lost. */
  readonly lostBefore: number;
  /** Whether another try is allowed: tries and time are left, and nobody asked to stop. */
  readonly maySend: boolean;
  /** Whether a second one that lands makes a second item: then a lost answer is never followed by one. */
  readonly once?: boolean;
}

/** Whether the try itself may have taken effect. */
export const mayHaveLanded = (back: CameBack): boolean =>
  back === "lost" || back === "unclear" || back === "redirected";

/**
 * The table's step. Where an earlier answer was lost, only what reads show counts, whatever came back now.
 * Reads that show the value from before may lag, so one lost answer is followed by one more try at most.
 */
export function nextStep({ back, shows, lostBefore, maySend, once = false }: Try): Step {
  const isUncertain = lostBefore > 0 || mayHaveLanded(back);
  const step = STEPS[lostBefore > 0 && !mayHaveLanded(back) ? "lost" : back][shows];
  if (step === "failed") return lostBefore > 0 ? "ambiguous" : step;
  const isAllowed = maySend && mayTryAgain(back, lostBefore, once);
  if (step !== "send" || isAllowed) return step;
  return isUncertain ? "ambiguous" : "failed";
}

function mayTryAgain(back: CameBack, lostBefore: number, once: boolean): boolean {
  if (once && (lostBefore > 0 || mayHaveLanded(back))) return false;
  if (back === "lost") return lostBefore === 0;
  return back !== "refused" && back !== "stopped" && lostBefore <= 1;
}
