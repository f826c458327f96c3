// Everything that speaks to one instance, opened from what the environment gives.

import type { ApiVersion } from "../../catalog/api-version.ts";
import { CATALOG, type Catalog } from "../../catalog/catalog.ts";
import { callsFor } from "../../core/plan/calls.ts";
import type { InstanceType } from "../../core/value/reading.ts";
import { openPool, type Pool } from "../../http/pool.ts";
import type { Proxy } from "../../http/proxy.ts";
import type { RequestLog } from "../../http/request.ts";
import { wait, type OnRetry, type Pause } from "../../http/patience.ts";
import { plainly, retryTo } from "../problem.ts";
import type { InstancePort } from "../instance.ts";
import type { SecretKey } from "../secret-key.ts";
import { lookUpFacts } from "./facts.ts";
import { identify } from "./identify.ts";
import { observe } from "./observe.ts";
import { connectBackend, type ReadPort, type WritePort } from "./requests.ts";
import { reread } from "./reread.ts";
import { sendCall, type Sender } from "./send.ts";
import { openSources, type Sources } from "./sources.ts";
import { filled, writeCall } from "./write-call.ts";
import { look, SETTLE_DELAYS } from "./verify.ts";

/** What a connection is opened with. */
export interface ConnectionOptions {
  /** From `parseApiUrl`. */
  readonly apiUrl: string;
  readonly secretKey: SecretKey;
  readonly apiVersion: ApiVersion;
  /**
   * The Frontend API's base that a publishable key names: read at once, and believed when Clerk names
   * the same; null: Clerk is asked first; false: not read.
   */
  readonly frontendApi?: string | null | false;
  readonly catalog?: Catalog;
  /** Stops reads and further writes. */
  readonly signal?: AbortSignal | undefined;
  /** Ends everything, a write on its way included. */
  readonly deadline?: AbortSignal | undefined;
  /** What https goes through, this machine and what NO_PROXY names left out; null: nothing. */
  readonly proxy?: Proxy | null | undefined;
  /** Told the Frontend API's base that Clerk names, before it is asked; what it throws keeps it from being asked. */
  readonly onFrontendApi?: (url: string) => void;
  /** What environment variables hold that the file names; absent: none is set. */
  readonly variables?: ((name: string) => string | undefined) | undefined;
  readonly log?: RequestLog | undefined;
  /** Told that a read is waited for and tried again. */
  readonly onWait?: ((detail: string) => void) | undefined;
}

/** What an instance is spoken to through. */
export interface Wiring extends Pick<InstancePort, "sealOf"> {
  /** Without `/v1`. */
  readonly apiUrl: string;
  readonly keyType: InstanceType;
  /** Where the secret key comes from, for a message; absent: nobody says. */
  readonly keyOrigin?: string;
  readonly backend: ReadPort & WritePort;
  /** Sources that remember nothing yet. */
  readonly openSources: () => Sources;
  readonly variables?: ((name: string) => string | undefined) | undefined;
  /** Ends everything, what waits between two requests included. */
  readonly deadline?: AbortSignal | undefined;
  /** Waits milliseconds, or until the signal fires. A test may let time pass at once. */
  readonly pause?: Pause;
}

/** An instance behind Clerk's Backend and Frontend API. */
export interface Connection extends InstancePort, Wiring {
  /** Ends what is still under way, and every connection: nothing of it keeps a process alive. */
  readonly close: () => void;
}

/** Opens no socket. */
export function connect(options: ConnectionOptions): Connection {
  const closing = new AbortController();
  const deadline = options.deadline
    ? AbortSignal.any([options.deadline, closing.signal])
    : closing.signal;
  const pool = openPool(options.proxy);
  const bounded = { ...options, deadline, pool, onRetry: retryTo(options.onWait) };
  const backend = connectBackend(bounded);
  const instance = instanceOver({
    apiUrl: options.apiUrl,
    keyType: options.secretKey.environmentType,
    keyOrigin: options.secretKey.origin,
    backend,
    openSources: sourcesOf(bounded, backend),
    deadline,
    variables: options.variables,
    sealOf: (name) => {
      const held = options.variables?.(name);
      return held ? options.secretKey.seal(`signing key: ${held}`) : undefined;
    },
  });
  return {
    ...instance,
    close: () => {
      closing.abort(new Error("the connection was closed"));
      pool.close();
    },
  };
}

export function instanceOver(wiring: Wiring): Connection {
  const { keyType, keyOrigin, backend, openSources: open, deadline, pause = wait } = wiring;
  const { variables = () => undefined } = wiring;
  // What a plan is made from is read once, until something is written.
  let sources = open();
  // The ids of items that this run made, by address.
  const made = new Map<string, string>();
  const sender: Sender = {
    write: (call, attempt) => writeCall(filled(call, made, variables), backend, attempt),
    look: (moves, delays, options) => look(moves, open, delays, { ...options, pause }),
    pause,
  };
  const plain = <Result>(work: Promise<Result>): Promise<Result> => plainly(work, keyOrigin);
  const within = <One extends { readonly signal?: AbortSignal | undefined }>(
    options: One,
  ): One => ({
    ...options,
    signal: either(options.signal, deadline),
  });
  return {
    ...wiring,
    identify: (expected) =>
      plain(identify(sources, { type: keyType, origin: keyOrigin }, expected)),
    observe: (rows, collections) => plain(observe(rows, sources, collections)),
    lookUp: (moves, declared, live, type) =>
      plain(lookUpFacts(moves, declared, live, type, { reader: backend, sources })),
    callsFor,
    reread: (moves) => plain(reread(moves, open())),
    send: async (call, moves, options) => {
      const evidence = await sendCall(call, moves, sender, within(options));
      sources = open();
      for (const readings of [evidence.after, evidence.echo])
        for (const [address, reading] of readings ?? [])
          if (reading.known && reading.id !== undefined) made.set(address, reading.id);
      return evidence;
    },
    domain: () => sources.domain(),
    forget: () => {
      sources = open();
    },
    verify: (moves, options) => look(moves, open, SETTLE_DELAYS, { ...within(options), pause }),
    close: () => {},
  };
}

/** A signal that fires with the first of those that are there. */
function either(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((one) => one !== undefined);
  return given.length > 0 ? AbortSignal.any(given) : undefined;
}

/** Sources that ask for the Frontend API's host once a run: it does not move while settings are written. */
function sourcesOf(
  options: ConnectionOptions & { readonly pool: Pool; readonly onRetry: OnRetry },
  backend: ReadPort,
): () => Sources {
  const { apiVersion, secretKey, catalog = CATALOG, frontendApi = null } = options;
  const signal = either(options.signal, options.deadline);
  let known: string | undefined;
  return () =>
    openSources({
      catalog,
      apiVersion,
      environmentType: secretKey.environmentType,
      backend,
      frontendApi,
      knownFrontendApi: known,
      onFrontendApi: (url) => {
        if (url !== known) options.onFrontendApi?.(url);
        known = url;
      },
      signal,
      pool: options.pool,
      log: options.log,
      onRetry: options.onRetry,
    });
}
