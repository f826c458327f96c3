// The way through a proxy: CONNECT, then TLS to the host itself. Loaded only when a proxy is named.

import type { Agent } from "node:http";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";
import type { Proxy } from "./proxy.ts";
import { SOCKET_OPTIONS } from "./socket.ts";

/**
 * An agent for one request. The proxy sees the host's name and the port; all else goes inside TLS. The
 * signal destroys the connection in whatever state it is.
 */
export function tunnelThrough(proxy: Proxy, { hostname }: URL, signal: AbortSignal): Agent {
  const { authorization } = proxy;
  const address = hostname.replace(/^\[|\]$/g, "");
  return new HttpsProxyAgent(proxy.url, {
    ...SOCKET_OPTIONS,
    signal,
    // Not in the URL: that is what the agent shows when it is debugged.
    headers: (): Record<string, string> =>
      authorization ? { "proxy-authorization": authorization() } : {},
    // Without a server name, TLS would hold the certificate against the proxy's.
    ...(isIP(address) === 0
      ? {}
      : { checkServerIdentity: (_, certificate) => checkServerIdentity(address, certificate) }),
  });
}
