// Where connections come from: direct, or through the proxy that the environment names.

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isExempt, type Proxy } from "./proxy.ts";
import { isLoopback, SOCKET_OPTIONS } from "./socket.ts";

/** Node's `Agent`. By another name, for the library's types must not need those of Node. */
export interface Source {
  readonly destroy: () => void;
}

/** The connections of one instance. Nothing is opened before the first request. */
export interface Pool {
  /** An agent for one request, and the proxy that it goes through; null: none. */
  readonly agentFor: (
    url: URL,
    method: string,
    signal: AbortSignal,
  ) => Promise<{ readonly agent: Source; readonly proxy: Proxy | null }>;
  /** Destroys every connection, idle or not. */
  readonly close: () => void;
}

export function openPool(proxy: Proxy | null = null): Pool {
  // Reads share their connections; idle ones don't keep the process alive.
  const shared: { http?: HttpAgent; https?: HttpsAgent } = {};
  const direct = (secure: boolean, method: string): HttpAgent => {
    const options = { ...SOCKET_OPTIONS, keepAlive: method === "GET" };
    // A write gets a connection of its own: one that was idle may just be closing, and then nobody
    // knows whether the write arrived.
    if (!options.keepAlive) return secure ? new HttpsAgent(options) : new HttpAgent(options);
    return secure
      ? (shared.https ??= new HttpsAgent(options))
      : (shared.http ??= new HttpAgent(options));
  };
  return {
    agentFor: async (url, method, signal) => {
      const secure = url.protocol === "https:";
      const isDirect =
        !proxy || !secure || isLoopback(url.hostname) || isExempt(proxy.exempt ?? "", url);
      if (isDirect) return { agent: direct(secure, method), proxy: null };
      if (proxy.unusable) throw new Error(proxy.unusable);
      const { tunnelThrough } = await import("./tunnel.ts");
      return { agent: tunnelThrough(proxy, url, signal), proxy };
    },
    close: () => {
      shared.http?.destroy();
      shared.https?.destroy();
    },
  };
}
