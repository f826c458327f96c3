// An offline plan as JSON, with the members that records of every command have.

import type { Change } from "../plan/change.ts";
import { inFileOrder } from "../plan/file-order.ts";
import type { OfflinePlan } from "../plan/offline.ts";
import type { RecordedDocument } from "./record.ts";

/** Members stand in the order of the contract. An offline plan that was made ends with 0, whatever is in it. */
export function documentOfOffline(
  plan: OfflinePlan,
): RecordedDocument & Readonly<Record<string, unknown>> {
  const { format_version, tool_version, result, environment, environment_type, against } = plan;
  const { added, changed, removed, consents, declared, ignored, warnings, notes } = plan;
  return {
    format_version,
    tool_version,
    result,
    exit_code: 0,
    environment,
    environment_type,
    against,
    changes: inFileOrder([...added, ...changed]),
    removed,
    consents,
    coverage: { declared, read: 0, unreadable: [] },
    refusals: [],
    ignored,
    warnings,
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** The plan that such a document was made from. */
export function offlineOf(document: RecordedDocument): OfflinePlan {
  const { changes, coverage, notes = [], ...rest } = document as unknown as OfflineDocument;
  return {
    ...rest,
    added: changes.filter(({ from }) => !from.known),
    changed: changes.filter(({ from }) => from.known),
    declared: coverage.declared,
    notes,
  };
}

type OfflineDocument = Omit<OfflinePlan, "notes"> & {
  readonly changes: readonly Change[];
  readonly coverage: { readonly declared: number };
  readonly notes?: OfflinePlan["notes"];
};
