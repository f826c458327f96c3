// Did a write take? Clerk's echo is the proof for what it carries; a read afterwards is one for the
// rest, and a read that lags proves nothing. Pure: what is judged comes in as readings.

import { isExtraSetting } from "../../catalog/resource.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import type { Change, Move } from "../plan/change.ts";
import { comparable } from "../plan/diff.ts";
import { isAsWanted } from "../value/compare.ts";
import { UNREAD, type Reading, type Readings } from "../value/reading.ts";
import type { Outcome, OutcomeKind, Problem, SideEffect } from "./report.ts";
import { isPassedOver, shownOf, type Exhibits } from "./shown.ts";
import { findSideEffects } from "./side-effects.ts";

export interface Verdict {
  readonly outcomes: readonly Outcome[];
  readonly sideEffects: readonly SideEffect[];
}

/** One outcome for each move of a call that Clerk accepted, and what moved beside them. */
export function judge(moves: readonly Move[], exhibits: Exhibits): Verdict {
  return {
    outcomes: moves.map((move) => judgeMove(move, moves, exhibits)),
    sideEffects: findSideEffects(moves, exhibits),
  };
}

/**
 * One outcome for each move of a call that failed: what a read shows as sent holds, whatever came of the
 * call; the rest is as `otherwise` says.
 */
export function judgeFailed(
  moves: readonly Move[],
  { before, after }: Pick<Exhibits, "before" | "after">,
  otherwise: {
    readonly outcome: OutcomeKind;
    readonly detail: string;
    readonly problem?: Pick<Problem, "blames">;
  },
): readonly Outcome[] {
  const blames = otherwise.problem?.blames ?? [];
  const detailOf = ({ address }: Change): string =>
    otherwise.outcome === "failed" && blames.length > 0 && !blames.includes(address)
      ? `not written, because Clerk refused ${blames.join(", ")} in the same call`
      : otherwise.detail;
  return moves.map((move) =>
    after && shownOf(move, before, after) === "written"
      ? outcome(move.change, "confirmed")
      : outcome(move.change, otherwise.outcome, detailOf(move.change)),
  );
}

/** The moves that neither the answer nor the reads so far settle. */
export function unproven(
  moves: readonly Move[],
  { before, echo, after }: Pick<Exhibits, "before" | "echo" | "after">,
): readonly Move[] {
  return moves.filter(
    (move) => !judgeEcho(move, echo) && !(after && shownOf(move, before, after) === "written"),
  );
}

/**
 * Whether looking again would tell nothing new: every move is shown as sent or not at all, or two reads in a
 * row show that it was not taken.
 */
export function isSettled(
  moves: readonly Move[],
  before: Readings,
  looks: { readonly last: Readings | undefined; readonly now: Readings },
): boolean {
  const { last, now } = looks;
  return moves.every((move) => {
    const shown = shownOf(move, before, now);
    // What an answer of Clerk's does not carry, the next one won't either.
    if (shown === "written" || shown === "unknown") return true;
    if (!last || shown !== shownOf(move, before, last)) return false;
    return shown === "other" || isPassedOver(move, moves, before, now);
  });
}

function judgeMove(move: Move, moves: readonly Move[], exhibits: Exhibits): Outcome {
  const { echo, after } = exhibits;
  return (
    judgeEcho(move, echo) ??
    (after && judgeReads(move, moves, { ...exhibits, after })) ??
    judgeSilence(move, exhibits)
  );
}

/** What the answer proves; undefined: it doesn't carry the setting. */
function judgeEcho(
  { change, row: { setting } }: Move,
  echo: Readings | undefined,
): Outcome | undefined {
  if (!echo || setting.echo === null) return undefined;
  const shown = comparable(setting, change.to, echo.get(change.address) ?? UNREAD);
  if (!shown.known) {
    if (shown.why === "resolved_form") return outcome(change, "confirmed");
    if (shown.why !== "malformed") return undefined;
    const detail = `${setting.echo} is not what ${setting.name} is; the API has changed`;
    return outcome(change, "contradicted", detail);
  }
  return isAsWanted(setting, shown.value, change.to)
    ? outcome(change, "confirmed")
    : contradicted(change, "Clerk's answer shows another value", shown.value);
}

/** What reads after the write prove; undefined: nothing. */
function judgeReads(
  move: Move,
  moves: readonly Move[],
  { before, echo, after }: Exhibits & { readonly after: Readings },
): Outcome | undefined {
  const { change } = move;
  const reading = after.get(change.address);
  // Stryker disable next-line ConditionalExpression: what is not known is `unknown` below, too
  if (!reading?.known) return undefined;
  const contradicts = (detail: string): Outcome => contradicted(change, detail, reading.value);
  switch (shownOf(move, before, after)) {
    case "written":
      return outcome(change, "confirmed");
    case "other":
      return contradicts(otherIn(before.get(change.address)));
    case "before":
      if (isPassedOver(move, moves, before, after))
        return contradicts("reads show the other values of the call and not this one");
      return leavesOut(move, echo)
        ? contradicts("Clerk's answer leaves the setting out, and reads show the old value")
        : undefined;
    // Stryker disable next-line all: at the end there is no outcome either
    case "unknown":
      return undefined;
  }
}

const otherIn = (before: Reading | undefined): string =>
  before?.known
    ? "reads show a value that is neither the one before nor the one sent: somebody else may have changed it"
    : "reads show another value";

/** Neither the answer nor a read tells. */
function judgeSilence(move: Move, { echo, after }: Exhibits): Outcome {
  const { change, row } = move;
  const wasShown = echo !== undefined && row.setting.echo !== null;
  if (!leavesOut(move, echo)) return unconfirmed(move, wasShown || after !== undefined);
  return row.setting.echoOptional
    ? outcome(
        change,
        "unconfirmed",
        "Clerk accepted the request; its answer may leave this setting out",
      )
    : outcome(
        change,
        "contradicted",
        "Clerk's answer leaves the setting out: it was dropped in silence",
      );
}

/**
 * Whether the answer lacks a member that the catalog says it shows. A member outside the catalog may be one
 * that Clerk takes without showing it, and a role that can't be translated proves nothing.
 */
function leavesOut({ change, row: { setting } }: Move, echo: Readings | undefined): boolean {
  if (!echo || setting.echo === null || isExtraSetting(setting)) return false;
  const shown = echo.get(change.address) ?? UNREAD;
  return !shown.known && shown.why === "missing_in_answer";
}

/** Sent and accepted, and nothing shows it. */
function unconfirmed({ change, row: { setting } }: Move, wasRead: boolean): Outcome {
  return outcome(change, "unconfirmed", silenceOf(setting, wasRead));
}

function silenceOf(setting: Setting, wasRead: boolean): string {
  if (setting.read.length === 0) return "nothing shows its value";
  if (!wasRead) return "Clerk accepted the request; it was not read again after that";
  return isExtraSetting(setting)
    ? "Clerk accepted the request and shows no such member: it may have been dropped in silence"
    : "Clerk accepted the request; reads don't show the value yet";
}

const contradicted = (change: Change, detail: string, shown: Json): Outcome => ({
  ...outcome(change, "contradicted", detail),
  shown,
});

export function outcome(
  { address, to }: Change,
  kind: Outcome["outcome"],
  detail?: string,
): Outcome {
  return { address, to, outcome: kind, ...(detail === undefined ? {} : { detail }) };
}
