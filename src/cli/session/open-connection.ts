// What the process variables give, as a connection.

import { parseApiUrl, parsePublishableKey } from "../../clerk/address.ts";
import { connect, type Connection } from "../../clerk/backend/connection.ts";
import { parseSecretKey, type SecretKey } from "../../clerk/secret-key.ts";
import type { RequestLog } from "../../http/request.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags } from "../flags.ts";
import { DEFAULT_TIMEOUT } from "./clock.ts";
import { readProxy } from "./read-proxy.ts";
import { requireTrust } from "./require-trust.ts";

const SECRET = "CLERK_SECRET_KEY";
const PUBLISHABLE = "CLERK_PUBLISHABLE_KEY";

/** Opens the connection when it is called: the time of an instance starts with its own turn. */
export type Opening = () => Connection;

/** What is wrong with the variables is thrown now, as a `Failure` (exit 3), before any request. */
export function prepareConnection(
  context: Context,
  desired: Pick<Desired, "target" | "apiVersion">,
  flags: ConnectionFlags,
): Opening {
  const { interruption, clock } = context;
  const variable = keyVariableOf(desired);
  const secretKey = readSecretKey(context, variable);
  const apiUrl = readApiUrl(context);
  const live = secretKey.environmentType === "production";
  const frontendApi = flags.withoutFrontendApi ? false : knownFrontendApi(context, variable, live);
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

/** The environment variable that holds the secret key. */
export const keyVariableOf = ({ target }: Pick<Desired, "target">): string =>
  target.secret_key_env ?? SECRET;

/** Throws a `Failure` (exit 3) when the variable holds no secret key. */
export function readSecretKey({ environment, terminal }: Context, variable: string): SecretKey {
  // `environment` has no members but its own: a variable may be called like one of Object's.
  const text = Object.hasOwn(environment, variable) ? environment[variable] : undefined;
  // A text of a few characters is no secret, and would be found everywhere.
  for (const part of text?.split(/[\r\n]+/) ?? [])
    if (part.trim().length >= 11) terminal.hide(part.trim());
  return parseSecretKey(text, variable);
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
 * key of the same pair: with a key from another variable it would be another instance's.
 */
function knownFrontendApi(context: Context, secretVariable: string, live: boolean): string | null {
  const text = context.environment[PUBLISHABLE];
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
