// A receipt as a wish: what was there before, as far as it is known and can be written. Pure.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import type { Declaration, Desired } from "../file/desired.ts";
import { warning, type Warning } from "../finding/warning.ts";
import { comparable } from "../plan/diff.ts";
import { isAsWanted, sameValue } from "../value/compare.ts";
import type { Reading } from "../value/reading.ts";
import type { Receipt, ReceiptCall } from "./receipt.ts";

export interface Reversal {
  readonly desired: Desired;
  /** What the receipt's apply left of each setting that is wanted back, by address. */
  readonly written: ReadonlyMap<string, Written>;
  /** What can't be taken back, and why. */
  readonly warnings: readonly Warning[];
}

/** What the receipt's addresses mean to this clerkwork. */
export interface Readers {
  /** What is wanted back, by what there was before; undefined: the catalog does not know the setting. */
  readonly rowAt: (address: string, before: Reading & { readonly known: true }) => Row | undefined;
  /** What a value lacks that Clerk shows nowhere and asks for; undefined: nothing. */
  readonly lacks: (row: Row, value: Json) => string | undefined;
  /** Whether a value may be written: Clerk takes some values only as an answer, not as a wish. */
  readonly writable: (row: Row, value: Json) => boolean;
}

/** A value that was written; of an item that was made, with its id. */
export interface WrittenValue {
  readonly value: Json;
  readonly id?: string;
}

/** What an apply wrote into a setting. */
export interface Written {
  /** Null: the receipt does not hold it. */
  readonly to: WrittenValue | null;
  /** What Clerk showed instead, when it contradicted. */
  readonly shown: { readonly value: Json } | null;
  /** When, ISO 8601; anything else: the receipt does not say. */
  readonly at?: Json | undefined;
}

/** The values before the receipt's calls. What was not sent, and what Clerk refused, is left out. */
export function reverseReceipt(receipt: Receipt, file: string, readers: Readers): Reversal {
  const at = { file, line: 1, column: 1 };
  const sent = receipt.calls.flatMap((call) =>
    call.addresses
      .filter((address) => !isUntouched(call, address))
      .map((address) => ({
        address,
        before: call.before[address],
        left: writtenBy(call, address),
      })),
  );
  const declarations: Declaration[] = [];
  const written = new Map<string, Written>();
  const warnings: Warning[] = [];
  for (const { address, before, left } of sent) {
    const wish = wishFor(address, before, readers);
    if (typeof wish === "string") warnings.push(warning("not_reversible", { why: wish }, address));
    else {
      declarations.push({ ...wish, at, pointer: "" });
      written.set(wish.address, left);
    }
  }
  const { target } = receipt;
  const desired: Desired = {
    file,
    environment: target.environment,
    apiVersion: target.api_version as ApiVersion,
    target: { instance_id: target.instance_id, environment_type: target.environment_type },
    declarations,
    environments: [],
    pinned: new Map(),
    consents: [],
    ignores: [],
    emptySections: [],
    // Nothing left to take back is not a file that declares nothing.
    absentSections: [],
  };
  return { desired, written, warnings };
}

const isUntouched = ({ outcomes }: ReceiptCall, address: string): boolean =>
  outcomes.some(
    (entry) =>
      entry.address === address &&
      (entry.outcome === "not_attempted" || entry.outcome === "failed"),
  );

function writtenBy(call: ReceiptCall, address: string): Written {
  const { outcomes, to = {}, concluded_at, intended_at } = call;
  const outcome = outcomes.find((entry) => entry.address === address);
  const value = outcome ? outcome.to : Object.hasOwn(to, address) ? to[address] : undefined;
  return {
    to:
      value === undefined
        ? null
        : { value, ...(outcome?.id === undefined ? {} : { id: outcome.id }) },
    shown: outcome?.shown === undefined ? null : { value: outcome.shown },
    at: concluded_at ?? intended_at,
  };
}

/**
 * | standing | what a read shows |
 * |---|---|
 * | `written` | what the apply left, or nothing that speaks against it |
 * | `before` | the value before, although the apply wrote another: reads lag, it never landed, or it is back |
 * | `undone` | the value before, which Clerk itself showed after the apply, or which no lag explains any more |
 * | `foreign` | a third value: somebody else's, or a later apply's |
 */
export type Standing = "written" | "before" | "undone" | "foreign";

/** Where a setting that is wanted back stands. */
export function standingOf(
  setting: Setting,
  before: Json,
  { to, shown }: Written,
  reading: Reading,
): Standing {
  const isLike = (value: Json): boolean => {
    const now = comparable(setting, value, reading);
    return !now.known || isAsWanted(setting, now.value, value);
  };
  const left = [to, shown].filter((one) => one !== null);
  const wroteBefore = shown !== null && sameValue(setting, shown.value, before);
  if (wroteBefore && isLike(before)) return "undone";
  if (left.some(({ value }) => isLike(value))) return "written";
  if (isLike(before)) return "before";
  return to === null ? "written" : "foreign";
}

/** The value before, to be wished for; or why it can't be. */
function wishFor(
  address: string,
  before: Reading | undefined,
  { rowAt, lacks, writable }: Readers,
): (Row & { readonly value: Json }) | string {
  if (!before?.known) return "nothing showed its value before";
  const row = rowAt(address, before);
  if (!row) return "this clerkwork does not know the setting";
  const lost = lacks(row, before.value);
  if (lost !== undefined) return `nothing showed its ${lost} before`;
  return writable(row, before.value)
    ? { ...row, value: before.value }
    : `Clerk does not take ${JSON.stringify(before.value)}, which it had before`;
}
