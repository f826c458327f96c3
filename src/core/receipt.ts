// What an apply did, call by call: intent before each call, result after it. No secret in it.

import type { Json } from "../catalog/setting.ts";
import { sameValue } from "./compare.ts";
import type { Difference } from "./diff.ts";
import type { CallReport, Outcome } from "./outcome.ts";
import type { Call, Target } from "./plan.ts";
import type { Live, Reading } from "./reading.ts";

export interface ReceiptCall {
  readonly path: string;
  readonly body: Readonly<Record<string, Json>>;
  readonly addresses: readonly string[];
  /** `intended`: on disk before the request left; without a later state the run ended in between. */
  readonly state: "intended" | "concluded";
  /** The values before, by address. */
  readonly before: Readonly<Record<string, Reading>>;
  readonly status: number | null;
  readonly attempts: number;
  readonly clerk_trace_id: string | null;
  readonly outcomes: readonly Outcome[];
}

export interface Receipt {
  readonly format_version: "1.0";
  readonly tool_version: string;
  readonly target: Target;
  /** The plan's. */
  readonly fingerprint: string;
  readonly calls: readonly ReceiptCall[];
  /** Settings that nothing shows, by address: the value that was last sent and accepted. */
  readonly last_sent: Readonly<Record<string, Json>>;
}

export function openReceipt(
  toolVersion: string,
  target: Target,
  fingerprint: string,
  lastSent: Receipt["last_sent"],
): Receipt {
  return {
    format_version: "1.0",
    tool_version: toolVersion,
    target,
    fingerprint,
    calls: [],
    last_sent: lastSent,
  };
}

/** The receipt with the intent to send a call. */
export function recordIntent(receipt: Receipt, call: Call, before: Live): Receipt {
  const values = call.addresses.map((address): [string, Reading] => [
    address,
    before.get(address) ?? { known: false, why: "write_only" },
  ]);
  const entry: ReceiptCall = {
    path: call.path,
    body: call.body,
    addresses: call.addresses,
    state: "intended",
    before: Object.fromEntries(values),
    status: null,
    attempts: 0,
    clerk_trace_id: null,
    outcomes: [],
  };
  return { ...receipt, calls: [...receipt.calls, entry] };
}

/** The receipt with what became of the call that was intended last. */
export function recordResult(
  receipt: Receipt,
  report: CallReport,
  outcomes: readonly Outcome[],
): Receipt {
  const calls = receipt.calls.map((call, index) =>
    index === receipt.calls.length - 1
      ? {
          ...call,
          state: "concluded" as const,
          status: report.status,
          attempts: report.attempts,
          clerk_trace_id: report.clerk_trace_id ?? null,
          outcomes,
        }
      : call,
  );
  const sent = { ...receipt.last_sent };
  for (const { address, outcome, to } of outcomes) {
    // What reads show needs no memory: only what was unknown before, or is still unknown now.
    const unknown = receipt.calls.at(-1)?.before[address]?.known !== true;
    if (outcome === "unconfirmed" || (unknown && outcome === "confirmed")) sent[address] = to;
    else delete sent[address];
  }
  return { ...receipt, calls, last_sent: sent };
}

/** A difference without the settings that nothing shows and that were last sent as they are desired. */
export function withoutSettled(difference: Difference, lastSent: Receipt["last_sent"]): Difference {
  const changes = difference.changes.filter(({ address, from, to }) => {
    const sent = Object.hasOwn(lastSent, address) ? lastSent[address] : undefined;
    return from.known || sent === undefined || !sameValue({ comparison: "json" }, sent, to);
  });
  return { ...difference, changes };
}
