// Where a tracker's API is. Never taken from a file of the repository.

import { isLoopback } from "../http/socket.ts";
import { TrackerError } from "./tracker-error.ts";

/** The base without a slash at its end: https, or http on this machine. Throws a `TrackerError`. */
export function readApiUrl(text: string, variable: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fail = (why: string): never => {
    throw new TrackerError("invalid_address", `${variable} ${why}.`);
  };
  if (!url) return fail("is not an address");
  if (url.username || url.password) return fail("must not hold a user name or password");
  if (url.search || url.hash) return fail("must not hold a query");
  const isSafe =
    url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  if (!isSafe) return fail("must be https, or http on this machine");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
