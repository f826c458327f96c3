// What GitHub's answers mean when they are not what was asked for, in words for a person.

import { cutText, showPlain } from "../core/text/escape.ts";
import { redact } from "../core/text/secret.ts";
import { RequestError } from "../http/request-error.ts";
import { TrackerError, type TrackerErrorKind } from "./tracker-error.ts";

/** An error that GitHub answered. */
interface Answered {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Whatever was thrown, as a `TrackerError`. The token stands in no sentence. */
export function githubError(error: unknown, token: string): TrackerError {
  if (error instanceof TrackerError) return error;
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const show = (text: string): string => showPlain(cutText(redact(text, [token]), 200));
  if (error instanceof RequestError) return notAnswered(error, show);
  if (cause instanceof RequestError) return notAnswered(cause, show);
  const answered = answeredOf(error);
  if (!answered) return unexpectedAnswer(null);
  const { status, message } = answered;
  const accepted = acceptedOf(answered.headers["x-accepted-github-permissions"]);
  const kind = kindOf(status, message);
  return new TrackerError(kind, sentenceOf(kind, { status, accepted, said: show(message) }), {
    status,
    accepted,
  });
}

/** An answer of a good status that is not what the API gives. */
export const unexpectedAnswer = (status: number | null): TrackerError =>
  new TrackerError("unexpected", "GitHub gave an answer that is not what its API gives.", {
    status,
  });

/** An answer that points elsewhere. */
export const redirectedAnswer = (status: number): TrackerError =>
  new TrackerError(
    "redirected",
    "GitHub points to another address, which was not followed: the repository may have been renamed or moved. Use its new name.",
    { status },
  );

function notAnswered(error: RequestError, show: (text: string) => string): TrackerError {
  const why = show(error.message);
  switch (error.kind) {
    case "lost":
      return new TrackerError("lost", `The answer of GitHub was lost: ${why}.`);
    case "redirected":
      return redirectedAnswer(301);
    case "unexpected":
    case "status":
      return new TrackerError("unexpected", `GitHub gave an answer that can't be read: ${why}.`);
    case "not_sent":
    case "untrusted":
    case "stopped":
      return new TrackerError("unreachable", `GitHub can't be reached: ${why}.`);
  }
}

function answeredOf(error: unknown): Answered | undefined {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number")
    return undefined;
  const response: unknown = "response" in error ? error.response : undefined;
  if (typeof response !== "object" || response === null || !("headers" in response))
    return undefined;
  const headers = response.headers as Answered["headers"];
  return { status: error.status, message: error.message, headers };
}

const BY_STATUS: Readonly<Record<number, TrackerErrorKind>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  410: "gone",
  429: "limited",
};

function kindOf(status: number, message: string): TrackerErrorKind {
  if (status >= 500) return "unavailable";
  if (status === 403 && /rate limit/i.test(message)) return "limited";
  if ((status === 403 || status === 410) && /\blocked\b/i.test(message)) return "locked";
  if (status === 422 && /too long/i.test(message)) return "too_long";
  return BY_STATUS[status] ?? "refused";
}

interface Said {
  readonly status: number;
  readonly accepted: string | null;
  readonly said: string;
}

function sentenceOf(kind: TrackerErrorKind, { status, accepted, said }: Said): string {
  switch (kind) {
    case "unauthorized":
      return "GitHub does not accept the token (401). Give a token that is still valid.";
    case "forbidden":
      return accepted === null
        ? `The token may not do that (403, ${said}).`
        : `The token may not do that (403). GitHub asks for the permission ${showAccepted(accepted)}.`;
    case "limited":
      return `GitHub asks to wait for longer than is waited here (${status}). Run it again later.`;
    case "locked":
      return `The conversation is locked (${status}), so nothing can be written there. Unlock it.`;
    case "gone":
      return "GitHub says that it is gone (410): issues may be turned off in this repository, or it was deleted.";
    case "not_found":
      return "GitHub has nothing there (404): the name or the number is another one, or the token may not see it.";
    case "too_long":
      return "GitHub does not take a text of that length (422): it may have 65,536 characters.";
    case "unavailable":
      return `GitHub answered with an error of its own (${status}).`;
    default:
      return `GitHub refused it (${status}, ${said}).`;
  }
}

/** The header, when it is what GitHub writes: sets of permissions, any of which is enough. */
const acceptedOf = (header: unknown): string | null =>
  typeof header === "string" && /^[a-z_]+=[a-z]+(?:[,;] ?[a-z_]+=[a-z]+){0,9}$/.test(header)
    ? header
    : null;

/** `issues: write, or pull-requests: write`: as a workflow spells them. */
const showAccepted = (accepted: string): string =>
  accepted
    .split(";")
    .map((set) =>
      set
        .split(",")
        .map((one) => one.trim().replaceAll("_", "-").replace("=", ": "))
        .join(" with "),
    )
    .join(", or ");
