// Clerk's dated API versions, and groups of them that rows name.

/** Clerk's dated Backend API versions, oldest first. Source: the `info.version` of Clerk's published OpenAPI documents. */
export const API_VERSIONS = [
  "2021-02-05",
  "2024-10-01",
  "2025-03-12",
  "2025-04-10",
  "2025-11-10",
  "2026-05-12",
] as const;

/** One of Clerk's dated API versions, YYYY-MM-DD. */
export type ApiVersion = (typeof API_VERSIONS)[number];

/** What is sent as `Clerk-API-Version` when the file pins none. */
export const NEWEST_API_VERSION: ApiVersion = "2026-05-12";

/** 2025-03-12 is frozen: it misses what came later and keeps what the others dropped. */
export const FROZEN_API_VERSION: ApiVersion = "2025-03-12";

/** The versions that Clerk still extends; their instance endpoints are identical. */
export const LIVE_API_VERSIONS: readonly ApiVersion[] = API_VERSIONS.filter(
  (version) => version !== FROZEN_API_VERSION,
);

/** The versions that document `GET /organization_roles`. */
export const ROLE_API_VERSIONS: readonly ApiVersion[] = LIVE_API_VERSIONS.filter(
  (version) => version !== "2021-02-05",
);

/**
 * The versions that document what came in autumn 2026: seen in 2026-05-12 alone. Clerk adds settings to all
 * live versions on one day, but no later copy of the others was seen.
 */
export const AUTUMN_2026_VERSIONS: readonly ApiVersion[] = ["2026-05-12"];
