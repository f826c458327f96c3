// What an apply did, call by call: intent before each call, result after it. No secret in it.

import type { Json } from "../../catalog/setting.ts";
import type { Hazard } from "../../catalog/hazard.ts";
import type { Call } from "../plan/call.ts";
import type { Change, ConsentGiven } from "../plan/change.ts";
import { FORMAT_VERSION, type Plan, type Target } from "../plan/plan.ts";
import { UNREAD, type Reading, type Readings } from "../value/reading.ts";
import type { CallReport, Outcome } from "./report.ts";

export interface ReceiptCall extends Call {
  /** `intended`: on disk before the request left; without a later state the run ended in between. */
  readonly state: "intended" | "concluded";
  /** ISO 8601, UTC. */
  readonly intended_at?: string;
  /** ISO 8601, UTC; null: not concluded. */
  readonly concluded_at?: string | null;
  /** The values before, by address. */
  readonly before: Readonly<Record<string, Reading>>;
  /** The values that it writes, by address. */
  readonly to?: Readonly<Record<string, Json>>;
  readonly status: number | null;
  readonly attempts: number;
  readonly clerk_trace_id: string | null;
  readonly outcomes: readonly Outcome[];
}

/** A consent that the apply used. */
export interface UsedConsent {
  readonly address: string;
  readonly hazard: Hazard;
  readonly consent: ConsentGiven;
}

/** Who applied what, for whoever reads it later. A receipt may lack it. */
export interface Provenance {
  readonly kind: "apply" | "rollback";
  /** The file that was applied, or the receipt that was rolled back; `sha256` is of its bytes, hexadecimal. */
  readonly source: { readonly file: string; readonly sha256: string };
  /** What the environment of a CI run names. */
  readonly run: { readonly commit: string | null; readonly actor: string | null };
}

/** What a receipt begins with. */
export interface ReceiptHead extends Partial<Provenance> {
  readonly tool_version: string;
  readonly target: Target;
  /** The plan's. */
  readonly fingerprint: string;
  readonly consents?: readonly UsedConsent[];
}

export interface Receipt extends ReceiptHead {
  readonly format_version: typeof FORMAT_VERSION;
  /** When its first call was intended, and when it last changed. ISO 8601, UTC. */
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly calls: readonly ReceiptCall[];
  /** Settings that nothing shows, by address: the value that was last sent and accepted. */
  readonly last_sent: Readonly<Record<string, Json>>;
  /** When that was, by address. ISO 8601, UTC; anything else in a receipt that was read is no time. */
  readonly last_sent_at?: Readonly<Record<string, Json>>;
}

/** The last receipt of the same instance hands on what was last sent. */
export function openReceipt(
  head: ReceiptHead,
  last?: Pick<Receipt, "last_sent" | "last_sent_at">,
): Receipt {
  return {
    format_version: FORMAT_VERSION,
    ...head,
    calls: [],
    last_sent: last?.last_sent ?? {},
    last_sent_at: last?.last_sent_at ?? {},
  };
}

/** The consents that a plan's changes needed and had. */
export function usedConsents({ changes }: Pick<Plan, "changes">): readonly UsedConsent[] {
  return changes.flatMap(({ address, hazards }) =>
    hazards.flatMap(({ hazard, consent }) => (consent ? [{ address, hazard, consent }] : [])),
  );
}

export interface Intent {
  readonly call: Call;
  /** The values before. */
  readonly before: Readings;
  /** The plan's. */
  readonly changes: readonly Pick<Change, "address" | "to">[];
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * The receipt with the intent to send a call. What was last sent of its settings is forgotten until the
 * result is known: when the run ends in between, the call may have landed.
 */
export function recordIntent(receipt: Receipt, { call, before, changes, at }: Intent): Receipt {
  const isOwn = (address: string): boolean => call.addresses.includes(address);
  const values = call.addresses.map((address): [string, Reading] => [
    address,
    before.get(address) ?? UNREAD,
  ]);
  const to = changes.flatMap((change): [string, Json][] =>
    isOwn(change.address) ? [[change.address, change.to]] : [],
  );
  const entry: ReceiptCall = {
    ...call,
    state: "intended",
    intended_at: at,
    concluded_at: null,
    before: Object.fromEntries(values),
    to: Object.fromEntries(to),
    status: null,
    attempts: 0,
    clerk_trace_id: null,
    outcomes: [],
  };
  const { format_version, tool_version, created_at = at, updated_at: _, ...rest } = receipt;
  return {
    format_version,
    tool_version,
    created_at,
    updated_at: at,
    ...rest,
    calls: [...receipt.calls, entry],
    last_sent: without(receipt.last_sent, isOwn),
    last_sent_at: without(receipt.last_sent_at ?? {}, isOwn),
  };
}

/** The receipt with what became of a call that was intended. `at` is ISO 8601, UTC. */
export function recordResult(
  receipt: Receipt,
  report: CallReport,
  outcomes: readonly Outcome[],
  at: string,
): Receipt {
  const intended = receipt.calls.find(({ id }) => id === report.id);
  // What it means for a person stands in the outcomes.
  const { problem: _, ...sent } = report;
  const concluded = { ...sent, state: "concluded", concluded_at: at, outcomes } as const;
  // What reads show needs no memory: only what was unknown before, or is still unknown now.
  const accepted = outcomes.filter(({ address, outcome }) => {
    const unknown = intended?.before[address]?.known !== true;
    return outcome === "unconfirmed" || (unknown && outcome === "confirmed");
  });
  const secrets: Readonly<Record<string, Json>> = Object.assign(
    {},
    ...outcomes
      .filter(({ outcome }) => outcome === "confirmed" || outcome === "unconfirmed")
      .map(({ secrets_sent: hashes = {} }) => hashes),
  );
  const isJudged = (address: string): boolean => outcomes.some((one) => one.address === address);
  return {
    ...receipt,
    updated_at: at,
    calls: receipt.calls.map((call) => (call.id === report.id ? { ...call, ...concluded } : call)),
    last_sent: {
      ...without(receipt.last_sent, isJudged),
      ...Object.fromEntries(accepted.map(({ address, to }) => [address, to])),
      ...secrets,
    },
    last_sent_at: {
      ...without(receipt.last_sent_at ?? {}, isJudged),
      ...Object.fromEntries(
        [...accepted.map(({ address }) => address), ...Object.keys(secrets)].map((address) => [
          address,
          at,
        ]),
      ),
    },
  };
}

/** The members but those that are told apart by their address. */
const without = <Value>(
  members: Readonly<Record<string, Value>>,
  isTaken: (address: string) => boolean,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(members).filter(([address]) => !isTaken(address)));
