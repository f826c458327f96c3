// One open issue per key while there is drift: opened, brought up to date, closed. Nobody else's is touched.

import { readMarker, saySame, type Marker } from "./marker.ts";
import { isSameLogin, type IssueEntry, type IssueText, type Tracker } from "./tracker.ts";
import { TrackerError } from "./tracker-error.ts";

/** An issue that is to be kept. */
export interface IssueToKeep {
  readonly key: string;
  /** Whether nothing differs: an open issue is closed then, and none is opened. `old` is the marker that stands there. */
  readonly isClean: (old: Marker | null) => boolean;
  /** Whether one is opened where there is none; true unless told otherwise. */
  readonly createIfNone?: boolean;
  /** The new title and text, the marker first; `old` is the marker that stands there now. */
  readonly text: (old: Marker | null) => IssueText;
  /** For an issue that is opened; those of an open one are its readers'. */
  readonly labels?: readonly string[];
  /** Takes out of a text, behind its marker, what differs from run to run, such as a link to the run. */
  readonly steady?: (text: string) => string;
}

/** What became of it. */
export interface IssueKept {
  readonly action: "created" | "updated" | "unchanged" | "closed" | "none";
  readonly url?: string;
}

type IssueTracker = Pick<Tracker, "me" | "issues">;

/** Throws a `TrackerError`: then what stood there stands there still, or the error says that it may not. */
export async function keepIssue(tracker: IssueTracker, wanted: IssueToKeep): Promise<IssueKept> {
  const found = await findNewest(tracker, wanted.key);
  if (found) return bringUpToDate(tracker, found, wanted);
  if (wanted.isClean(null) || wanted.createIfNone === false) return { action: "none" };
  const { labels = [] } = wanted;
  try {
    const issue = { ...wanted.text(null), ...(labels.length > 0 ? { labels } : {}) };
    const { url } = await tracker.issues.create(issue);
    return { action: "created", url };
  } catch (error) {
    if (!(error instanceof TrackerError && error.mayHaveLanded)) throw error;
    // Never sent twice: what is there now tells whether it landed.
    const landed = await findNewest(tracker, wanted.key);
    if (!landed) throw error;
    const { action, url } = await bringUpToDate(tracker, landed, wanted);
    return { action: action === "unchanged" ? "created" : action, ...(url ? { url } : {}) };
  }
}

/** By marker and author: anybody can write a marker. */
async function findNewest(tracker: IssueTracker, key: string): Promise<IssueEntry | undefined> {
  const me = await tracker.me();
  let newest: IssueEntry | undefined;
  for await (const entry of tracker.issues.listOpen(me)) {
    const marker = readMarker(entry.body);
    const isOurs = marker?.key === key && marker.kind === "drift" && isSameLogin(entry.author, me);
    if (isOurs && entry.state === "open") newest = entry;
  }
  return newest;
}

async function bringUpToDate(
  { issues }: IssueTracker,
  found: IssueEntry,
  { isClean, text, steady }: IssueToKeep,
): Promise<IssueKept> {
  const old = readMarker(found.body);
  const wanted = text(old);
  if (isClean(old)) {
    const { url } = await issues.update(found.id, { ...wanted, close: true });
    return { action: "closed", url };
  }
  const isSame = found.title === wanted.title && saySame(found.body, wanted.body, steady);
  if (isSame) return { action: "unchanged", url: found.url };
  const { url } = await issues.update(found.id, wanted);
  return { action: "updated", url };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Bytes that `first_seen` may take of a marker, so that there is room for what the issue says. */
const MOST = 12_000;

/**
 * What of `seen` a marker keeps: the days that lie furthest back. What is left out counts from the next day on that
 * there is room for it.
 */
export function keptIn(seen: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let left = MOST;
  const byDay = Object.entries(seen).toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  const fitting = byDay.filter((entry) => {
    // Characters that a marker escapes take six.
    left -= JSON.stringify(entry).replaceAll(/[-<>]/g, "123456").length;
    return left >= 0;
  });
  return Object.fromEntries(fitting);
}

/**
 * Since when each of these differs, for the marker's `first_seen`: the day that the old marker names, or
 * `today`, as `2026-11-20`. What no longer differs is left out.
 */
export function firstSeen(
  old: Marker | null,
  names: readonly string[],
  today: string,
): Readonly<Record<string, string>> {
  const known = old?.["first_seen"];
  const days = new Map<string, unknown>(
    typeof known === "object" && known !== null ? Object.entries(known) : [],
  );
  return Object.fromEntries(
    names.map((name) => {
      const day = days.get(name);
      return [name, typeof day === "string" && DAY.test(day) && day < today ? day : today];
    }),
  );
}
