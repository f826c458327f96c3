// Did a write take? Clerk's echo is the proof for what it carries; a read afterwards is one for the
// rest, and a read that lags proves nothing. Pure: what is judged comes in as readings.

import { type Json, type Setting } from "../../catalog/setting.ts";
import type { Change, Move } from "../plan/change.ts";
import { comparable, shows } from "../plan/diff.ts";
import { normalise, sameValue } from "../value/compare.ts";
import { UNREAD, type Reading, type Readings } from "../value/reading.ts";
import type { Outcome, SideEffect } from "./report.ts";
import { isExtraSetting, rowsOfSection } from "../../catalog/resource.ts";

/** What is known around a write that Clerk accepted. */
export interface Exhibits {
  /** The section's settings as they were read right before. */
  readonly before: Readings;
  /** The section's settings as Clerk's answer shows them; undefined: the answer has no body. */
  readonly echo?: Readings | undefined;
  /** The settings as they were read last after the write; undefined: they were not read. */
  readonly after?: Readings | undefined;
  /** What the file declares, by address: what moves towards it is no side effect. */
  readonly declared: ReadonlyMap<string, Json>;
}

export interface Verdict {
  readonly outcomes: readonly Outcome[];
  readonly sideEffects: readonly SideEffect[];
}

/** One outcome for each move, and what moved beside them. */
export function judge(moves: readonly Move[], exhibits: Exhibits): Verdict {
  const { echo, after } = exhibits;
  return {
    outcomes: moves.map(
      (move) =>
        (echo && judgeEcho(move, echo)) ??
        (after && judgeReading(move, after)) ??
        unconfirmed(move),
    ),
    sideEffects: echo ? findSideEffects(moves, echo, exhibits) : [],
  };
}

/** The moves that only a read can prove. */
export function unprovenByEcho(
  moves: readonly Move[],
  echo: Readings | undefined,
): readonly Move[] {
  return echo ? moves.filter((move) => !judgeEcho(move, echo)) : moves;
}

/** What the echo proves; undefined: it doesn't carry the setting. */
function judgeEcho({ change, row }: Move, echo: Readings): Outcome | undefined {
  const { setting } = row;
  if (setting.echo === null) return undefined;
  const shown = comparable(setting, change.to, echo.get(change.address) ?? UNREAD);
  if (!shown.known) return judgeSilence(change, setting, shown.why);
  return sameValue(setting, shown.value, change.to)
    ? outcome(change, "confirmed")
    : {
        ...outcome(change, "contradicted", "Clerk's answer shows another value"),
        shown: shown.value,
      };
}

function judgeSilence(
  change: Change,
  setting: Setting,
  why: Extract<Reading, { known: false }>["why"],
): Outcome | undefined {
  if (why === "resolved_form") return outcome(change, "confirmed");
  if (why === "malformed") {
    const detail = `${setting.echo} is not what ${setting.name} is; the API has changed`;
    return outcome(change, "contradicted", detail);
  }
  // A member outside the catalog may be one that Clerk takes without showing it, and a role that
  // can't be translated proves nothing.
  if (why !== "missing_in_answer" || isExtraSetting(setting)) return undefined;
  const detail = "Clerk's answer leaves the setting out: it was dropped in silence";
  return outcome(change, "contradicted", detail);
}

/** What a read proves: confirmed, or nothing. */
export function judgeReading({ change, row }: Move, readings: Readings): Outcome | undefined {
  const reading = readings.get(change.address) ?? UNREAD;
  return shows(row.setting, change.to, reading) ? outcome(change, "confirmed") : undefined;
}

/** Sent and accepted, and nothing shows it. */
function unconfirmed({ change, row: { setting } }: Move): Outcome {
  const detail =
    setting.read.length === 0
      ? "nothing shows its value"
      : isExtraSetting(setting)
        ? "Clerk accepted the request and shows no such member: it may have been dropped in silence"
        : "Clerk accepted the request; reads don't show the value yet";
  return outcome(change, "unconfirmed", detail);
}

export function outcome(
  { address, to }: Change,
  kind: Outcome["outcome"],
  detail?: string,
): Outcome {
  return { address, to, outcome: kind, ...(detail === undefined ? {} : { detail }) };
}

/**
 * Settings of the section that the echo shows otherwise than the read before the call did, although
 * the call didn't name them. What is on its way to the file's own value is no surprise: the read
 * before may have lagged.
 */
function findSideEffects(
  moves: readonly Move[],
  echo: Readings,
  { before, declared }: Exhibits,
): readonly SideEffect[] {
  const [first] = moves;
  if (!first) return [];
  const sent = moves.map(({ change }) => change.address);
  return rowsOfSection(first.row.section).flatMap(({ address, setting }): SideEffect[] => {
    const [from, to] = [before.get(address), echo.get(address)];
    if (!from?.known || !to?.known || sent.includes(address)) return [];
    if (sent.some((one) => setting.excludes.includes(one))) return [];
    const wanted = declared.get(address);
    const expected = [from.value, ...(wanted === undefined ? [] : [wanted])];
    if (expected.some((value) => sameValue(setting, to.value, value))) return [];
    return [{ address, from: normalise(setting, from.value), to: normalise(setting, to.value) }];
  });
}
