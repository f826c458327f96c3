// The one comment of a run in its pull request.

import { keepComment } from "../../ci/sticky.ts";
import { writeMarker, type Marker } from "../../ci/marker.ts";
import { COMMENT_BYTES, headlineOf, renderComment } from "../../core/render/comment/comment.ts";
import { sizeOf } from "../../core/render/comment/fill.ts";
import type { PlanDocument } from "../../core/render/comment/part.ts";
import type { Context } from "../context.ts";
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
      kinds: command === "apply" ? ["plan", "applied"] : ["plan"],
      body: () => context.terminal.redact(bodyOf(result)),
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

function bodyOf(result: Result): string {
  const { command, parts, whereabouts, place } = result;
  const markerFor = (truncated: boolean): string =>
    writeMarker(markerOf(result, truncated, runOf(place)));
  const room = COMMENT_BYTES - sizeOf(markerFor(true));
  const { text, truncated } = renderComment(command, parts, whereabouts, room);
  return `${markerFor(truncated)}${text}`;
}

function markerOf(
  { command, key, records, whereabouts }: Result,
  truncated: boolean,
  run: string | undefined,
): Marker {
  const [only] = records;
  const document = only && "document" in only && records.length === 1 ? only.document : undefined;
  return {
    v: 1,
    kind: command === "apply" ? "applied" : "plan",
    key,
    ...(document ? { fingerprint: (document as unknown as PlanDocument).fingerprint } : {}),
    ...(whereabouts.commit ? { head: whereabouts.commit } : {}),
    ...(run ? { run } : {}),
    truncated,
  };
}

/** Which run it was, for those who look at the marker. */
export const runOf = (place: Result["place"]): string | undefined =>
  place?.run.id ? `${place.run.id}/${place.run.attempt}` : undefined;

/** The link to the run differs with each. */
export const withoutRun = (text: string): string => text.replaceAll(/\]\(https?:[^)]*\)/g, "]");
