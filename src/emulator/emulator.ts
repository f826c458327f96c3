// Starts and stops an emulated Clerk on loopback.

import type { Json } from "../catalog/setting.ts";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deliver } from "./http/deliver.ts";
import { receive } from "./http/receive.ts";
import { FRONTEND_PATH, serve } from "./http/serve.ts";
import { openStore } from "./state/store.ts";
import { DEFAULT_SWITCHES } from "./state/switches.ts";

/** A request that the emulator got. */
export interface EmulatedRequest {
  readonly api: "backend" | "frontend";
  readonly method: string;
  /** Below the API's `/v1`. */
  readonly path: string;
  readonly body: Json;
  /** Of the answer; null when the connection was reset instead. */
  readonly status: number | null;
  /** The action of the fault that struck, if any. */
  readonly fault: string | null;
}

/** How an emulator starts; nothing of it is needed. */
export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Where instances outlive the process. Read at the start, written after each write. */
  readonly stateFile?: string;
  /** What the switches of every instance start with; see `Switches`. */
  readonly strict?: boolean;
  readonly freePlan?: boolean;
  readonly lagMs?: number;
  readonly frontendLagMs?: number;
  readonly rateLimit?: boolean;
  /** Told of each request that an instance got, without headers and without keys. */
  readonly onRequest?: (request: EmulatedRequest) => void;
}

/** A Clerk on this machine. */
export interface Emulator {
  /** Base of the Backend API; clients append `/v1`. */
  readonly apiUrl: string;
  /** Base of the Frontend APIs; one instance's is below it, and `GET /v1/domains` tells where. */
  readonly frontendApiUrl: string;
  /** Ends every connection, open requests included. */
  close(): Promise<void>;
}

/** Clerk on loopback: Backend API and Frontend API over one state, an instance for every well-formed key. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = "127.0.0.1", stateFile } = options;
  const store = openStore(
    {
      ...DEFAULT_SWITCHES,
      strict: options.strict ?? DEFAULT_SWITCHES.strict,
      free_plan: options.freePlan ?? DEFAULT_SWITCHES.free_plan,
      lag_ms: options.lagMs ?? DEFAULT_SWITCHES.lag_ms,
      frontend_lag_ms: options.frontendLagMs ?? DEFAULT_SWITCHES.frontend_lag_ms,
      rate_limit: options.rateLimit ?? DEFAULT_SWITCHES.rate_limit,
    },
    stateFile ?? null,
    options.onRequest,
  );
  let frontendApiUrl = "";
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await receive(request);
    await deliver(response, serve(store, received, frontendApiUrl));
  };
  const server = createServer((request, response) => {
    // A client that hangs up midway is no concern of the others.
    handle(request, response).catch(() => response.destroy());
  });
  // Longer than any client keeps a connection, so that none is closed under a request on its way.
  server.keepAliveTimeout = 120_000;
  server.listen(port, host);
  await once(server, "listening");
  const bound = server.address() as AddressInfo;
  const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  const apiUrl = `http://${name}:${bound.port}`;
  frontendApiUrl = `${apiUrl}${FRONTEND_PATH}`;
  return {
    apiUrl,
    frontendApiUrl,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
