// How a connection is opened, to Clerk or to a proxy.

import { lookup as lookUp } from "node:dns";
import type { LookupFunction } from "node:net";

/** A host that is this very machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * `localhost` is this machine by both families (RFC 6761), whatever the hosts file says of it: a
 * server may listen on one of them only.
 */
const lookup: LookupFunction = (host, options, done) => {
  if (host !== "localhost" || !options.all) {
    lookUp(host, options, done);
    return;
  }
  done(null, [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ]);
};

export const SOCKET_OPTIONS = {
  lookup,
  autoSelectFamily: true,
  /** Milliseconds for one address before the next is tried; the default of 250 is too short for a slow link. */
  autoSelectFamilyAttemptTimeout: 2_000,
  // Said outright: by itself it follows NODE_TLS_REJECT_UNAUTHORIZED.
  rejectUnauthorized: true,
} as const;
