// Clerk's Backend API: the only place where the secret key goes.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Json } from "../../catalog/setting.ts";
import { withPatience, type OnRetry } from "../../http/patience.ts";
import type { Pool } from "../../http/pool.ts";
import { send, type Answer, type RequestLog } from "../../http/request.ts";
import { redactIn } from "../../core/text/secret.ts";
import { RequestError } from "../errors.ts";
import type { SecretKey } from "../secret-key.ts";

export interface BackendOptions {
  /** Without `/v1`. */
  readonly apiUrl: string;
  readonly secretKey: SecretKey;
  readonly apiVersion: ApiVersion;
  /** Stops reads, and writes that have not begun; a write on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** Ends everything. */
  readonly deadline?: AbortSignal | undefined;
  readonly pool?: Pool | undefined;
  readonly log?: RequestLog | undefined;
  /** Told that a read is waited for and tried again. */
  readonly onRetry?: OnRetry | undefined;
}

/** What can be read. Throws `RequestError`. */
export interface ReadPort {
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Json>;
}

/** What can be written. One try; throws `RequestError`. */
export interface WritePort {
  write(
    method: "PATCH" | "POST" | "DELETE",
    path: string,
    /** Undefined: none. */
    body: Json | undefined,
    attempt?: number,
  ): Promise<Answer>;
}

export function connectBackend(options: BackendOptions): ReadPort & WritePort {
  const { apiUrl, secretKey, apiVersion, signal, deadline, pool, log, onRetry } = options;
  const headers = (): Readonly<Record<string, string>> => ({
    authorization: secretKey.authorization(),
    // What applies without it is not documented.
    "clerk-api-version": apiVersion,
  });
  const signals = [signal, deadline].filter((one) => one !== undefined);
  const reading = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  /** What Clerk says of a request may repeat the key that came with it. */
  const cleaned = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw error instanceof RequestError ? withoutKey(error, secretKey) : error;
    }
  };
  return {
    get: async (path, query = {}) => {
      const search = new URLSearchParams(query).toString();
      const url = `${apiUrl}/v1${path}${search ? `?${search}` : ""}`;
      const answer = await cleaned(
        withPatience(
          (attempt) =>
            send({ method: "GET", url, headers: headers(), signal: reading, pool, attempt }, log),
          reading,
          onRetry,
        ),
      );
      return answer.body ?? null;
    },
    write: (method, path, body, attempt) =>
      cleaned(
        send(
          {
            method,
            url: `${apiUrl}/v1${path}`,
            headers: headers(),
            ...(body === undefined ? {} : { body }),
            // One that has fired keeps the write from being sent; one that fires later lets it end.
            signal: signal?.aborted ? signal : deadline,
            pool,
            attempt,
          },
          log,
        ),
      ),
  };
}

function withoutKey(error: RequestError, { redact }: SecretKey): RequestError {
  const { kind, message, status, body, retryAfter } = error;
  return new RequestError(kind, error, redact(message), {
    final: error.final,
    isCut: error.isCut,
    ...(status === null ? {} : { status }),
    body: redactIn(body, redact),
    retryAfter,
  });
}
