// The one comment of a run in its pull request.

import { createHash } from "node:crypto";
import { keepComment } from "../../ci/sticky.ts";
import { writeMarker, type Marker } from "../../ci/marker.ts";
import { COMMENT_BYTES, headlineOf, renderComment } from "../../core/render/comment/comment.ts";
import { sizeOf } from "../../core/render/comment/fill.ts";
import { readLayers, writeLayers } from "../../core/render/comment/layers.ts";
import type { PlanDocument } from "../../core/render/comment/part.ts";
import type { Context } from "../context.ts";
import { sharedKeyOf } from "./key.ts";
import type { Result, Told } from "./result.ts";
import { openTracker, requestOf } from "./tracker.ts";

/** The comment's address; empty: there is none. Throws where it can't be kept. */
export async function keepCommentOf(
  context: Context,
  flags: Told,
  result: Result,
  warn: (text: string) => void,
): Promise<string> {
  const { command, key, place } = result;
  const always = flags.comment === "always";
  const mayBeMerged = command === "apply";
  const none = (why: string): string => {
    if (always) warn(`there is no pull request to comment on${why}`);
    return "";
  };
  // Nobody is asked for a token that is not needed.
  if (place?.number === null && !mayBeMerged) return none("");
  const tracker = await openTracker(context, flags, place);
  if (!tracker || !place) return none(": this is no job of GitHub Actions or GitLab CI");
  try {
    const number = await requestOf(tracker, place, mayBeMerged);
    if (number === undefined) return none("");
    const { url = "" } = await keepComment(tracker, {
      number,
      key,
      sharedKey: command === "apply" ? sharedKeyOf(flags, place.workspace) : undefined,
      kinds: command === "apply" ? ["plan", "applied"] : ["plan"],
      // A plan that was begun earlier, and is told later, is of an older commit.
      ...(command === "apply" ? {} : { isOlderThan: (old) => isOfLaterRun(old, place) }),
      body: (old, said) => context.terminal.redact(bodyOf(result, old, said)),
      // Nothing to say, and nothing stands there that would have to be put right.
      createIfNone: always || !isQuiet(result),
      steady: withoutRun,
    });
    return url;
  } finally {
    tracker.close();
  }
}

const isQuiet = ({ command, parts }: Result): boolean =>
  headlineOf(command, parts) === "no changes";

/** Runs are counted up. */
function isOfLaterRun(old: Marker, { run: { id } }: NonNullable<Result["place"]>): boolean {
  const other = /^(\d{1,15})\//.exec(String(old["run"]))?.[1];
  return other !== undefined && /^\d{1,15}$/.test(id) && Number(other) > Number(id);
}

/** In a comment that several runs share, what the others said stays, folded, as far as there is room. */
function bodyOf(result: Result, old: Marker | null, said: string): string {
  const { command, parts, whereabouts, place, key } = result;
  const isShared = old !== null && (old.key !== key || old["part"] !== undefined);
  const markerFor = (truncated: boolean): string => {
    const marker = markerOf(result, truncated, runOf(place));
    return writeMarker(isShared ? { ...marker, key: old.key, part: key } : marker);
  };
  const room = COMMENT_BYTES - sizeOf(markerFor(true));
  const { text, truncated } = renderComment(command, parts, whereabouts, room);
  const whole = isShared
    ? writeLayers({ key, text }, readLayers(said, String(old["part"] ?? old.key)), room)
    : text;
  return `${markerFor(truncated)}${whole}`;
}

function markerOf(
  { command, key, records, whereabouts }: Result,
  truncated: boolean,
  run: string | undefined,
): Marker {
  const fingerprint = fingerprintOf(records);
  return {
    v: 1,
    kind: command === "apply" ? "applied" : "plan",
    key,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(whereabouts.commit ? { head: whereabouts.commit } : {}),
    ...(run ? { run } : {}),
    truncated,
  };
}

/** The plan's; of several, one over theirs. Undefined: not every environment has one. */
function fingerprintOf(records: Result["records"]): string | undefined {
  const all = records.map((record) =>
    "document" in record ? (record.document as unknown as PlanDocument).fingerprint : undefined,
  );
  if (all.length <= 1 || all.includes(undefined)) return all.length === 1 ? all[0] : undefined;
  return `sha256:${createHash("sha256").update(JSON.stringify(all)).digest("hex")}`;
}

/** Which run it was, for those who look at the marker. */
export const runOf = (place: Result["place"]): string | undefined =>
  place?.run.id ? `${place.run.id}/${place.run.attempt}` : undefined;

/** The link to the run differs with each. Values stand in code, where nothing begins so. */
export const withoutRun = (text: string): string =>
  text.replaceAll(/(^| · )\[(?:run|job summary)\]\(https?:[^)]*\)$/gm, "$1[run]");
