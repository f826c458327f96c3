// A plan in, its calls sent one after the other, an outcome for every change out. No judgement: the
// calls are the plan's, the executor only finds out what became of each.

import { findSection, type Catalog } from "../catalog/catalog.ts";
import type { Json, Section } from "../catalog/setting.ts";
import { sameValue } from "../core/compare.ts";
import type { Declaration } from "../core/desired.ts";
import { readingFor, type Change } from "../core/diff.ts";
import { Failure } from "../core/failure.ts";
import {
  AMBIGUOUS,
  type CallReport,
  type Outcome,
  type Report,
  type SideEffect,
} from "../core/outcome.ts";
import type { Call, Plan } from "../core/plan.ts";
import type { Live, Role } from "../core/reading.ts";
import type { WritePort } from "./backend-api.ts";
import { readLive } from "./observe.ts";
import { delayAfter, wait } from "./patience.ts";
import type { Sources } from "./sources.ts";
import { describeTrouble, Trouble } from "./trouble.ts";
import {
  findSideEffects,
  judgeEcho,
  judgeReading,
  SETTLE_DELAYS,
  writtenBy,
  type Written,
} from "./verify.ts";

/** What happens, while it happens. */
export type Progress = (event: {
  readonly call: Call;
  readonly state: "started" | "waiting" | "finished";
  readonly detail?: string;
  readonly outcomes?: readonly Outcome[];
}) => void;

/** Told before a call is sent and after it ended; when it throws, the call is not sent. */
export interface Recorder {
  readonly intend: (call: Call, before: Live) => Promise<void>;
  readonly conclude: (report: CallReport, outcomes: readonly Outcome[]) => Promise<void>;
}

export interface ApplyOptions {
  readonly catalog: Catalog;
  readonly writer: WritePort;
  /** Fresh sources: what they answer is not remembered from before. */
  readonly openSources: () => Sources;
  readonly roles: readonly Role[];
  /** What the file declares, by address. */
  readonly declared: ReadonlyMap<string, Json>;
  /** Go on with the other sections after one is refused by Clerk's plan or permissions (402, 403). */
  readonly keepGoing?: boolean;
  /** No new call starts after it fires; one on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: Progress | undefined;
  readonly recorder?: Recorder | undefined;
}

interface CallResult {
  readonly report: CallReport;
  readonly outcomes: readonly Outcome[];
  readonly sideEffects: readonly SideEffect[];
  readonly stopped: Report["stopped"];
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
): Promise<CallResult & { readonly sources?: Sources }> {
  const written = writtenBy(options.catalog, changes);
  const section = findSection(options.catalog, changes[0]?.section ?? "");
  if (!section) throw new Error(`no section for ${call.path}`);

  let before: Live;
  try {
    before = await readSection(section, written, sources);
  } catch (error) {
    return { ...notAttempted(call, changes), stopped: stopFor(error) };
  }
  const moved = written.filter(({ change, setting }) => {
    const now = readingFor(
      { setting, value: change.to },
      before.get(change.address) ?? { known: false, why: "write_only" },
    );
    if (!change.from.known) return false;
    return !now.known || !sameValue(setting, now.value, change.from.value);
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

/** The section's settings as they are now: those of the call, and those that could move with them. */
async function readSection(
  section: Section,
  written: readonly Written[],
  sources: Sources,
): Promise<Live> {
  const of = (setting: Written["setting"], value: Json): Declaration => ({
    address: `${section.name}.${setting.name}`,
    section,
    setting,
    value,
    at: { file: "", line: 1, column: 1 },
    pointer: "",
  });
  const own = written.map(({ change, setting }) => ({
    ...of(setting, change.to),
    address: change.address,
  }));
  const places = new Set(
    own.flatMap(({ setting }) =>
      setting.read
        .filter(sources.offers)
        .slice(0, 1)
        .map(({ path }) => path),
    ),
  );
  // Neighbours are looked at only where the answer is there anyway.
  const neighbours = section.settings.filter(
    (setting) =>
      !own.some(({ address }) => address === `${section.name}.${setting.name}`) &&
      setting.read.some(
        (source) => places.has(source.path) && source.transform !== "role_id_from_key",
      ),
  );
  const { live } = await readLive(
    [
      ...own,
      ...neighbours.map((setting) =>
        of({ ...setting, write: { ...setting.write, transform: "identity" } }, null),
      ),
    ].map((declaration) => ({
      ...declaration,
      setting: {
        ...declaration.setting,
        write: { ...declaration.setting.write, transform: "identity" },
        read: declaration.setting.read.filter(({ path }) => places.has(path)),
      },
    })),
    sources,
  );
  return live;
}

function stopFor(error: unknown): Report["stopped"] {
  if (error instanceof Trouble)
    return { code: "read_failed", message: describeTrouble(error), refused: false };
  if (error instanceof Failure) return { code: error.code, message: error.message, refused: false };
  throw error;
}

async function sendCall(
  call: Call,
  section: Section,
  written: readonly Written[],
  before: Live,
  options: ApplyOptions,
): Promise<CallResult & { readonly sources?: Sources }> {
  const report = (status: number | null, attempts: number, trace?: string | null): CallReport => ({
    path: call.path,
    addresses: call.addresses,
    status,
    attempts,
    ...(trace ? { clerk_trace_id: trace } : {}),
  });
  let resent = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await options.writer.patch(call.path, call.body);
      const judged = await judge(answer.body, section, written, before, options);
      return { ...judged, report: report(answer.status, attempt), stopped: null };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      const failed = (detail: string): CallResult => ({
        report: report(
          error.status,
          error.kind === "not_sent" ? attempt - 1 : attempt,
          error.traceId,
        ),
        outcomes: written.map(({ change }) => ({
          address: change.address,
          to: change.to,
          outcome: "failed",
          detail,
        })),
        sideEffects: [],
        stopped: stopAfter(error, call, options),
      });
      if (!mayHaveLanded(error)) {
        const delay =
          isRefusal(error) || error.kind === "not_sent" ? delayAfter(error, attempt) : undefined;
        if (delay === undefined || options.signal?.aborted) return failed(describeTrouble(error));
        options.progress?.({ call, state: "waiting", detail: describeTrouble(error) });
        await wait(delay, options.signal);
        if (options.signal?.aborted) return failed(describeTrouble(error));
        if (error.kind === "not_sent") continue;
      }
      // The answer was lost, or Clerk said "not now": read, then decide. Never a blind second write.
      options.progress?.({
        call,
        state: "waiting",
        detail: `${describeTrouble(error)}; reading what became of it`,
      });
      const settled = await settle(
        written,
        options,
        mayHaveLanded(error) ? SETTLE_DELAYS.slice(0, 5) : [0],
      );
      const shown = settled.confirmed.length;
      if (shown > 0 && shown === settled.readable) {
        const outcomes = written.map(
          (one) =>
            settled.confirmed.find(({ address }) => address === one.change.address) ??
            unconfirmed(one),
        );
        return {
          report: report(error.status, attempt, error.traceId),
          outcomes,
          sideEffects: [],
          stopped: null,
          sources: settled.sources,
        };
      }
      if (!mayHaveLanded(error)) continue;
      if (settled.readable === 0 || shown > 0)
        return failed(`${AMBIGUOUS}: ${describeTrouble(error)}`);
      if (resent || error.kind === "unexpected" || options.signal?.aborted)
        return failed(describeTrouble(error));
      resent = true;
    }
  }
}

/** 429 and 409 say that the request was turned away. */
const isRefusal = ({ kind, status }: Trouble): boolean =>
  kind === "status" && (status === 429 || status === 409);

function mayHaveLanded(trouble: Trouble): boolean {
  if (trouble.kind === "status")
    return (
      trouble.status !== null &&
      (trouble.status >= 500 || trouble.status === 408 || trouble.status === 425)
    );
  return trouble.kind === "lost" || trouble.kind === "unexpected";
}

function stopAfter(trouble: Trouble, call: Call, options: ApplyOptions): Report["stopped"] {
  const sectionOnly = trouble.status === 402 || trouble.status === 403;
  if (sectionOnly && options.keepGoing) return null;
  const features = trouble.errors
    .flatMap(({ meta }) => meta["unsupported_features"] ?? [])
    .map(String);
  const lacking =
    trouble.status === 402
      ? `: the instance's plan does not include ${features.join(", ") || "what this section needs"}`
      : "";
  const more = sectionOnly ? "; --keep-going carries on with the other sections" : "";
  return {
    code: "call_failed",
    message: `${call.path} failed${lacking}: ${describeTrouble(trouble)}${more}`,
    refused: false,
  };
}

async function judge(
  echo: Json | undefined,
  section: Section,
  written: readonly Written[],
  before: Live,
  options: ApplyOptions,
): Promise<Pick<CallResult, "outcomes" | "sideEffects"> & { readonly sources?: Sources }> {
  const judged = new Map<string, Outcome>();
  let sideEffects: readonly SideEffect[] = [];
  if (echo !== undefined && section.answer === "echo") {
    for (const one of written) {
      const outcome = await judgeEcho(one, echo, options.roles).catch((error: unknown): Outcome => {
        if (!(error instanceof Trouble)) throw error;
        return {
          address: one.change.address,
          to: one.change.to,
          outcome: "contradicted",
          detail: error.message,
        };
      });
      if (outcome) judged.set(one.change.address, outcome);
    }
    sideEffects = await findSideEffects(
      section,
      before,
      echo,
      written.map(({ change }) => change.address),
      options.declared,
    ).catch(() => []);
  }
  const open = written.filter(({ change }) => !judged.has(change.address));
  const settled = open.length > 0 ? await settle(open, options, SETTLE_DELAYS) : undefined;
  for (const outcome of settled?.confirmed ?? []) judged.set(outcome.address, outcome);
  const outcomes = written.map((one) => judged.get(one.change.address) ?? unconfirmed(one));
  return { outcomes, sideEffects, ...(settled ? { sources: settled.sources } : {}) };
}

function unconfirmed({ change, setting }: Written): Outcome {
  const accepted = "Clerk accepted the request; reads don't show the value yet";
  const unseen =
    "Clerk accepted the request and shows no such member: it may have been dropped in silence";
  const detail =
    setting.read.length === 0
      ? "nothing shows its value"
      : setting.comparison === "json"
        ? unseen
        : accepted;
  return { address: change.address, to: change.to, outcome: "unconfirmed", detail };
}

/** Reads until all that can be read shows its new value, or the delays are used up. */
async function settle(
  written: readonly Written[],
  options: ApplyOptions,
  delays: readonly number[],
): Promise<{
  readonly confirmed: readonly Outcome[];
  readonly readable: number;
  readonly sources: Sources;
}> {
  let sources = options.openSources();
  let confirmed: readonly Outcome[] = [];
  let readable = 0;
  for (const delay of delays) {
    await wait(delay, options.signal);
    sources = options.openSources();
    const section = findSection(options.catalog, written[0]?.change.section ?? "");
    const canRead = written.filter(({ setting }) => setting.read.some(sources.offers));
    if (!section || canRead.length === 0) break;
    try {
      const live = await readSection(section, canRead, sources);
      readable = canRead.filter(({ change }) => live.get(change.address)?.known).length;
      if (readable === 0) break;
      confirmed = canRead.flatMap((one) => judgeReading(one, live) ?? []);
    } catch (error) {
      if (!(error instanceof Trouble) && !(error instanceof Failure)) throw error;
    }
    if ((readable > 0 && confirmed.length === readable) || options.signal?.aborted) break;
  }
  return { confirmed, readable, sources };
}
