// The one issue that stays open while something differs.

import { firstSeen, keepIssue, keptIn } from "../../ci/drift-issue.ts";
import { writeMarker, type Marker } from "../../ci/marker.ts";
import {
  driftIssueOf,
  driftKeys,
  hasDrift,
  isInSync,
  type Watched,
} from "../../core/render/comment/drift-issue.ts";
import { planOf, type PlanDocument } from "../../core/render/comment/part.ts";
import { commandText } from "../screen/command-line.ts";
import { todayOf, type Context } from "../context.ts";
import { runOf, withoutRun } from "./comment.ts";
import type { Result, Told } from "./result.ts";
import { openTracker } from "./tracker.ts";

/** The issue's address; empty: there is none. Throws where it can't be kept. */
export async function keepIssueOf(
  context: Context,
  flags: Told,
  result: Result,
  warn: (text: string) => void,
): Promise<string> {
  const { key, place, whereabouts } = result;
  const tracker = await openTracker(context, flags, place);
  if (!tracker) {
    warn(
      "there is no repository to keep an issue in: this is no job of GitHub Actions or GitLab CI",
    );
    return "";
  }
  const watched = watchedIn(result);
  const run = runOf(place);
  try {
    const { url = "" } = await keepIssue(tracker, {
      key,
      isClean: (old) => isInSync(watched, keysOf(old)),
      // What could not be looked at is no drift.
      createIfNone: hasDrift(watched),
      text: (old) => {
        const since = firstSeen(old, driftKeys(watched, keysOf(old)), todayOf(context));
        const { title, body } = driftIssueOf(watched, since, whereabouts);
        const marker = {
          v: 1,
          kind: "drift",
          key,
          first_seen: keptIn(since),
          ...(run ? { run } : {}),
        } as const;
        return context.terminal.redact({ title, body: `${writeMarker(marker)}${body}\n` });
      },
      ...(flags.issueLabel ? { labels: flags.issueLabel } : {}),
      steady: withoutRun,
    });
    return url;
  } finally {
    tracker.close();
  }
}

/** What the marker says that differs; a marker may hold anything. */
function keysOf(old: Marker | null): readonly string[] {
  const seen = old?.["first_seen"];
  return typeof seen === "object" && seen !== null ? Object.keys(seen) : [];
}

const watchedIn = ({ records, parts }: Result): readonly Watched[] =>
  parts.map(({ label }, index) => {
    const record = records[index];
    const flags = {
      ...(record ? { file: record.file } : {}),
      ...(record?.name ? { env: record.name } : {}),
    };
    return {
      label,
      plan:
        record && "document" in record
          ? planOf(record.document as unknown as PlanDocument)
          : undefined,
      ways: { apply: commandText("apply", flags), pull: commandText("pull", flags) },
    };
  });
