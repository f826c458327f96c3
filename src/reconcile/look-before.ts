// What is looked at right before a call: whether its settings are still what they were when the plan was made, and
// whether what is around them still allows it.

import type { InstancePort } from "../clerk/instance.ts";
import { followRenames } from "../core/plan/renames.ts";
import { movedWholes } from "../core/plan/whole-items.ts";
import type { Call } from "../core/plan/call.ts";
import type { Stop } from "../core/report/report.ts";
import { hasMoved } from "../core/report/shown.ts";
import type { Readings } from "../core/value/reading.ts";
import { refusedSince } from "./assess.ts";
import { notAttempted, overtaken, type CallResult, type Step } from "./call-result.ts";
import type { Planned } from "./plan.ts";

/** Milliseconds for which a reading that was taken ahead is still one from right before the call. */
const FRESH = 1_000;

export interface Look {
  /** Reads a step that comes next, while the one before it is on its way. */
  readonly start: (step: Step | null) => void;
  /** The step's settings as they are now; or what became of it, when it may not be sent. */
  readonly check: (step: Step) => Promise<Readings | CallResult>;
}

export function openLook({ plan, moves, live }: Planned, instance: InstancePort): Look {
  const type = plan.target.environment_type;
  const { start, take } = readAhead(instance);
  return {
    start,
    check: async (step) => {
      const found = await take(step);
      if (found instanceof Error) return unread(step, found);
      const { moves: own, readings: before } = followRenames(step.moves, moves, found);
      const moved = [
        ...own.filter((move) => hasMoved(move, before)).map(({ change }) => change.address),
        ...movedWholes(own, live.lists, before).map(({ address }) => address),
      ];
      if (moved.length > 0) return overtaken(step, moved);
      const why = await attempt(() => refusedSince(step.moves, type, instance));
      if (why instanceof Error) return unread(step, why);
      return why === null ? before : notAttempted(step, refusedStop(step.call, why));
    },
  };
}

const unread = (step: Step, { message }: Error): CallResult =>
  notAttempted(step, { code: "read_failed", message });

/** What is around the call moved since the plan was made. */
const refusedStop = ({ path }: Call, why: string): Stop => ({
  code: "stale_plan",
  message: `${path} was not written: ${why}`,
});

/** Readings of a step, taken while the one before it is on its way, or now when those are too old. */
function readAhead(instance: InstancePort): {
  readonly start: (step: Step | null) => void;
  readonly take: (step: Step) => Promise<Readings | Error>;
} {
  const read = (step: Step): Promise<Readings | Error> =>
    attempt(() => instance.reread(step.moves));
  let ahead: { step: Step; at: number; readings: Promise<Readings | Error> } | null = null;
  return {
    start: (step) => {
      ahead = step && { step, at: performance.now(), readings: read(step) };
      // Avoids an unhandled rejection when nobody takes it.
      ahead?.readings.catch(() => {});
    },
    take: (step) =>
      ahead?.step === step && performance.now() - ahead.at < FRESH ? ahead.readings : read(step),
  };
}

/** The result, or the failure that was thrown. Faults of the tool's own are not caught. */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | Error> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    return error instanceof Error ? error : new Error("unknown");
  }
}
