// The places where live settings are read, each asked once: Backend API GETs, the domains, the
// Frontend API's environment, the list of roles.

import {
  FROZEN_API_VERSION,
  ROLE_API_VERSIONS,
  type ApiVersion,
} from "../../catalog/api-version.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { isCollection, type Collection } from "../../catalog/item-row.ts";
import type { Json, ReadSource } from "../../catalog/setting.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { InstanceType, Role } from "../../core/value/reading.ts";
import { frontendUrlOf, nameOf, primaryDomain, requireSameHost } from "./primary-domain.ts";
import { readItems, rolesIn } from "./pages.ts";
import type { ReadPort } from "./requests.ts";
import type { Pool } from "../../http/pool.ts";
import type { OnRetry } from "../../http/patience.ts";
import type { RequestLog } from "../../http/request.ts";
import { readEnvironment } from "./frontend-api.ts";
import { memberAt } from "../../core/value/member.ts";
import { describeError, RequestError } from "../errors.ts";

export interface SourceOptions {
  readonly catalog: Catalog;
  readonly apiVersion: ApiVersion;
  readonly environmentType: InstanceType;
  readonly backend: ReadPort;
  /**
   * The Frontend API's base as a publishable key names it, believed when `/domains` says the same;
   * null: only `/domains` is asked; false: it is not read.
   */
  readonly frontendApi: string | null | false;
  /** The base that Clerk named earlier in the run. */
  readonly knownFrontendApi?: string | undefined;
  /** Remembers the base that Clerk named, for sources that are opened later; what it throws keeps it from being asked. */
  readonly onFrontendApi?: (url: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly pool?: Pool | undefined;
  readonly log?: RequestLog | undefined;
  readonly onRetry?: OnRetry | undefined;
}

/** Answers by place. Each place is read at most once per instance of this. */
export interface Sources {
  /** Whether the place exists for this run. */
  readonly offers: (source: Pick<ReadSource, "via" | "path">) => boolean;
  /** The answer, read now or before. */
  readonly read: (source: Pick<ReadSource, "via" | "path">) => Promise<Json>;
  /** Undefined: this API version has no list of roles. */
  readonly roles: () => Promise<readonly Role[]> | undefined;
  /** The primary domain's name, where the domains were read anyway; asks nothing. */
  readonly domain: () => Promise<string | null>;
}

/** An answer without anything that the catalog reads there is no answer of Clerk's. */
function requireKnownMember(catalog: Catalog, key: string, body: Json): Json {
  const sources = catalog.flatMap((section) => section.settings.flatMap(({ read }) => read));
  const firsts =
    key === "/domains"
      ? ["data"]
      : sources
          .filter(({ via, path }) => (key === ENVIRONMENT ? via === "frontend_api" : path === key))
          .map(({ member }) => member[0] ?? "");
  if (firsts.length === 0 || firsts.some((first) => memberAt(body, [first]) !== undefined))
    return body;
  const where = key === ENVIRONMENT ? "the Frontend API's /v1/environment" : key;
  throw new RequestError("unexpected", { method: "GET", where }, "an answer that is not Clerk's");
}

const ENVIRONMENT = "environment";

/** Where roles are listed. */
export const ROLES_PATH = "/organization_roles";

export function openSources(options: SourceOptions): Sources {
  const { catalog, apiVersion, backend, frontendApi } = options;
  const answers = new Map<string, Promise<Json>>();
  let roles: Promise<readonly Role[]> | undefined;

  const once = (key: string, read: () => Promise<Json>): Promise<Json> => {
    const known = answers.get(key);
    if (known) return known;
    const answer = read();
    // Avoids an unhandled rejection while nobody waits for it yet.
    answer.catch(() => {});
    answers.set(key, answer);
    return answer;
  };
  const collectionAt = (path: string): Collection | undefined =>
    catalog.filter(isCollection).find((one) => one.path === path);
  const get = (path: string): Promise<Json> =>
    once(path, async () => {
      const collection = collectionAt(path);
      return collection
        ? readItems(backend, collection)
        : requireKnownMember(catalog, path, await backend.get(path));
    });
  const namedByClerk = async (): Promise<string> =>
    frontendUrlOf(primaryDomain(await get("/domains")));
  const readAt = async (url: string, signal = options.signal): Promise<Json> => {
    try {
      const body = await readEnvironment({
        url,
        development: options.environmentType === "development",
        // Only the frozen version's environment differs in what the catalog reads.
        apiVersion: apiVersion === FROZEN_API_VERSION ? apiVersion : null,
        signal,
        pool: options.pool,
        log: options.log,
        onRetry: options.onRetry,
      });
      return requireKnownMember(catalog, ENVIRONMENT, body);
    } catch (error) {
      throw error instanceof RequestError ? frontendFailure(error) : error;
    }
  };
  /** Read side by side with what Clerk says of the place, so that certainty costs no round trip. */
  const readClaimed = async (claimed: string): Promise<Json> => {
    const wrong = new AbortController();
    const ends = [wrong.signal, options.signal].filter((one) => one !== undefined);
    const body = readAt(claimed, AbortSignal.any(ends));
    // Avoids an unhandled rejection: a key of another instance is the cause of whatever fails there.
    body.catch(() => {});
    try {
      const named = await namedByClerk();
      requireSameHost(claimed, named);
      options.onFrontendApi?.(named);
      if (named === claimed) return await body;
      // A publishable key names a host without a path, and the API may have one.
      wrong.abort();
      return await readAt(named);
    } catch (error) {
      wrong.abort();
      throw error;
    }
  };
  const environment = (): Promise<Json> =>
    once(ENVIRONMENT, async () => {
      const { knownFrontendApi: known } = options;
      if (known === undefined && frontendApi) return readClaimed(frontendApi);
      const url = known ?? (await namedByClerk());
      options.onFrontendApi?.(url);
      return readAt(url);
    });

  return {
    offers: ({ via, path }) => {
      if (via === "frontend_api") return frontendApi !== false;
      const collection = collectionAt(path);
      if (collection) return collection.versions.includes(apiVersion);
      const home = catalog.find((section) => section.get?.path === path);
      return home?.get ? home.get.versions.includes(apiVersion) : path === "/domains";
    },
    read: ({ via, path }) => {
      if (via === "frontend_api") return environment();
      return path === "/domains" ? get(path).then(primaryDomain) : get(path);
    },
    domain: async () => nameOf((await answers.get("/domains")?.catch(() => null)) ?? null),
    roles: () => {
      if (!ROLE_API_VERSIONS.includes(apiVersion)) return undefined;
      roles ??= get(ROLES_PATH).then(rolesIn);
      roles.catch(() => {});
      return roles;
    },
  };
}

function frontendFailure(error: RequestError): Failure {
  if (error.kind === "stopped") return new Failure("stopped", describeError(error));
  return new Failure("frontend_api", `the Frontend API can't be read: ${describeError(error)}`, {
    hint: "if its DNS is not set up yet, --without-frontend-api goes on without it; what only it shows is then not known",
  });
}
