// One comment per key at a pull request: found, made, or brought up to date. Nobody else's is touched.

import { readMarker, saySame, withoutMarker, type Marker } from "./marker.ts";
import { isSameLogin, type Comments, type Entry, type Tracker } from "./tracker.ts";
import { TrackerError } from "./tracker-error.ts";

/** A comment that is to be kept. */
export interface CommentToKeep {
  /** The pull request's. */
  readonly number: number;
  readonly key: string;
  /** The key of a comment that this one belongs into, where there is none of its own; absent: there is no such comment. */
  readonly sharedKey?: string | undefined;
  /** Markers of these kinds are this comment; a plan leaves out `applied`, so that what was applied stays. */
  readonly kinds: readonly Marker["kind"][];
  /** The new text, its marker first; `old` is the marker that stands there now, and `said` what stands behind it. */
  readonly body: (old: Marker | null, said: string) => string;
  /** Whether what stands there, by its marker, is newer than what would be said: then it is left. */
  readonly isOlderThan?: (old: Marker) => boolean;
  /** Whether one is made where there is none. */
  readonly createIfNone: boolean;
  /** Takes out of a text, behind its marker, what differs from run to run, such as a link to the run. */
  readonly steady?: (text: string) => string;
}

/** What became of it. */
export interface CommentKept {
  readonly action: "created" | "updated" | "unchanged" | "none";
  readonly url?: string;
}

type CommentTracker = Pick<Tracker, "me" | "comments">;

/** Throws a `TrackerError`: then what stood there stands there still, or the error says that it may not. */
export async function keepComment(
  tracker: CommentTracker,
  wanted: CommentToKeep,
): Promise<CommentKept> {
  const comments = tracker.comments(wanted.number);
  const found = await findNewest(tracker, comments, wanted);
  if (found) return bringUpToDate(comments, found, wanted);
  if (!wanted.createIfNone) return { action: "none" };
  try {
    const { url } = await comments.create(wanted.body(null, ""));
    return { action: "created", url };
  } catch (error) {
    if (!(error instanceof TrackerError && error.mayHaveLanded)) throw error;
    // Never sent twice: what is there now tells whether it landed.
    const landed = await findNewest(tracker, comments, wanted);
    if (!landed) throw error;
    const { action, url } = await bringUpToDate(comments, landed, wanted);
    return { action: action === "unchanged" ? "created" : action, ...(url ? { url } : {}) };
  }
}

/** By marker and author: anybody can write a marker. Who we are is asked only when there is one. */
async function findNewest(
  tracker: CommentTracker,
  comments: Comments,
  { key, sharedKey, kinds }: CommentToKeep,
): Promise<Entry | undefined> {
  const newest = new Map<string, Entry>();
  for await (const entry of comments.list()) {
    const marker = readMarker(entry.body);
    if (!marker || ![key, sharedKey].includes(marker.key) || !kinds.includes(marker.kind)) continue;
    if (isSameLogin(entry.author, await tracker.me())) newest.set(marker.key, entry);
  }
  return newest.get(key) ?? (sharedKey === undefined ? undefined : newest.get(sharedKey));
}

async function bringUpToDate(
  comments: Comments,
  found: Entry,
  { body, steady, isOlderThan }: CommentToKeep,
): Promise<CommentKept> {
  const old = readMarker(found.body);
  if (old && isOlderThan?.(old)) return { action: "unchanged", url: found.url };
  const wanted = body(old, withoutMarker(found.body));
  if (saySame(found.body, wanted, steady)) return { action: "unchanged", url: found.url };
  const { url } = await comments.update(found.id, wanted);
  return { action: "updated", url };
}
