// What the process variables give, as a connection.

import { parseApiUrl, parsePublishableKey } from "../../clerk/address.ts";
import { connect, type Connection } from "../../clerk/backend/connection.ts";
import type { RequestLog } from "../../http/request.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { valueIn, type Variables } from "../disk/dotenv.ts";
import type { ConnectionFlags } from "../flags.ts";
import { DEFAULT_TIMEOUT } from "./clock.ts";
import { findSecretKey, keyVariableOf, SECRET, type KeyOwner } from "./read-key.ts";
import { readProxy } from "./read-proxy.ts";
import { requireTrust } from "./require-trust.ts";

const PUBLISHABLE = "CLERK_PUBLISHABLE_KEY";

/** Opens the connection when it is called: the time of an instance starts with its own turn. */
export type Opening = () => Connection;

/** What is wrong with the variables is thrown now, as a `Failure` (exit 3), before any request. */
export function prepareConnection(
  context: Context,
  desired: Pick<Desired, "target" | "apiVersion"> & KeyOwner,
  flags: ConnectionFlags,
): Opening {
  const { interruption, clock } = context;
  const { secretKey, among } = findSecretKey(context, desired, flags);
  const apiUrl = readApiUrl(context);
  const live = secretKey.environmentType === "production";
  const frontendApi = flags.withoutFrontendApi
    ? false
    : knownFrontendApi(among, keyVariableOf(desired), live);
  for (const url of [apiUrl, frontendApi || ""]) requireTrust(context, url);
  const proxy = readProxy(context, apiUrl);
  return () =>
    connect({
      apiUrl,
      secretKey,
      apiVersion: desired.apiVersion,
      frontendApi,
      signal: interruption.signal,
      deadline: AbortSignal.any([
        interruption.deadline,
        clock.start(flags.timeout ?? DEFAULT_TIMEOUT),
      ]),
      proxy,
      onFrontendApi: (url) => requireTrust(context, url),
      log: flags.verbose ? logTo(context) : undefined,
    });
}

function readApiUrl({ environment }: Context): string {
  const named = environment["CLERK_API_URL"] ? "CLERK_API_URL" : "CLERK_BACKEND_API_URL";
  return parseApiUrl(environment[named], named);
}

/** One line a request, with its duration and when it began. */
function logTo({ terminal }: Context): RequestLog {
  const started = performance.now();
  return ({ method, where, status, ms }) => {
    const at = Math.round(performance.now() - started - ms);
    terminal.err(
      `${method} ${escapeText(where)} → ${status ?? "no answer"} (${Math.round(ms)} ms, from ${at} ms)\n`,
    );
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
