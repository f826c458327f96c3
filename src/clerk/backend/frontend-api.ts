// Clerk's Frontend API: public, no key. The secret key never comes near it.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Pool } from "../../http/pool.ts";
import { send, type RequestLog } from "../../http/request.ts";
import { memberAt } from "../../core/value/member.ts";
import { withPatience, type OnRetry } from "../../http/patience.ts";
import { RequestError } from "../errors.ts";

/** The form of the environment that is asked for: clerk-js 6. */
const CLERK_JS = "6";

export interface FrontendOptions {
  /** Its base, which may have a path of its own when the API is proxied. */
  readonly url: string;
  /** Only development instances know the fallback below. */
  readonly development: boolean;
  /** Null: the newest form. Clerk's own browser SDK sends a version; no published document says so. */
  readonly apiVersion: ApiVersion | null;
  readonly signal?: AbortSignal | undefined;
  readonly pool?: Pool | undefined;
  readonly log?: RequestLog | undefined;
  /** Told that a read is waited for and tried again. */
  readonly onRetry?: OnRetry | undefined;
}

/**
 * `GET /v1/environment`. Should a development instance ask for a browser (401), one is made first,
 * as Clerk's own CLI does. Throws `RequestError`.
 */
export async function readEnvironment(options: FrontendOptions): Promise<Json> {
  const { url, development, apiVersion, signal, pool, log, onRetry } = options;
  const read = (query: Readonly<Record<string, string>>): Promise<Json> => {
    const search = new URLSearchParams({
      _clerk_js_version: CLERK_JS,
      ...(apiVersion ? { __clerk_api_version: apiVersion } : {}),
      ...query,
    }).toString();
    return withPatience(
      async (attempt) => {
        const place = `${url}/v1/environment?${search}`;
        const { body } = await send({ method: "GET", url: place, signal, pool, attempt }, log);
        return body ?? null;
      },
      signal,
      onRetry,
    );
  };
  try {
    return await read({});
  } catch (error) {
    if (!development || !(error instanceof RequestError) || error.status !== 401) throw error;
    const { body } = await send(
      { method: "POST", url: `${url}/v1/dev_browser`, signal, pool },
      log,
    );
    const token = body === undefined ? undefined : memberAt(body, ["token"]);
    if (typeof token !== "string") throw error;
    return read({ __clerk_db_jwt: token });
  }
}
