// What is known around a write, and what it says of moves that were, or may have been, written: the
// value as it was sent, the one from before, somebody else's, or nothing. Pure.

import type { Json } from "../../catalog/setting.ts";
import type { Move } from "../plan/change.ts";
import { comparable } from "../plan/diff.ts";
import { isAsWanted } from "../value/compare.ts";
import { UNREAD, type Reading, type Readings } from "../value/reading.ts";

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
  /** Addresses that are another name of something that the file declares: they follow it, in whichever call. */
  readonly twins?: ReadonlySet<string>;
}

/** What is shown of one move. `other`: a value that is neither the one before nor the one that was sent. */
export type Shown = "written" | "before" | "other" | "unknown";

/** What readings hold of the move's setting, in the form that its values are compared in. */
const heldOf = ({ change: { address, to }, row: { setting } }: Move, readings: Readings): Reading =>
  comparable(setting, to, readings.get(address) ?? UNREAD);

/** Whether that is known to be a value. */
const isValue = ({ row: { setting } }: Move, held: Reading, value: Json): boolean =>
  held.known && isAsWanted(setting, held.value, value);

/** `before` are the readings right before the call was sent. Without one, no value counts as the one before. */
export function shownOf(move: Move, before: Readings, now: Readings): Shown {
  const shown = heldOf(move, now);
  if (!shown.known) return "unknown";
  if (isValue(move, shown, move.change.to)) return "written";
  const was = heldOf(move, before);
  return was.known && isValue(move, shown, was.value) ? "before" : "other";
}

/** Whether a setting is no longer known to be what it was when the plan was made: it is somebody else's now. */
export function hasMoved(move: Move, now: Readings): boolean {
  const { from } = move.change;
  if (!from.known) return false;
  const held = heldOf(move, now);
  // An item of the same key may be another one by now.
  return !isValue(move, held, from.value) || (held.known && held.id !== from.id);
}

/**
 * What is shown of a whole call.
 *
 * | | |
 * |---|---|
 * | `written` | every setting as it was sent |
 * | `partly` | at least one as it was sent, none as somebody else's |
 * | `before` | at least one as it was before, and all others unknown |
 * | `other` | at least one that is neither |
 * | `nothing` | none can be told |
 */
export type CallShown = "written" | "partly" | "before" | "other" | "nothing";

export function callShown(
  moves: readonly Move[],
  before: Readings,
  now: Readings | undefined,
): CallShown {
  if (!now) return "nothing";
  const kinds = new Set(moves.map((move) => shownOf(move, before, now)));
  if (kinds.has("other")) return "other";
  if (kinds.has("written")) return kinds.size === 1 ? "written" : "partly";
  return kinds.has("before") ? "before" : "nothing";
}

/**
 * Whether one answer of Clerk's shows the move otherwise than it was sent, although it shows another move of
 * the same call as sent: that answer is newer than the write, so the value was not taken.
 */
export function isPassedOver(
  move: Move,
  moves: readonly Move[],
  before: Readings,
  now: Readings,
): boolean {
  const place = answerOf(move, now);
  return (
    place !== undefined &&
    shownOf(move, before, now) === "before" &&
    moves.some(
      (other) => answerOf(other, now) === place && shownOf(other, before, now) === "written",
    )
  );
}

/** Which answer a reading was taken from; undefined: there is none. */
function answerOf({ change, row }: Move, now: Readings): string | undefined {
  const reading = now.get(change.address);
  if (!reading?.known) return undefined;
  const source = row.setting.read.find(({ via }) => via === reading.source);
  return source && `${source.via} ${source.path}`;
}
