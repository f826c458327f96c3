// Everything that speaks to one instance, opened from what the environment gives.

import type { ApiVersion } from "../catalog/api-version.ts";
import { CATALOG, type Catalog } from "../catalog/catalog.ts";
import type { EnvironmentType } from "../core/diff.ts";
import { connectBackend, type ReadPort, type WritePort } from "./backend-api.ts";
import type { RequestLog } from "./client.ts";
import type { SecretKey } from "./secret-key.ts";
import { openSources, type Sources } from "./sources.ts";

export interface ConnectionOptions {
  /** From `parseApiUrl`. */
  readonly apiUrl: string;
  readonly secretKey: SecretKey;
  readonly apiVersion: ApiVersion;
  /** The Frontend API's base when it is known (from a publishable key); null: Clerk is asked; false: not read. */
  readonly frontendApi?: string | null | false;
  readonly catalog?: Catalog;
  /** Stops reads and further writes. */
  readonly signal?: AbortSignal | undefined;
  /** Ends everything, a write on its way included. */
  readonly deadline?: AbortSignal | undefined;
  readonly log?: RequestLog | undefined;
}

export interface Connection {
  readonly apiUrl: string;
  readonly keyType: EnvironmentType;
  readonly reader: ReadPort;
  readonly writer: WritePort;
  /** Sources that remember nothing yet. */
  readonly openSources: () => Sources;
}

/** Opens no socket. */
export function connect(options: ConnectionOptions): Connection {
  const { apiUrl, secretKey, apiVersion, catalog = CATALOG, frontendApi = null } = options;
  const backend = connectBackend(options);
  const ends = [options.signal, options.deadline].filter((one) => one !== undefined);
  const signal = ends.length > 0 ? AbortSignal.any(ends) : undefined;
  // Asked once per run: the host does not move while settings are written.
  let known = frontendApi;
  return {
    apiUrl,
    keyType: secretKey.environmentType,
    reader: backend,
    writer: backend,
    openSources: () =>
      openSources({
        catalog,
        apiVersion,
        environmentType: secretKey.environmentType,
        backend,
        frontendApi: known,
        onFrontendApi: (url) => {
          known = url;
        },
        signal,
        log: options.log,
      }),
  };
}
