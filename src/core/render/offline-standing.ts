// How an environment stands of which only the file is known.

import type { EnvironmentRecord } from "../report/record.ts";
import { plural, type Tone } from "../text/line.ts";

/** How many settings an offline plan names. */
export const countOffline = (record: EnvironmentRecord): number =>
  "error" in record ? 0 : record.document.changes.length + (record.document.removed ?? []).length;

/** What the file changes says nothing of the live state. */
export function sayOffline(record: EnvironmentRecord): readonly [says: string, tone: Tone] {
  const count = countOffline(record);
  return [`offline: ${plural(count, "change")} in the file`, count > 0 ? "change" : "plain"];
}
