// One call on its way: sent, tried again only after a read, and judged.

import type { Section } from "../catalog/setting.ts";
import { AMBIGUOUS, type CallReport, type Outcome, type Report } from "../core/outcome.ts";
import type { Call } from "../core/plan.ts";
import type { Live } from "../core/reading.ts";
import type { WritePort } from "./backend-api.ts";
import { delayAfter, wait } from "./patience.ts";
import { judgeWrite, settle, unconfirmed, type Judgement, type SettleOptions } from "./settle.ts";
import { describeTrouble, Trouble } from "./trouble.ts";
import { SETTLE_DELAYS, type Written } from "./verify.ts";

/** What happens, while it happens. */
export type Progress = (event: {
  readonly call: Call;
  readonly state: "started" | "waiting" | "finished";
  readonly detail?: string;
  readonly outcomes?: readonly Outcome[];
}) => void;

export interface SendOptions extends SettleOptions {
  readonly writer: WritePort;
  /** Go on with the other sections after one is refused by Clerk's plan or permissions (402, 403). */
  readonly keepGoing?: boolean;
  readonly progress?: Progress | undefined;
}

export interface CallResult extends Judgement {
  readonly report: CallReport;
  readonly stopped: Report["stopped"];
}

/** Never throws for what Clerk does: that is in the result. */
export async function sendCall(
  call: Call,
  section: Section,
  written: readonly Written[],
  before: Live,
  options: SendOptions,
): Promise<CallResult> {
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
      const judged = await judgeWrite(answer.body, section, written, before, options);
      return { ...judged, report: report(answer.status, attempt), stopped: null };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      const failed = (detail: string, ambiguous = false): CallResult => ({
        report: report(
          error.status,
          error.kind === "not_sent" ? attempt - 1 : attempt,
          error.traceId,
        ),
        outcomes: written.map(({ change }) => ({
          address: change.address,
          to: change.to,
          outcome: "failed",
          // An earlier try whose answer was lost may have landed, whatever this one says.
          detail: resent || ambiguous ? `${AMBIGUOUS}: ${detail}` : detail,
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
      if (error.kind === "redirected") return failed(describeTrouble(error));
      // Reads that show the old value may lag, so a second lost answer settles nothing.
      const again = settled.readable > 0 && shown === 0 && error.kind !== "unexpected";
      if (!again || resent || options.signal?.aborted) {
        return failed(describeTrouble(error), true);
      }
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
  return ["lost", "unexpected", "redirected"].includes(trouble.kind);
}

function stopAfter(trouble: Trouble, call: Call, options: SendOptions): Report["stopped"] {
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
