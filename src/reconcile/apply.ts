// Apply: send a plan's calls one after the other and find out what became of each. No judgement about
// what to send: the calls are the plan's, and what is shown is what runs. While a call is on its way the next
// one's settings are read, and what its answer leaves open is verified while the next is written.

import { HAZARDS } from "../catalog/hazard.ts";
import { addressOfItem } from "../catalog/item-row.ts";
import type { InstancePort } from "../clerk/instance.ts";
import { Failure } from "../core/finding/failure.ts";
import { neededBy } from "../core/plan/references.ts";
import type { Report, Stop } from "../core/report/report.ts";
import { plural } from "../core/text/line.ts";
import { notAttempted, type CallResult, type Step } from "./call-result.ts";
import type { Planned } from "./plan.ts";
import { openSender, type ApplyOptions } from "./send-step.ts";

export type { ApplyOptions, Progress, Recorder } from "./send-step.ts";

/**
 * Throws a `Failure` (exit 4) for a plan with refusals, before anything is sent; never for what Clerk
 * does: that is in the report.
 */
export async function applyInstance(
  planned: Planned,
  instance: InstancePort,
  options: ApplyOptions = {},
): Promise<Report> {
  rejectRefusals(planned);
  const { signal, progress } = options;
  const steps = planned.plan.calls.map((call): Step => ({
    call,
    moves: planned.moves.filter(({ change }) => call.addresses.includes(change.address)),
  }));
  const sender = openSender(planned, instance, options);
  const results: Promise<CallResult>[] = [];
  let stopped: Stop | null = null;
  for (const [index, step] of steps.entries()) {
    if (waits(step, steps.slice(0, index)))
      stopped ??= missing(step, steps, await Promise.all(results));
    if (signal?.aborted) stopped ??= { code: "interrupted", message: "interrupted" };
    if (stopped) {
      results.push(Promise.resolve(notAttempted(step)));
      continue;
    }
    progress?.({ call: step.call, state: "started" });
    const { sent, verified } = await sender(step, readableAfter(steps, index));
    stopped ??= sent.stopped;
    results.push(
      verified.then((result) => {
        stopped ??= result.stopped;
        progress?.({ call: step.call, state: "finished", outcomes: result.outcomes });
        return result;
      }),
    );
  }
  const all = await Promise.all(results);
  return {
    outcomes: all.flatMap(({ outcomes }) => outcomes),
    calls: all.map(({ report }) => report),
    sideEffects: all.flatMap(({ sideEffects }) => sideEffects),
    stopped,
  };
}

export function rejectRefusals({ plan: { refusals } }: Planned): void {
  if (refusals.length === 0) return;
  const count = plural(refusals.length, "refusal");
  throw new Failure("refused", `not applied: ${count}; nothing was written`, { refusals });
}

const needsOf = ({ moves }: Step): readonly string[] => moves.flatMap(neededBy);

/** What a step makes available: its addresses, the items that it makes or changes, and the collections of those. */
const providedBy = ({ call, moves }: Step): readonly string[] => [
  ...call.addresses,
  ...moves.flatMap(({ change: { action, item } }) =>
    item && action !== "delete" ? [item.collection, addressOfItem(item.collection, item.key)] : [],
  ),
];

const isDeletion = ({ call }: Step): boolean => call.method === "DELETE";

/** Whether a step starts only when all before it are verified: it needs one of them, may lock people out, or deletes. */
function waits(step: Step, earlier: readonly Step[]): boolean {
  const provided = earlier.flatMap(providedBy);
  return (
    isDeletion(step) ||
    needsOf(step).some((address) => provided.includes(address)) ||
    step.moves.some(({ change }) => change.hazards.some(({ hazard }) => HAZARDS[hazard].goesLast))
  );
}

/** The next step, when it may be read while the one at `index` is on its way. */
function readableAfter(steps: readonly Step[], index: number): Step | null {
  const next = steps[index + 1];
  return next && !waits(next, steps.slice(0, index + 1)) ? next : null;
}

/**
 * Why a step can't start: what must be written before it was not taken. Nothing is deleted after a call of which that
 * can be said, whatever it wrote.
 */
function missing(step: Step, steps: readonly Step[], earlier: readonly CallResult[]): Stop | null {
  const needed = needsOf(step);
  const isNeeded = (index: number, address: string): boolean => {
    const provider = steps[index];
    return (
      isDeletion(step) ||
      needed.includes(address) ||
      (provider !== undefined && providedBy(provider).some((one) => needed.includes(one)))
    );
  };
  const bad = earlier
    .flatMap(({ outcomes }, index) => outcomes.filter(({ address }) => isNeeded(index, address)))
    .find(({ outcome }) => outcome !== "confirmed" && outcome !== "unconfirmed");
  if (!bad) return null;
  const [what, why] = isDeletion(step)
    ? [step.call.addresses.join(", "), "nothing is deleted after"]
    : [step.call.path, "it needs"];
  const message = `${what} was not ${isDeletion(step) ? "deleted" : "written"}: ${why} ${bad.address}, which Clerk does not show as written`;
  return { code: "call_failed", message };
}
