// The OAuth scopes that an emulated instance knows.

import type { Json } from "../../catalog/setting.ts";
import { isList } from "../http/answer.ts";

/**
 * Built-in scopes. Clerk publishes no list of them: profile, email and the two kinds of metadata stand in bapi 2025-03-12
 * (CreateOAuthApplication), openid in Clerk's documentation of OAuth. The switch `scope_catalog` adds others.
 * `offline_access` is built in too, but rejected as a default. bapi 2026-05-12, UpdateInstanceOAuthApplicationSettings
 */
const ELIGIBLE_SCOPES: readonly string[] = [
  "openid",
  "profile",
  "email",
  "public_metadata",
  "private_metadata",
];

/** Whether the list names a scope that can't be a default: `offline_access`, or one that nobody knows. */
export function holdsForeignScope(value: Json, scopeCatalog: readonly string[]): boolean {
  const eligible = [...ELIGIBLE_SCOPES, ...scopeCatalog].filter((one) => one !== "offline_access");
  return isList(value) && value.some((one) => typeof one === "string" && !eligible.includes(one));
}
