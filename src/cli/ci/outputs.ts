// What a run came to as outputs of a step.

import { failureReasonOf } from "../../core/finding/failure-reason.ts";
import type { FailureCode } from "../../core/finding/failure.ts";
import type { EnvironmentRecord } from "../../core/report/record.ts";
import type { PlanDocument } from "../../core/render/comment/part.ts";
import type { EndCode } from "../context.ts";

/** What outputs are made of beside the records. Paths are absolute; empty: there is none. */
export interface Ends {
  readonly exitCode: EndCode;
  /** The failure of the command as a whole. */
  readonly failure: { readonly code: FailureCode } | undefined;
  readonly planFile: string;
  readonly jsonFile: string;
  readonly url: string;
}

/** Whether an instance was read for it. */
export const isLive = ({ result }: { readonly result: string }): boolean => result !== "offline";

/** Every output of the action, by its name; `action.yml` describes each. */
export function outputsOf(
  records: readonly EnvironmentRecord[],
  ends: Ends,
): Readonly<Record<string, string>> {
  const documents = records.flatMap((record) =>
    "document" in record
      ? [{ name: record.name, ...(record.document as unknown as PlanDocument) }]
      : [],
  );
  const sum = (count: (document: PlanDocument) => number): string =>
    String(documents.reduce((total, document) => total + count(document), 0));
  const changed = documents.filter(({ changes }) => changes.length > 0);
  const [only] = documents;
  const isOne = records.length === 1 && only !== undefined;
  const codes = [
    ...(ends.failure ? [ends.failure.code] : []),
    ...records.flatMap((record) => ("error" in record ? [record.error.code as FailureCode] : [])),
  ];
  return {
    "has-changes": String(changed.length > 0),
    changes: sum(({ changes }) => changes.length),
    refusals: sum(({ refusals }) => refusals.length),
    unreadable: sum(({ coverage }) => coverage.unreadable.length),
    "live-state-read": String(documents.length > 0 && documents.every(isLive)),
    fingerprint: isOne ? (only.fingerprint ?? "") : "",
    environments: JSON.stringify(changed.flatMap(({ name }) => name ?? [])),
    "plan-file": ends.planFile,
    "json-file": ends.jsonFile,
    "comment-url": ends.url,
    "exit-code": String(ends.exitCode),
    "failure-reason": failureReasonOf(ends.exitCode, codes) ?? "",
  };
}
