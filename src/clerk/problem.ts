// What a request that failed means, in a sentence, and what can be done about it. One for reads and writes.

import { Failure, type FailureCode } from "../core/finding/failure.ts";
import { meaningOfStatus, type Blamed } from "../core/finding/http-status.ts";
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
  readonly triesOfWrite: readonly string[];
}

const meaning = (code: FailureCode, says: Meaning["says"], tries: readonly string[]): Meaning => ({
  code,
  says,
  tries,
  triesOfWrite: [],
});

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

/** Whoever stopped the run knows why: nothing is wrong with the network. */
const CUT: Meaning = {
  ...meaning("stopped", () => "the call was cut off by the signal", ["run it again"]),
  triesOfWrite: ["plan shows whether it landed"],
};

function meaningOf({ kind, status, isCut }: RequestError): Meaning {
  if (isCut) return CUT;
  if (kind !== "status") return WITHOUT_STATUS[kind];
  const { says, ...rest } = meaningOfStatus(status ?? 0);
  return { ...rest, says: (error) => says(blamedIn(error)) };
}

const blamedIn = (error: RequestError): Blamed => ({
  members: blamedMembersOf(error).join(", "),
  features: unsupportedFeaturesOf(error),
});

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
    tries: [...found.triesOfWrite, ...found.tries],
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
