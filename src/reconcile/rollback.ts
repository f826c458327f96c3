// Rollback: a receipt as a wish. What was there before an apply becomes an ordinary plan, guards included.

import type { Json } from "../catalog/setting.ts";
import type { InstancePort } from "../clerk/instance.ts";
import type { Declaration } from "../core/file/desired.ts";
import { Failure } from "../core/finding/failure.ts";
import { warning, type Warning } from "../core/finding/warning.ts";
import { mayLagAt } from "../core/plan/lag.ts";
import type { Plan } from "../core/plan/plan.ts";
import { leftBy } from "../core/report/conclusion.ts";
import { standingOf, type Reversal, type Standing, type Written } from "../core/report/reversal.ts";
import { cutText } from "../core/text/escape.ts";
import { UNREAD, type Reading, type Readings } from "../core/value/reading.ts";
import { planInstance, type Planned, type PlanOptions } from "./plan.ts";
import { viewByReceipt, type Lagging, type LaggingSettings } from "./receipt-view.ts";

export interface RollbackOptions extends PlanOptions {
  /** Milliseconds; ends early when the run is interrupted. */
  readonly wait: (ms: number) => Promise<void>;
  /** Told what is waited for. */
  readonly onWait?: (detail: string) => void;
}

/** Milliseconds between reads that don't show yet what the apply wrote; 16 seconds in all. */
const LAG_DELAYS: readonly number[] = [250, 500, 1000, 2000, 4000, 8000];

/** A plan, and the instance to apply it to: the one that the receipt knows better than reads that lag. */
export interface PlannedRollback extends Planned {
  readonly instance: InstancePort;
}

/**
 * Waits, for a bounded time, until reads show what the receipt's apply wrote. What still shows the value
 * before is planned all the same, unless the apply is so long ago that no lag explains it: then it is back
 * already. What shows a third value is left alone. Throws as `planInstance` does, and (exit 4) when there is something to take back and nothing of it can be.
 */
export async function planRollback(
  reversal: Reversal,
  instance: InstancePort,
  given: RollbackOptions,
): Promise<PlannedRollback> {
  // What it deletes is what the receipt's apply made: no number of its own.
  const options = { ...given, maxDeletes: Infinity };
  const planned = await planInstance(reversal.desired, instance, options);
  const readings = await settledReadings(reversal, planned.live.readings, instance, options);
  const standings = standingsOf(reversal, readings, options);
  const open = standings.filter(isBehind);
  const lagging: LaggingSettings = new Map(open.flatMap(laggingIn));
  const foreign = new Set(open.filter(isForeign).map(({ address }) => address));
  const view = viewByReceipt(instance, lagging);
  const rest = reversal.desired.declarations.filter(({ address }) => !foreign.has(address));
  const replanned =
    open.length > 0 || readings !== planned.live.readings
      ? await planInstance({ ...reversal.desired, declarations: rest }, view, options)
      : planned;
  const plan = {
    ...replanned.plan,
    warnings: [
      ...replanned.plan.warnings,
      ...reversal.warnings,
      ...open.map(warningFor),
      ...standings.filter((stand) => isPassedOver(stand, replanned.plan)).map(warnIndistinct),
    ],
    // There is no file that a consent could stand in.
    refusals: replanned.plan.refusals.map((refusal) => ({ ...refusal, consent: null })),
  };
  requireSomething(plan);
  return { ...replanned, plan, instance: view };
}

/** A setting that is wanted back, and what is known of it. */
interface Stand extends Declaration {
  readonly standing: Standing;
  readonly reading: Reading;
  readonly left: Written;
}

function standingsOf(
  { desired, written }: Reversal,
  readings: Readings,
  { now }: Pick<RollbackOptions, "now">,
): readonly Stand[] {
  return desired.declarations.flatMap((declaration) => {
    const { address, setting, value } = declaration;
    const left = written.get(address);
    const reading = readings.get(address) ?? UNREAD;
    if (!left) return [];
    const shown = standingOf(setting, value, left, reading);
    const isBack = shown === "before" && !mayLag(left, now);
    return [{ ...declaration, reading, left, standing: isBack ? "undone" : shown }];
  });
}

/** A write of which nobody says when it was may have been just now. */
const mayLag = ({ at }: Written, now: number | undefined): boolean =>
  now === undefined || (mayLagAt(at, now) ?? true);

const isForeign = ({ standing }: Stand): boolean => standing === "foreign";
/** Reads that lag may show the value before, or an even older one. */
const isBehind = ({ standing }: Stand): boolean => standing === "before" || standing === "foreign";

/** The readings, once none of them is behind the receipt, or when the time for that is over. */
async function settledReadings(
  reversal: Reversal,
  first: Readings,
  instance: InstancePort,
  { wait, onWait, now }: RollbackOptions,
): Promise<Readings> {
  let readings = first;
  for (const delay of LAG_DELAYS) {
    const behind = standingsOf(reversal, readings, { now }).filter(
      (one) => isBehind(one) && mayLag(one.left, now),
    );
    if (behind.length === 0) return readings;
    if (readings === first) onWait?.(waitingFor(behind));
    await wait(delay);
    instance.forget();
    ({ readings } = await instance.observe(reversal.desired.declarations));
  }
  return readings;
}

const waitingFor = (behind: readonly Stand[]): string =>
  `waiting for reads to show what the receipt's apply wrote: ${behind.map(({ address }) => address).join(", ")}`;

const laggingIn = ({ address, standing, reading, left }: Stand): [string, Lagging][] =>
  standing === "before" ? [[address, { read: reading, written: left.to }]] : [];

/** Of a setting that is behind: what its reading shows is known. */
function warningFor(stand: Stand): Warning {
  const { address, reading, left } = stand;
  const written = left.to ? shortly(left.to.value) : "another value";
  const shown = shortly(reading.known && reading.value);
  if (isForeign(stand)) return warning("changed_since", { written, shown }, address);
  const sent = `the receipt's apply sent ${written}, and ${shown} is shown`;
  return warning("may_lag", { sent, next: "it is sent again" }, address);
}

/** Wanted back, but no change: what is there counts as the value before, such as an object with more members. */
const isPassedOver = ({ address, standing }: Stand, { changes }: Plan): boolean =>
  (standing === "written" || standing === "before") &&
  !changes.some((change) => change.address === address);

function warnIndistinct({ address, value }: Stand): Warning {
  const why = `what is there now counts as ${shortly(value)}, which it had before`;
  return warning("not_reversible", { why }, address);
}

const shortly = (value: Json): string => cutText(JSON.stringify(value), 200);

function requireSomething(plan: Plan): void {
  const left = leftBy(plan);
  if (left.length === 0 || plan.changes.length > 0) return;
  const lines = left.map(({ address, message }) => `${address ?? ""}: ${message}`);
  throw new Failure("not_taken_back", `nothing can be taken back\n${lines.join("\n")}`, {
    hint: "say in the file what should be there, and apply it",
  });
}
