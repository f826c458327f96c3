// An instance as a receipt knows it. Right after an apply reads may still show the values before; for
// such settings the receipt is believed, and what a read shows proves nothing.

import type { WrittenValue } from "../core/report/reversal.ts";
import type { Evidence, InstancePort } from "../clerk/instance.ts";
import type { Move } from "../core/plan/change.ts";
import { shows } from "../core/plan/diff.ts";
import { UNREAD, type Reading, type Readings } from "../core/value/reading.ts";

/** A setting of which reads show the value before. */
export interface Lagging {
  readonly read: Reading;
  /** What the receipt's apply sent; null: the receipt does not hold it. */
  readonly written: WrittenValue | null;
}

/** By address. */
export type LaggingSettings = ReadonlyMap<string, Lagging>;

/** The same instance; of the lagging settings, its readings are the receipt's. */
export function viewByReceipt(instance: InstancePort, lagging: LaggingSettings): InstancePort {
  if (lagging.size === 0) return instance;
  const asRead = (moves: readonly Move[]): readonly Move[] =>
    moves.map(({ change, row }) => {
      const from = lagging.get(change.address)?.read ?? change.from;
      return { change: { ...change, from }, row };
    });
  return {
    ...instance,
    observe: async (rows, collections) => {
      // Wanted is what was written: a read that shows another value is one to write, roles and all.
      const live = await instance.observe(
        rows.map((row) => {
          const one = lagging.get(row.address);
          return one ? { ...row, value: one.written?.value ?? null } : row;
        }),
        collections,
      );
      const readings = new Map(live.readings);
      for (const [address, one] of lagging) readings.set(address, byReceipt(one));
      return { ...live, readings };
    },
    reread: async (moves) => correct(await instance.reread(asRead(moves)), moves, lagging),
    send: async (call, moves, options) =>
      doubt(await instance.send(call, asRead(moves), options), moves, lagging),
    verify: async (moves, options) => {
      const after = await instance.verify(asRead(moves), options);
      return after && withoutLagging(after, lagging);
    },
  };
}

const byReceipt = ({ written }: Lagging): Reading =>
  written ? { known: true, source: "receipt", ...written } : UNREAD;

/** A read that still shows the value before is taken for lag; any other value counts as it is. */
function correct(readings: Readings, moves: readonly Move[], lagging: LaggingSettings): Readings {
  const corrected = new Map(readings);
  for (const { change, row } of moves) {
    const one = lagging.get(change.address);
    const reading = readings.get(change.address) ?? UNREAD;
    if (one && shows(row.setting, change.to, reading))
      corrected.set(change.address, byReceipt(one));
  }
  return corrected;
}

/** Reads showed the wanted value before anything was sent: only Clerk's own answer proves that it was written. */
function doubt(evidence: Evidence, moves: readonly Move[], lagging: LaggingSettings): Evidence {
  if (!moves.some(({ change }) => lagging.has(change.address))) return evidence;
  const { status, after, failure } = evidence;
  const seen = after ? { ...evidence, after: withoutLagging(after, lagging) } : evidence;
  // Whoever deletes what is gone already is told so.
  const isGone = status === 404 && moves.every(({ change }) => change.action === "delete");
  const isAccepted = isGone || (status !== null && status >= 200 && status <= 299);
  if (failure || isAccepted) return seen;
  const detail =
    "the answer was lost, and reads that showed the value before it was sent don't tell whether it landed";
  const stop = { code: "ambiguous", message: `${detail}: roll back once more` } as const;
  return { ...seen, failure: { outcome: "ambiguous", detail, stop, sectionOnly: false } };
}

function withoutLagging(after: Readings, lagging: LaggingSettings): Readings {
  return new Map(
    [...after].map(([address, reading]) => [address, lagging.has(address) ? UNREAD : reading]),
  );
}
