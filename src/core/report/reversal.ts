// A receipt as a wish: what was there before, as far as it is known and can be written. Pure.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Declaration, Desired } from "../file/desired.ts";
import { warning, type Warning } from "../finding/warning.ts";
import type { Reading } from "../value/reading.ts";
import type { Receipt, ReceiptCall } from "./receipt.ts";

export interface Reversal {
  readonly desired: Desired;
  /** What can't be taken back, and why. */
  readonly warnings: readonly Warning[];
}

/** What the receipt's addresses mean to this clerkwork. */
export interface Readers {
  /** Undefined: the catalog does not know the setting. */
  readonly rowAt: (address: string) => Row | undefined;
  /** Whether a value may be written: Clerk takes some values only as an answer, not as a wish. */
  readonly writable: (row: Row, value: Json) => boolean;
}

/** The values before the receipt's calls. What was never sent is left out. */
export function reverseReceipt(receipt: Receipt, file: string, readers: Readers): Reversal {
  const at = { file, line: 1, column: 1 };
  const sent = receipt.calls.flatMap((call) =>
    call.addresses
      .filter((address) => !isUntouched(call, address))
      .map((address) => ({ address, before: call.before[address] })),
  );
  const declarations: Declaration[] = [];
  const warnings: Warning[] = [];
  for (const { address, before } of sent) {
    const row = readers.rowAt(address);
    const why = whyNot(row, before, readers);
    if (why !== null) warnings.push(warning("not_reversible", { why }, address));
    else if (row && before?.known)
      declarations.push({ ...row, value: before.value, at, pointer: "" });
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
  };
  return { desired, warnings };
}

const isUntouched = ({ outcomes }: ReceiptCall, address: string): boolean =>
  outcomes.some((entry) => entry.address === address && entry.outcome === "not_attempted");

function whyNot(
  row: Row | undefined,
  before: Reading | undefined,
  { writable }: Readers,
): string | null {
  if (!row) return "this clerkwork does not know the setting";
  if (!before?.known) return "nothing showed its value before";
  return writable(row, before.value)
    ? null
    : `Clerk does not take ${JSON.stringify(before.value)}, which it had before`;
}
