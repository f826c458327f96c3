// What reads show after a write, for a bounded time.

import type { Move } from "../../core/plan/change.ts";
import { Failure } from "../../core/finding/failure.ts";
import { isSettled } from "../../core/report/verdict.ts";
import type { Readings } from "../../core/value/reading.ts";
import type { Pause } from "../../http/patience.ts";
import { RequestError } from "../errors.ts";
import type { VerifyOptions } from "../instance.ts";
import { reread } from "./reread.ts";
import type { Sources } from "./sources.ts";

/** Milliseconds before each read of a value that has not shown yet; 16 seconds in all. */
export const SETTLE_DELAYS: readonly number[] = [0, 250, 500, 1000, 2000, 4000, 8000];

/** Reads after a lost answer: 3.75 seconds in all. */
export const AFTER_LOSS: readonly number[] = SETTLE_DELAYS.slice(0, 5);

/**
 * Reads until looking again would tell nothing new, or the delays are used up. The last reads that came
 * back; undefined: none did, or no source shows any of the moves.
 */
export async function look(
  moves: readonly Move[],
  openSources: () => Sources,
  delays: readonly number[],
  { before, signal, onWait, pause }: VerifyOptions & { readonly pause: Pause },
): Promise<Readings | undefined> {
  let last: Readings | undefined;
  for (const [index, delay] of delays.entries()) {
    const sources = openSources();
    const readable = moves.filter(({ row }) => row.setting.read.some(sources.offers));
    if (readable.length === 0) break;
    if (index > 0) onWait?.(waitingFor(readable, delays, index));
    await pause(delay, signal);
    if (signal?.aborted) break;
    const now = await readNow(moves, sources);
    if (!now) continue;
    const settled = isSettled(readable, before, { last, now });
    last = now;
    if (settled) break;
  }
  return last;
}

/** What is waited for, how long already, and how long at most. */
function waitingFor(moves: readonly Move[], delays: readonly number[], index: number): string {
  const names = moves.map(({ change }) => change.address).join(", ");
  const [past, whole] = [delays.slice(0, index), delays].map((some) =>
    Math.round(some.reduce((sum, one) => sum + one, 0) / 1000),
  );
  return `waiting for reads to show ${names} (${past} of ${whole} s)`;
}

/** Undefined: the read failed, which proves nothing. */
async function readNow(moves: readonly Move[], sources: Sources): Promise<Readings | undefined> {
  try {
    return await reread(moves, sources);
  } catch (error) {
    if (error instanceof RequestError || error instanceof Failure) return undefined;
    throw error;
  }
}
