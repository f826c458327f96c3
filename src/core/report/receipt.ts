// What an apply did, call by call: intent before each call, result after it. No secret in it.

import type { Json } from "../../catalog/setting.ts";
import type { Call } from "../plan/call.ts";
import type { Change } from "../plan/change.ts";
import { FORMAT_VERSION, type Target } from "../plan/plan.ts";
import { UNREAD, type Reading, type Readings } from "../value/reading.ts";
import type { CallReport, Outcome } from "./report.ts";

export interface ReceiptCall extends Call {
  /** `intended`: on disk before the request left; without a later state the run ended in between. */
  readonly state: "intended" | "concluded";
  /** The values before, by address. */
  readonly before: Readonly<Record<string, Reading>>;
  /** The values that it writes, by address. */
  readonly to?: Readonly<Record<string, Json>>;
  readonly status: number | null;
  readonly attempts: number;
  readonly clerk_trace_id: string | null;
  readonly outcomes: readonly Outcome[];
}

export interface Receipt {
  readonly format_version: typeof FORMAT_VERSION;
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
    format_version: FORMAT_VERSION,
    tool_version: toolVersion,
    target,
    fingerprint,
    calls: [],
    last_sent: lastSent,
  };
}

/**
 * The receipt with the intent to send a call. What was last sent of its settings is forgotten until the
 * result is known: when the run ends in between, the call may have landed.
 */
export function recordIntent(
  receipt: Receipt,
  call: Call,
  before: Readings,
  changes: readonly Change[] = [],
): Receipt {
  const values = call.addresses.map((address): [string, Reading] => [
    address,
    before.get(address) ?? UNREAD,
  ]);
  const entry: ReceiptCall = {
    ...call,
    state: "intended",
    before: Object.fromEntries(values),
    to: Object.fromEntries(
      changes
        .filter(({ address }) => call.addresses.includes(address))
        .map(({ address, to }) => [address, to]),
    ),
    status: null,
    attempts: 0,
    clerk_trace_id: null,
    outcomes: [],
  };
  const lastSent = Object.entries(receipt.last_sent).filter(
    ([address]) => !call.addresses.includes(address),
  );
  return {
    ...receipt,
    calls: [...receipt.calls, entry],
    last_sent: Object.fromEntries(lastSent),
  };
}

/** The receipt with what became of a call that was intended. */
export function recordResult(
  receipt: Receipt,
  report: CallReport,
  outcomes: readonly Outcome[],
): Receipt {
  const intended = receipt.calls.find(({ id }) => id === report.id);
  const calls = receipt.calls.map((call) =>
    call.id === report.id ? { ...call, ...report, state: "concluded" as const, outcomes } : call,
  );
  const sent = { ...receipt.last_sent };
  for (const { address, outcome, to } of outcomes) {
    // What reads show needs no memory: only what was unknown before, or is still unknown now.
    const unknown = intended?.before[address]?.known !== true;
    if (outcome === "unconfirmed" || (unknown && outcome === "confirmed")) sent[address] = to;
    else delete sent[address];
  }
  return { ...receipt, calls, last_sent: sent };
}
