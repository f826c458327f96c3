// What the process variables give, as a connection.

import { STATUS_CODES } from "node:http";
import { parseApiUrl, parsePublishableKey } from "../../clerk/address.ts";
import { connect, type Connection } from "../../clerk/backend/connection.ts";
import { traceIdOf } from "../../clerk/errors.ts";
import type { RequestLog } from "../../http/request.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { valueIn, type Variables } from "../disk/dotenv.ts";
import type { ConnectionFlags } from "../flags.ts";
import { DEFAULT_TIMEOUT } from "./clock.ts";
import { keyVariableOf, openKeys, SECRET, type KeyOwner, type Keys } from "./read-key.ts";
import { readProxy } from "./read-proxy.ts";
import { requireTrust } from "./require-trust.ts";

const PUBLISHABLE = "CLERK_PUBLISHABLE_KEY";

/** Opens the connection when it is called: the time of an instance starts with its own turn. `onWait` is told of waits. */
export type Opening = (onWait?: (detail: string) => void) => Connection;

/** What is wrong with the variables is thrown now, as a `Failure` (exit 3), before any request. */
export function prepareConnection(
  context: Context,
  desired: Pick<Desired, "target" | "apiVersion"> & KeyOwner,
  flags: ConnectionFlags,
  keys: Keys = openKeys(context, flags),
): Opening {
  const { interruption, clock } = context;
  const { secretKey, among } = keys(desired);
  const apiUrl = readApiUrl(context);
  const live = secretKey.environmentType === "production";
  const frontendApi = flags.withoutFrontendApi
    ? false
    : knownFrontendApi(among, keyVariableOf(desired), live);
  for (const url of [apiUrl, frontendApi || ""]) requireTrust(context, url);
  const proxy = readProxy(context, apiUrl);
  return (onWait) => {
    const time = clock.start(flags.timeout ?? DEFAULT_TIMEOUT);
    const connection = connect({
      apiUrl,
      secretKey,
      apiVersion: desired.apiVersion,
      frontendApi,
      signal: interruption.signal,
      deadline: AbortSignal.any([interruption.deadline, time]),
      proxy,
      variables: (name) => secretIn(context, name),
      onWait,
      onFrontendApi: (url) => requireTrust(context, url),
      log: flags.verbose ? logTo(context) : undefined,
    });
    return {
      ...connection,
      close: () => {
        clock.stop(time);
        connection.close();
      },
    };
  };
}

/** What is shorter would be taken out of ordinary words. */
const SHORTEST_SECRET = 6;

/** What a variable holds that the file names for a secret; nothing shows it from now on. Undefined: it is not set. */
function secretIn({ environment, terminal }: Context, name: string): string | undefined {
  const held = environment[name];
  // Nobody signs tokens with a secret key of Clerk's.
  if (held === undefined || held === "" || /^sk_(?:test|live)_/.test(held)) return undefined;
  if (held.length >= SHORTEST_SECRET) terminal.hide(held);
  return held;
}

/** The address of Clerk. Throws a `Failure` (exit 3). */
export function readApiUrl({ environment }: Pick<Context, "environment">): string {
  const named = environment["CLERK_API_URL"] ? "CLERK_API_URL" : "CLERK_BACKEND_API_URL";
  return parseApiUrl(environment[named], named);
}

/** One line a request, when it has ended. */
export function logTo({ terminal }: Context): RequestLog {
  return ({ method, where, status, ms, attempt, error }) => {
    const traceId = error ? traceIdOf(error) : null;
    const answer = status === null ? "no answer" : `${status} ${STATUS_CODES[status] ?? ""}`.trim();
    const why = error && status === null ? [error.message] : [];
    const facts = [
      answer,
      ...why,
      `${Math.round(ms)} ms`,
      `attempt ${attempt}`,
      ...(traceId === null ? [] : [`clerk_trace_id ${traceId}`]),
    ];
    terminal.err(`${method} ${escapeText(terminal.redact(`${where}: ${facts.join(", ")}`))}\n`);
  };
}

/**
 * The publishable key saves waiting for Clerk to name the host. It is looked at only beside the secret
 * key of the same pair: with a key from another variable, or from elsewhere, it would be another instance's.
 */
function knownFrontendApi(among: Variables, secretVariable: string, live: boolean): string | null {
  const text = valueIn(among, PUBLISHABLE);
  if (!text || secretVariable !== SECRET) return null;
  const known = parsePublishableKey(text, PUBLISHABLE);
  if (known.live !== live) {
    throw new Failure(
      "invalid_publishable_key",
      `${PUBLISHABLE} and ${SECRET} are of different environments`,
      {
        hint: `set both to the same instance's keys, or unset ${PUBLISHABLE}: it only saves a round trip`,
      },
    );
  }
  return known.url;
}
