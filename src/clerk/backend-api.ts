// Clerk's Backend API: the only place where the secret key goes.

import type { ApiVersion } from "../catalog/api-version.ts";
import type { Json } from "../catalog/setting.ts";
import type { Role } from "../core/reading.ts";
import { send, type Answer, type RequestLog } from "./client.ts";
import { memberAt } from "./json-answer.ts";
import { withPatience } from "./patience.ts";
import type { SecretKey } from "./secret-key.ts";
import { Trouble } from "./trouble.ts";

export interface BackendOptions {
  /** Without `/v1`. */
  readonly apiUrl: string;
  readonly secretKey: SecretKey;
  readonly apiVersion: ApiVersion;
  /** Stops reads; a write on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** Ends everything. */
  readonly deadline?: AbortSignal | undefined;
  readonly log?: RequestLog | undefined;
}

/** What can be read. Throws `Trouble`. */
export interface ReadPort {
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Json>;
}

/** What can be written. One try; throws `Trouble`. */
export interface WritePort {
  patch(path: string, body: Json): Promise<Answer>;
  post(path: string, body: Json): Promise<Answer>;
}

export function connectBackend(options: BackendOptions): ReadPort & WritePort {
  const { apiUrl, secretKey, apiVersion, signal, deadline, log } = options;
  const headers = (): Readonly<Record<string, string>> => ({
    authorization: secretKey.authorization(),
    // What applies without it is not documented.
    "clerk-api-version": apiVersion,
  });
  const signals = [signal, deadline].filter((one) => one !== undefined);
  const reading = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  const write = (method: "PATCH" | "POST", path: string, body: Json): Promise<Answer> =>
    send({ method, url: `${apiUrl}/v1${path}`, headers: headers(), body, signal: deadline }, log);
  return {
    get: async (path, query = {}) => {
      const search = new URLSearchParams(query).toString();
      const url = `${apiUrl}/v1${path}${search ? `?${search}` : ""}`;
      const answer = await withPatience(
        () => send({ method: "GET", url, headers: headers(), signal: reading }, log),
        reading,
      );
      return answer.body ?? null;
    },
    patch: (path, body) => write("PATCH", path, body),
    post: (path, body) => write("POST", path, body),
  };
}

/** The most that Clerk gives at once. bapi 2026-05-12, LimitParameter */
const PAGE = 500;
const MAX_PAGES = 200;

/** All items of a paginated list. An item that moves between pages is taken once. */
export async function readAll(
  port: ReadPort,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly Json[]> {
  const items = new Map<string, Json>();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await port.get(path, {
      ...query,
      limit: String(PAGE),
      offset: String(page * PAGE),
    });
    const data = Array.isArray(answer) ? (answer as readonly Json[]) : memberAt(answer, ["data"]);
    const total = memberAt(answer, ["total_count"]);
    if (!Array.isArray(data)) {
      throw new Trouble(
        "unexpected",
        { method: "GET", where: path },
        "an answer without a list in it",
      );
    }
    for (const item of data as readonly Json[]) {
      const id = memberAt(item, ["id"]);
      items.set(typeof id === "string" ? id : JSON.stringify(item), item);
    }
    const last =
      data.length < PAGE &&
      (typeof total !== "number" || data.length === 0 || (page + 1) * PAGE >= total);
    if (Array.isArray(answer) || last) return [...items.values()];
  }
  throw new Trouble("unexpected", { method: "GET", where: path }, `more than ${MAX_PAGES} pages`);
}

/** The instance's organization roles, all pages. */
export async function readRoles(port: ReadPort): Promise<readonly Role[]> {
  const roles = await readAll(port, "/organization_roles");
  return roles.map((role): Role => {
    const id = memberAt(role, ["id"]);
    const key = memberAt(role, ["key"]);
    if (typeof id !== "string" || typeof key !== "string") {
      throw new Trouble(
        "unexpected",
        { method: "GET", where: "/organization_roles" },
        "a role without an id and a key",
      );
    }
    return { id, key, creatorEligible: memberAt(role, ["is_creator_eligible"]) === true };
  });
}

/** How many identifiers the allowlist holds, counted over all pages. */
export async function countAllowlist(port: ReadPort): Promise<number> {
  return (await readAll(port, "/allowlist_identifiers", { paginated: "true" })).length;
}
