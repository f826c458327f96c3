// What the statuses mean that Clerk refuses a request with: one table, for the errors of a run and for explain.

import { FAILURES, type FailureCode } from "./failure.ts";

/** What Clerk's answer names, joined with commas; empty: nothing. */
export interface Blamed {
  readonly members: string;
  readonly features: string;
}

/** What became of a request that was answered so. */
export type StatusOutcome = keyof typeof STATUS_OUTCOMES;

/** What clerkwork does about each. */
export const STATUS_OUTCOMES = {
  refused: "It is not sent again, and nothing of it was written.",
  turned_away:
    "Clerk has done nothing yet: it is sent again, at most four times in all, after the pause that Clerk asks for.",
  lost: "A read is sent again, at most four times in all. A write may have landed: what reads show decides whether it is sent again.",
} as const;

export interface StatusMeaning {
  readonly code: FailureCode;
  readonly outcome: StatusOutcome;
  /** Without the status. */
  readonly says: (blamed: Blamed) => string;
  /** What can be done. */
  readonly tries: readonly string[];
  /** What can be done first when it was a write. */
  readonly triesOfWrite: readonly string[];
}

const meaning = (
  code: FailureCode,
  says: StatusMeaning["says"] | string,
  tries: readonly string[],
  rest: Partial<Pick<StatusMeaning, "outcome" | "triesOfWrite">> = {},
): StatusMeaning => ({
  code,
  outcome: "refused",
  says: typeof says === "string" ? () => says : says,
  tries,
  triesOfWrite: [],
  ...rest,
});

const NEWER = "a newer clerkwork may know what Clerk asks for";
const LEAVE_OUT = "take the setting out of the file";

const REFUSED = meaning(
  "clerk_refused",
  ({ members }) => `Clerk does not take ${members || "the request"}`,
  [NEWER],
  { triesOfWrite: ["correct the value in the file, or take the setting out of it"] },
);

/** Of a status from 500 on that stands nowhere else. */
const UNAVAILABLE = meaning(
  "clerk_unavailable",
  "Clerk answered with an error of its own",
  ["look at https://status.clerk.com, then run it again"],
  { outcome: "lost" },
);

/** Of any other status. */
const OTHERWISE = meaning("clerk_refused", "Clerk refused the request", [NEWER]);

const TOO_EARLY: StatusMeaning = { ...OTHERWISE, outcome: "lost" };

/** By the status. */
export const HTTP_STATUSES: Readonly<Record<number, StatusMeaning>> = {
  400: REFUSED,
  401: meaning("authentication", FAILURES.authentication.means, [
    "the secret key is wrong, revoked, or of another instance: take the current one from Clerk's dashboard under API keys",
  ]),
  402: meaning(
    "plan_limit",
    ({ features }) => `Clerk's plan does not include ${features || "what this section needs"}`,
    ["change the plan in Clerk's dashboard", LEAVE_OUT],
  ),
  403: meaning("forbidden", "Clerk does not allow this", [
    "the secret key may lack the permission, or the feature may be off: Clerk's dashboard shows both",
  ]),
  404: meaning(
    "not_found",
    ({ members }) =>
      members ? `Clerk knows nothing by the id in ${members}` : "Clerk has nothing there",
    ["check CLERK_API_URL and the file's api_version; a newer clerkwork may know more"],
    { triesOfWrite: [LEAVE_OUT] },
  ),
  408: TOO_EARLY,
  409: meaning(
    "conflict",
    "somebody else is changing the instance",
    ["wait a minute, then run it again"],
    { outcome: "turned_away" },
  ),
  422: REFUSED,
  425: TOO_EARLY,
  429: meaning(
    "rate_limited",
    "too many requests for this instance",
    ["the limit is shared with your application: wait, then run it again"],
    { outcome: "turned_away" },
  ),
  500: UNAVAILABLE,
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: UNAVAILABLE,
};

/** Whether the same request would be answered so again. Null: no answer came. */
export const isFinalStatus = (status: number | null): boolean =>
  status !== null && status >= 400 && meaningOfStatus(status).outcome === "refused";

/** Whether what was refused is the section of the request alone, and other sections may go on. */
export const isOfSectionOnly = (status: number | null): boolean => status === 402 || status === 403;

/** The meaning of any status that refuses. */
export const meaningOfStatus = (status: number): StatusMeaning =>
  HTTP_STATUSES[status] ?? (status >= 500 ? UNAVAILABLE : OTHERWISE);
