// What a request that failed means, in a sentence, and what can be done about it. One table for reads and writes.

import { Failure, type FailureCode } from "../core/finding/failure.ts";
import type { Problem } from "../core/report/report.ts";
import { sayPause, tooLong, type OnRetry } from "../http/patience.ts";
import {
  blamedMembersOf,
  RequestError,
  traceIdOf,
  unsupportedFeaturesOf,
  wordsOf,
} from "./errors.ts";

/** Milliseconds of waiting that a person notices. */
const NOTICED = 1_000;

interface Meaning {
  readonly code: FailureCode;
  /** Without the status. */
  readonly says: (error: RequestError) => string;
  readonly tries: readonly string[];
  /** What can be done first when it was a write. */
  readonly triesOfWrite?: readonly string[];
}

const meaning = (
  code: FailureCode,
  says: Meaning["says"] | string,
  tries: readonly string[],
  triesOfWrite: readonly string[] = [],
): Meaning => ({ code, says: typeof says === "string" ? () => says : says, tries, triesOfWrite });

const STATUS_PAGE = "look at https://status.clerk.com, then run it again";
const LEAVE_OUT = "take the setting out of the file";

const lackingIn = (error: RequestError): string =>
  unsupportedFeaturesOf(error) || "what this section needs";

const refusedBy = (error: RequestError): string => {
  const members = blamedMembersOf(error).join(", ");
  return `Clerk does not take ${members || "the request"}`;
};

const missingIn = (error: RequestError): string => {
  const members = blamedMembersOf(error).join(", ");
  return members ? `Clerk knows nothing by the id in ${members}` : "Clerk has nothing there";
};

const REFUSED = meaning(
  "clerk_refused",
  refusedBy,
  ["a newer clerkwork may know what Clerk asks for"],
  ["correct the value in the file, or take the setting out of it"],
);

const STATUSES: Readonly<Record<number, Meaning>> = {
  400: REFUSED,
  401: meaning("authentication", "Clerk does not accept the secret key", [
    "the secret key is wrong, revoked, or of another instance: take the current one from Clerk's dashboard under API keys",
  ]),
  402: meaning("plan_limit", (error) => `Clerk's plan does not include ${lackingIn(error)}`, [
    "change the plan in Clerk's dashboard",
    LEAVE_OUT,
  ]),
  403: meaning("forbidden", "Clerk does not allow this", [
    "the secret key may lack the permission, or the feature may be off: Clerk's dashboard shows both",
  ]),
  404: meaning(
    "not_found",
    missingIn,
    ["check CLERK_API_URL and the file's api_version; a newer clerkwork may know more"],
    [LEAVE_OUT],
  ),
  409: meaning("conflict", "somebody else is changing the instance", [
    "wait a minute, then run it again",
  ]),
  422: REFUSED,
  429: meaning("rate_limited", "too many requests for this instance", [
    "the limit is shared with your application: wait, then run it again",
  ]),
};

const UNAVAILABLE = meaning("clerk_unavailable", "Clerk answered with an error of its own", [
  STATUS_PAGE,
]);
const OTHERWISE = meaning("clerk_refused", "Clerk refused the request", [
  "a newer clerkwork may know what Clerk asks for",
]);

const UNEXPECTED_TRIES = [
  "something between here and Clerk may have answered, or the API has changed: check the address, and whether a newer clerkwork exists",
];
const NETWORK_TRIES = ["check the network and https://status.clerk.com, then run it again"];

const WITHOUT_STATUS: Readonly<Record<Exclude<RequestError["kind"], "status">, Meaning>> = {
  not_sent: meaning("network", (error) => `no connection (${error.message})`, NETWORK_TRIES),
  lost: meaning("network", (error) => `the answer was lost (${error.message})`, NETWORK_TRIES),
  untrusted: meaning("network", (error) => `the connection is not trusted (${error.message})`, [
    "if a proxy of yours signs connections, name its certificate file in NODE_EXTRA_CA_CERTS",
  ]),
  unexpected: meaning("unexpected_answer", ({ message }) => message, UNEXPECTED_TRIES),
  redirected: meaning("unexpected_answer", ({ message }) => message, UNEXPECTED_TRIES),
  stopped: meaning("stopped", ({ message }) => message, ["--timeout SECONDS gives it more time"]),
};

function meaningOf({ kind, status }: RequestError): Meaning {
  if (kind !== "status") return WITHOUT_STATUS[kind];
  const code = status ?? 0;
  return STATUSES[code] ?? (code >= 500 ? UNAVAILABLE : OTHERWISE);
}

/** With the status, how often it was tried, and what of a long wait is not waited for. */
function sayWith(error: RequestError, { says }: Meaning, attempts: number): string {
  const often = attempts > 1 ? `, ${attempts} times` : "";
  const status = error.kind === "status" ? ` (${error.status}${often})` : "";
  return `${says(error)}${status}${tooLong(error.retryAfter)}`;
}

/** What happened, without Clerk's words: for a line that is told while the run goes on. */
export const sayBriefly = (error: RequestError): string => sayWith(error, meaningOf(error), 1);

/**
 * Says of reads that are tried again how long they are waited for: once where several wait for the same, side by
 * side. Waits too short to be noticed are not said.
 */
export function retryTo(onWait: ((detail: string) => void) | undefined): OnRetry {
  const said = new Set<string>();
  return (error, ms, attempt) => {
    const text = `${sayBriefly(error)}: ${sayPause(ms, attempt)}`;
    if (ms < NOTICED || said.has(text)) return undefined;
    said.add(text);
    onWait?.(text);
    return () => void said.delete(text);
  };
}

/** What became of a write. `addressOf` gives the setting of a member that Clerk blames. */
export function problemOf(
  error: RequestError,
  attempts: number,
  addressOf: (member: string) => string | undefined,
): Problem {
  const found = meaningOf(error);
  const blamed = blamedMembersOf(error).map(addressOf);
  return {
    says: sayWith(error, found, attempts),
    said: wordsOf(error),
    tries: [...(found.triesOfWrite ?? []), ...found.tries],
    blames: [...new Set(blamed.filter((address) => address !== undefined))],
  };
}

/**
 * The failure (exit 1) that a failed read means for the run: what happened, to which request, in Clerk's words; of a
 * key that is not accepted, where it comes from, if that is known.
 */
export function failureOf(error: RequestError, keyOrigin?: string): Failure {
  const found = meaningOf(error);
  const said = wordsOf(error);
  const traceId = traceIdOf(error);
  const message = [
    `${sayWith(error, found, 1)}: ${error.method} ${error.where}`,
    ...(found.code === "authentication" && keyOrigin !== undefined
      ? [`the secret key comes from ${keyOrigin}`]
      : []),
    ...(said === null ? [] : [`Clerk says: ${said}`]),
    ...(traceId === null ? [] : [`clerk_trace_id ${traceId}`]),
  ].join("\n");
  return new Failure(found.code, message, { hint: found.tries.join("; or ") });
}

/** The work, with a request that failed as the failure that it means for the run. */
export async function plainly<Result>(work: Promise<Result>, keyOrigin?: string): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RequestError ? failureOf(error, keyOrigin) : error;
  }
}
