// A plan without the live state: what the file changes, environment by environment. No request is sent to Clerk.

import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { warning, type Warning } from "../../core/finding/warning.ts";
import type { EndCode } from "../../core/report/fleet-result.ts";
import { documentOfOffline } from "../../core/report/offline-document.ts";
import { findPlace } from "../../ci/place.ts";
import { planOffline, type BaseText } from "../../reconcile/offline.ts";
import { todayOf, type Context } from "../context.ts";
import { baseOf, isFileName, type BasePlace, type Contents } from "../disk/base-of.ts";
import { readEvent } from "../disk/read-event.ts";
import { openReportFile } from "../disk/report-file.ts";
import { offlinePage, openOfflineScreen } from "../screen/offline-screen.ts";
import { linesTo } from "../screen/record-lines.ts";
import { narrow } from "./narrow.ts";
import type { PlanFlags } from "./plan-flags.ts";
import { keyVariableOf, openKeySearch } from "./read-key.ts";
import { openRecorder, type Made } from "./recorder.ts";
import type { RunParts } from "./take-part.ts";

/** What became of a plan whose live state is not read everywhere: it has ended, or these are made and the others are to be read. */
export type WithoutLive =
  | { readonly ended: EndCode }
  | { readonly made: ReadonlyMap<Desired, Made> };

/** How the base is found, and what is to be said of each environment beside its plan. */
interface Way extends BasePlace {
  /** Whose live state is not read: all of them, or those without a key. */
  readonly keyless: readonly Desired[];
  readonly findings: (desired: Desired) => readonly Warning[];
}

/**
 * Undefined: the live state of all is to be read, since `--against` was not given, and every key is there or it is no
 * pull request. Throws a `Failure` (exit 3) for what does not go with `--against`. `contents`: the forge of the pull
 * request.
 */
export async function planWithoutLive(
  context: Context,
  parts: RunParts,
  flags: PlanFlags,
  contents?: Contents,
): Promise<WithoutLive | undefined> {
  const way = wayOf(context, parts, flags);
  if (!way) return undefined;
  const planOf = openPlans(context, flags, way, contents);
  if (way.keyless.length < parts.desired.length) {
    const made = new Map<Desired, Made>();
    for (const desired of way.keyless) made.set(desired, await planOf(desired));
    return { made };
  }
  return { ended: await showAll(context, parts, flags, planOf) };
}

type PlanOf = (desired: Desired) => Promise<Made>;

/** Each base is looked for once. */
function openPlans(
  context: Context,
  flags: PlanFlags,
  way: Way,
  contents: Contents | undefined,
): PlanOf {
  const bases = new Map<string, Promise<BaseText>>();
  return async (desired) => {
    const { file } = desired;
    const base = bases.get(file) ?? baseOf(file, { ...way, contents }, context);
    bases.set(file, base);
    const plan = planOffline(desired, await base, {
      narrow: (one) => narrow(one, flags.only),
      toolVersion: context.toolVersion,
      allowances: flags.allow ?? [],
      today: todayOf(context),
      findings: way.findings(desired),
    });
    const shown = context.terminal.redact(plan);
    const page = offlinePage(context, flags, shown, context.terminal.redact(file));
    return { document: documentOfOffline(shown), page };
  };
}

async function showAll(
  context: Context,
  parts: RunParts,
  flags: PlanFlags,
  planOf: PlanOf,
): Promise<EndCode> {
  const report = flags.report === undefined ? undefined : openReportFile(flags.report);
  try {
    const sinks = [
      ...(report ? [linesTo(report.write)] : []),
      ...(context.records ? [context.records(parts)] : []),
      openOfflineScreen(context, flags, parts),
    ];
    const recorder = openRecorder(context, parts, "plan", sinks);
    for (const desired of parts.desired) recorder.made(desired, await planOf(desired));
    return recorder.end();
  } finally {
    report?.close();
  }
}

/** Undefined: the live state is to be read. */
function wayOf(context: Context, parts: RunParts, flags: PlanFlags): Way | undefined {
  const { against } = flags;
  const left = leftOut(flags);
  if (against !== undefined) {
    requireAlone(parts, against, left);
    // What the variables hold is kept from being shown, whoever put it into the file.
    parts.desired.every(openKeySearch(context, {}));
    return { named: against, keyless: parts.desired, findings: () => [] };
  }
  const place = findPlace(context.environment, readEvent);
  const isProposal = place !== null && (place.number !== null || place.isQueued);
  if (!place || !isProposal || parts.desired.length === 0) return undefined;
  const hasKey = openKeySearch(context, flags);
  const keyless = parts.desired.filter((one) => !hasKey(one));
  if (keyless.length === 0) return undefined;
  const said = left.map((flag) => warning("offline_flag_left", { flag }));
  return {
    commit: place.base,
    keyless,
    findings: (desired) => [
      ...(place.isFork ? [] : [warning("no_secret_key", { variable: keyVariableOf(desired) })]),
      ...said,
    ],
  };
}

/** Flags that need the live state. */
const leftOut = (flags: PlanFlags): readonly string[] => [
  // Among the outputs of a step, an empty plan-file says it.
  ...(flags.out === undefined || flags.outputs ? [] : ["--out"]),
  ...(flags.receipt === undefined ? [] : ["--receipt"]),
  ...(flags.unmanaged ? ["--unmanaged"] : []),
  ...(flags.maxChanges === undefined ? [] : ["--max-changes"]),
  ...(flags.maxDeletes === undefined ? [] : ["--max-deletes"]),
  ...(flags.detailedExitcode ? ["--detailed-exitcode"] : []),
  ...(flags.failOn === undefined || flags.failOn === "never" ? [] : ["--fail-on"]),
];

function requireAlone({ files }: RunParts, against: string, left: readonly string[]): void {
  if (left.length > 0)
    throw new Failure("invalid_usage", `--against and ${left.join(", ")} don't go together`, {
      hint: "with --against the live state is not read, and they need it",
    });
  if (files.length > 1 && isFileName(against))
    throw new Failure("invalid_usage", "--against FILE goes with one file", {
      hint: "name a revision that has all of them: --against REF",
    });
}
