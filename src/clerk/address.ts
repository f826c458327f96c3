// Which hosts are talked to. Never taken from the file.

import { Failure } from "../core/finding/failure.ts";
import { isLoopback } from "../http/socket.ts";

const DEFAULT_API_URL = "https://api.clerk.com";

/** `URL.parse` is younger than the oldest Node that this runs on. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Whether plain http may be used. */
function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/** The base of the Backend API without `/v1`. Throws a `Failure` (exit 3). */
export function parseApiUrl(text: string | undefined, variable: string): string {
  const url = text === undefined || text === "" ? new URL(DEFAULT_API_URL) : parseUrl(text);
  const fail = (why: string): never => {
    throw new Failure("invalid_api_url", `${variable} ${why}`, {
      hint: `leave it out for ${DEFAULT_API_URL}, or give an https address (http only on this machine)`,
    });
  };
  // What stands before an @ may be a password.
  const shown = text?.includes("@") ? "" : `: ${JSON.stringify(text?.slice(0, 100))}`;
  if (!url) return fail(`is not an address${shown}`);
  if (url.username || url.password) return fail("must not hold a user name or password");
  if (url.search || url.hash) return fail("must not hold a query");
  if (!isSafe(url)) return fail("must be https, or http on this machine");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/v1$/, "");
}

/** The base of the Frontend API as Clerk names it; undefined when it can't be used. */
export function parseFrontendApiUrl(text: string): string | undefined {
  const url = parseUrl(text);
  if (!url || !isSafe(url) || url.username || url.password) return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/**
 * The Frontend API's base from a publishable key: `pk_test_` or `pk_live_` and base64 of `<host>$`.
 * Throws a `Failure` (exit 3).
 */
export function parsePublishableKey(
  text: string,
  variable: string,
): { readonly url: string; readonly live: boolean } {
  const [, kind, encoded = ""] = /^pk_(test|live)_([A-Za-z0-9+/_-]+={0,2})$/.exec(text) ?? [];
  const host = Buffer.from(encoded, "base64").toString("latin1");
  const name = /^([^$\s/@?#\\]+)\$$/.exec(host)?.[1];
  const bare = name && parseUrl(`https://${name}`);
  if (!kind || !bare) {
    throw new Failure("invalid_publishable_key", `${variable} holds no publishable key`, {
      hint: `set ${variable} to the instance's publishable key (pk_test_… or pk_live_…), or unset it: it only saves a round trip`,
    });
  }
  return {
    url: `${isLoopback(bare.hostname) ? "http" : "https"}://${bare.host}`,
    live: kind === "live",
  };
}
