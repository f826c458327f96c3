// What GitLab's answers mean when they are not what was asked for, in words for a person.

import { cutText, showPlain } from "../core/text/escape.ts";
import { redact } from "../core/text/secret.ts";
import { RequestError } from "../http/request-error.ts";
import { TrackerError, type TrackerErrorKind } from "./tracker-error.ts";

/** An answer of a good status that is not what the API gives. */
export const notAsExpected = (status: number | null): TrackerError =>
  new TrackerError("unexpected", "GitLab gave an answer that is not what its API gives.", {
    status,
  });

const KINDS: Readonly<Record<RequestError["kind"], TrackerErrorKind>> = {
  lost: "lost",
  redirected: "redirected",
  unexpected: "unexpected",
  status: "unexpected",
  not_sent: "unreachable",
  untrusted: "unreachable",
  stopped: "unreachable",
};

/** Whatever was thrown, as a `TrackerError`. The token stands in no sentence. */
export function gitlabError(error: unknown, token: string): TrackerError {
  if (error instanceof TrackerError) return error;
  if (!(error instanceof RequestError)) return notAsExpected(null);
  const why = showPlain(cutText(redact(error.message, [token]), 200));
  const kind = KINDS[error.kind];
  const says = {
    lost: `The answer of GitLab was lost: ${why}.`,
    redirected:
      "GitLab points to another address, which was not followed: the project may have been renamed or moved.",
    unreachable: `GitLab can't be reached: ${why}.`,
  } as const;
  return new TrackerError(
    kind,
    kind in says
      ? says[kind as keyof typeof says]
      : `GitLab gave an answer that can't be read: ${why}.`,
  );
}

const BY_STATUS: Readonly<Record<number, readonly [kind: TrackerErrorKind, says: string]>> = {
  301: [
    "redirected",
    "GitLab points to another address (301), which was not followed: the project may have been renamed or moved.",
  ],
  401: [
    "unauthorized",
    "GitLab does not accept the token (401). Give a token that is still valid.",
  ],
  403: [
    "forbidden",
    "The token may not do that (403): it needs the scope api, and the role of a reporter at least.",
  ],
  404: [
    "not_found",
    "GitLab has nothing there (404): the project or the number is another one, or the token may not see it.",
  ],
  429: ["limited", "GitLab asks to wait (429). Run it again later."],
};

/** An error that GitLab answered. */
export function gitlabAnswered(status: number, body: string, token: string): TrackerError {
  const known = BY_STATUS[status];
  if (known) return new TrackerError(...known, { status });
  if (status >= 500)
    return new TrackerError(
      "unavailable",
      `GitLab answered with an error of its own (${status}).`,
      {
        status,
      },
    );
  const said = showPlain(cutText(redact(body, [token]), 200));
  return new TrackerError("refused", `GitLab refused it (${status}, ${said}).`, { status });
}
