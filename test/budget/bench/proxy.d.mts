/** One request as the proxy saw it; times from `performance.now()`. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly start: number;
  /** Infinity: not answered yet. */
  readonly end: number;
  readonly status: number;
}

export interface Proxy {
  readonly url: string;
  /** Names the proxy as the Frontend API's host. */
  readonly publishableKey: string;
  /** Which instance's Frontend API stands at the root. */
  readonly serveFrontendOf: (secretKey: string) => Promise<void>;
  /** What came since the last time, and over how many new connections. */
  readonly takeLog: () => {
    readonly requests: readonly ProxiedRequest[];
    readonly connections: number;
  };
  readonly close: () => Promise<void>;
}

export interface ProxyOptions {
  readonly target: string;
  /** Waited for before a request goes on. */
  readonly before?: (request: { readonly method: string; readonly path: string }) => Promise<void>;
}

export function startProxy(options: ProxyOptions): Promise<Proxy>;

/** How many round trips follow upon each other. */
export function countRoundTrips(requests: readonly ProxiedRequest[]): number;
