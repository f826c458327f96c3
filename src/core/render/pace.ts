// How far a run over many instances is, in one line; and how long the rest will take, by how fast the last ones were.

import { NOBODY, type Counts, type RecordedCommand, type Stand } from "../report/record.ts";

/** Counts instances as they end, in whatever order. Times are in milliseconds, of a clock that nobody sets. */
export interface Pace {
  readonly ended: (stand: Stand, at: number) => void;
  /** `137 of 200 planned, 4 differ, 1 failed, 12 s left` */
  readonly say: (at: number) => string;
  /** The same for when the run is over, with the time that it took. */
  readonly sayEnd: (at: number) => string;
}

/** Instances that the time left is judged by. */
const WINDOW = 32;

const WORDS: Readonly<Record<RecordedCommand, readonly [done: string, one: string, many: string]>> =
  {
    plan: ["planned", "differs", "differ"],
    drift: ["compared", "differs", "differ"],
    apply: ["applied", "changed", "changed"],
  };

export function newPace(command: RecordedCommand, total: number, began: number): Pace {
  const counts = { ...NOBODY };
  const ends: number[] = [began];
  let done = 0;
  const left = (at: number): string => {
    const span = at - (ends[0] ?? began);
    if (ends.length < 2 || span <= 0 || done >= total) return "";
    return sayTime((span / (ends.length - 1)) * (total - done));
  };
  return {
    ended: (stand, at) => {
      counts[stand] += 1;
      if (stand === "not_attempted") return;
      done += 1;
      ends.push(at);
      if (ends.length > WINDOW + 1) ends.shift();
    },
    say: (at) => {
      const rest = left(at);
      return sayParts(command, total, done, counts, rest && `${rest} left`);
    },
    sayEnd: (at) => sayParts(command, total, done, counts, `in ${sayTime(at - began)}`),
  };
}

function sayParts(
  command: RecordedCommand,
  total: number,
  done: number,
  counts: Counts,
  time: string,
): string {
  const [verb, one, many] = WORDS[command];
  const { changed, clean, refused, partial, failed, not_attempted: notAttempted } = counts;
  // What did not end well was planned or compared all the same, but not applied.
  const well = command === "apply" ? changed + clean : done;
  const parts = [
    `${well} of ${total} ${verb}`,
    changed > 0 ? `${changed} ${changed === 1 ? one : many}` : "",
    refused > 0 ? `${refused} refused` : "",
    partial > 0 ? `${partial} partly applied` : "",
    failed > 0 ? `${failed} failed` : "",
    notAttempted > 0 ? `${notAttempted} not attempted` : "",
    time,
  ];
  return parts.filter(Boolean).join(", ");
}

const MINUTE = 60;

/** In seconds up to two minutes, then in minutes; rounded up: nothing takes no time. */
function sayTime(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds <= 2 * MINUTE ? `${seconds} s` : `${Math.ceil(seconds / MINUTE)} min`;
}
