// A plan in, its calls sent one after the other, an outcome for every change out. No judgement: the
// calls are the plan's, the executor only finds out what became of each.

import { findSection } from "../catalog/catalog.ts";
import { sameValue } from "../core/compare.ts";
import type { Change } from "../core/diff.ts";
import { Failure } from "../core/failure.ts";
import type { CallReport, Outcome, Report } from "../core/outcome.ts";
import type { Call, Plan } from "../core/plan.ts";
import type { Live } from "../core/reading.ts";
import { sendCall, type CallResult, type SendOptions } from "./send.ts";
import { readSection } from "./settle.ts";
import type { Sources } from "./sources.ts";
import { describeTrouble, Trouble } from "./trouble.ts";
import { readNow, writtenBy } from "./verify.ts";

/** Told before a call is sent and after it ended; when it throws, the call is not sent. */
export interface Recorder {
  readonly intend: (call: Call, before: Live) => Promise<void>;
  readonly conclude: (report: CallReport, outcomes: readonly Outcome[]) => Promise<void>;
}

/** No new call starts after `signal` fires; one on its way is waited for. */
export interface ApplyOptions extends SendOptions {
  readonly recorder?: Recorder | undefined;
}

/** Never throws for what Clerk does: that is in the report. */
export async function applyPlan(
  plan: Pick<Plan, "calls" | "changes">,
  options: ApplyOptions,
): Promise<Report> {
  const results: CallResult[] = [];
  let sources = options.openSources();
  let stopped: Report["stopped"] = null;
  for (const call of plan.calls) {
    const changes = plan.changes.filter(({ address }) => call.addresses.includes(address));
    if (options.signal?.aborted)
      stopped ??= { code: "interrupted", message: "interrupted", refused: false };
    if (stopped) {
      results.push(notAttempted(call, changes));
      continue;
    }
    options.progress?.({ call, state: "started" });
    const result = await applyCall(call, changes, sources, options);
    options.progress?.({ call, state: "finished", outcomes: result.outcomes });
    results.push(result);
    stopped = result.stopped;
    // What was read before this write no longer counts, but for the reads that verified it.
    sources = result.sources ?? options.openSources();
  }
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    calls: results.map(({ report }) => report),
    sideEffects: results.flatMap(({ sideEffects }) => sideEffects),
    stopped,
  };
}

function notAttempted(call: Call, changes: readonly Change[], detail?: string): CallResult {
  return {
    report: { path: call.path, addresses: call.addresses, status: null, attempts: 0 },
    outcomes: changes.map(({ address, to }) => ({
      address,
      to,
      outcome: "not_attempted",
      ...(detail ? { detail } : {}),
    })),
    sideEffects: [],
    stopped: null,
  };
}

async function applyCall(
  call: Call,
  changes: readonly Change[],
  sources: Sources,
  options: ApplyOptions,
): Promise<CallResult> {
  const written = writtenBy(options.catalog, changes);
  const section = findSection(options.catalog, changes[0]?.section ?? "");
  if (!section) throw new Error(`no section for ${call.path}`);

  let before: Live;
  try {
    before = await readSection(section, written, sources);
  } catch (error) {
    return { ...notAttempted(call, changes), stopped: stopFor(error) };
  }
  const moved = written.filter((one) => {
    const { from } = one.change;
    const now = readNow(one, before);
    return from.known && !(now.known && sameValue(one.setting, now.value, from.value));
  });
  if (moved.length > 0) {
    const names = moved.map(({ change }) => change.address).join(", ");
    const message = `${names} changed on Clerk's side since the plan was made; ${call.path} was not written`;
    return {
      ...notAttempted(call, changes, "changed on Clerk's side since the plan was made"),
      stopped: { code: "stale_plan", message, refused: true },
    };
  }
  try {
    await options.recorder?.intend(call, before);
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    const message = `the receipt can't be written (${why}), so ${call.path} was not sent`;
    return {
      ...notAttempted(call, changes),
      stopped: { code: "receipt", message, refused: false },
    };
  }
  const result = await sendCall(call, section, written, before, options);
  await options.recorder?.conclude(result.report, result.outcomes).catch(() => {});
  return result;
}

function stopFor(error: unknown): Report["stopped"] {
  if (error instanceof Trouble)
    return { code: "read_failed", message: describeTrouble(error), refused: false };
  if (error instanceof Failure) return { code: error.code, message: error.message, refused: false };
  throw error;
}
