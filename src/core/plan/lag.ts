// How long reads may lag behind a write, and which of a plan's settings were written so lately that they may.

import { sameValue } from "../value/compare.ts";
import type { Json } from "../../catalog/setting.ts";
import { warning, type Warning } from "../finding/warning.ts";
import type { Reading } from "../value/reading.ts";
import type { Change, Move } from "./change.ts";
import type { Plan } from "./plan.ts";

/**
 * Milliseconds after a write in which a read that shows the value before proves nothing. Clerk documents no
 * bound; this one is far longer than any lag that a run waits for, and short enough for a person to wait.
 */
const MAY_LAG_FOR = 600_000;

/** Whether reads may lag behind a write `at` that time (ISO 8601); undefined: that is no time. `now` is since 1970. */
export function mayLagAt(at: Json | undefined, now: number): boolean | undefined {
  const time = typeof at === "string" ? Date.parse(at) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.abs(now - time) < MAY_LAG_FOR;
}

/** A value that Clerk accepted. */
export interface LastWrite {
  readonly value: Json;
  /** ISO 8601; anything else: not known. */
  readonly at: Json | undefined;
  /** What reads showed before it; undefined: not known. */
  readonly before: Reading | undefined;
}

/** By address. */
export type LastWrites = ReadonlyMap<string, LastWrite>;

/** Of settings that were sent lately as they are wanted, and of which reads show the value before. */
export function reviewLag(
  moves: readonly Move[],
  writes: LastWrites,
  now: number,
): readonly Warning[] {
  return moves.flatMap(({ change: { address, from, to }, row }) => {
    const write = writes.get(address);
    if (!write || !from.known || mayLagAt(write.at, now) !== true) return [];
    const { before } = write;
    const isBefore = before?.known !== true || sameValue(row.setting, before.value, from.value);
    if (!isBefore || !sameValue(row.setting, write.value, to)) return [];
    const sent = `sent at ${String(write.at)} by the last apply`;
    return [warning("may_lag", { sent, next: "run it again later" }, address)];
  });
}

/** The changes, without those that may show only because reads lag. */
export function withoutLagging({
  changes,
  warnings,
}: Pick<Plan, "changes" | "warnings">): readonly Change[] {
  return changes.filter(
    ({ address }) => !warnings.some((one) => one.code === "may_lag" && one.address === address),
  );
}
