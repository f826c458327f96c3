// What the environment gives, as a connection. The key is taken out of the environment.

import { parseApiUrl, parsePublishableKey } from "../clerk/address.ts";
import { connect, type Connection } from "../clerk/connection.ts";
import { parseSecretKey } from "../clerk/secret-key.ts";
import type { Desired } from "../core/desired.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { Context } from "./context.ts";
import type { ConnectionFlags } from "./flags.ts";

const SECRET = "CLERK_SECRET_KEY";
const PUBLISHABLE = "CLERK_PUBLISHABLE_KEY";

/** Throws a `Failure` (exit 3) before any request. */
export function openConnection(
  context: Context,
  desired: Pick<Desired, "target" | "apiVersion">,
  flags: ConnectionFlags,
): Connection {
  const { environment, terminal, interruption } = context;
  const variable = desired.target.secret_key_env ?? SECRET;
  const text = environment[variable];
  // A text of a few characters is no secret, and would be found everywhere.
  for (const part of text?.split(/[\r\n]+/) ?? [])
    if (part.trim().length >= 11) terminal.hide(part.trim());
  const secretKey = parseSecretKey(text, variable);
  const named = environment["CLERK_API_URL"] ? "CLERK_API_URL" : "CLERK_BACKEND_API_URL";
  const apiUrl = parseApiUrl(environment[named], named);
  if (environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0" && apiUrl.startsWith("https:")) {
    throw new Failure(
      EXIT.invalid,
      "unsafe_tls",
      "NODE_TLS_REJECT_UNAUTHORIZED=0 turns the check of certificates off",
      {
        hint: "unset it; for a certificate of your own, name its file in NODE_EXTRA_CA_CERTS",
      },
    );
  }
  const deadline = AbortSignal.any([interruption.deadline, timeoutSignal(flags.timeout ?? 300)]);
  const started = performance.now();
  return connect({
    apiUrl,
    secretKey,
    apiVersion: desired.apiVersion,
    frontendApi: flags.withoutFrontendApi
      ? false
      : knownFrontendApi(context, variable, secretKey.environmentType === "production"),
    signal: interruption.signal,
    deadline,
    log: flags.verbose
      ? ({ method, where, status, ms }) => {
          const at = Math.round(performance.now() - started - ms);
          terminal.err(
            `${method} ${where} → ${status ?? "no answer"} (${Math.round(ms)} ms, from ${at} ms)\n`,
          );
        }
      : undefined,
  });
}

/**
 * The publishable key saves asking Clerk for the host. It is believed only beside the secret key of
 * the same pair: with a key from another variable it could be another instance's.
 */
function knownFrontendApi(context: Context, secretVariable: string, live: boolean): string | null {
  const text = context.environment[PUBLISHABLE];
  if (!text || secretVariable !== SECRET) return null;
  const known = parsePublishableKey(text, PUBLISHABLE);
  if (known.live !== live) {
    throw new Failure(
      EXIT.invalid,
      "key_mismatch",
      `${PUBLISHABLE} and ${SECRET} are of different environments`,
      {
        hint: `set both to the same instance's keys, or unset ${PUBLISHABLE}: it only saves a request`,
      },
    );
  }
  return known.url;
}

function timeoutSignal(seconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(
    () => controller.abort(new Error(`not done within ${seconds} seconds`)),
    seconds * 1000,
  ).unref();
  return controller.signal;
}
