// The roles of organizations: listed, shown, created, deleted.

import type { Json } from "../../catalog/setting.ts";
import { isList, type JsonObject } from "../http/answer.ts";
import { ApiError, apiError, paramError, throwErrors, type ClerkError } from "../http/errors.ts";
import { deriveId } from "../state/identity.ts";
import type { InstanceState, Role } from "../state/instance-state.ts";
import { findRole } from "../state/members.ts";
import { mistakeIn, mistakeInText, refuseMember, type Mistake } from "./mistakes.ts";
import { cutPage, parsePage } from "./paging.ts";
import {
  missingCreatorPermissions,
  permissionId,
  showPermission,
  SYSTEM_PERMISSIONS,
} from "../state/permissions.ts";

function showRole(state: InstanceState, role: Role): JsonObject {
  return {
    object: "role",
    id: role.id,
    name: role.name,
    key: role.key,
    description: role.description,
    is_creator_eligible: missingCreatorPermissions(role.permissions).length === 0,
    permissions: role.permissions.map((key) => showPermission(state.id, key, role.createdAt)),
    created_at: role.createdAt,
    updated_at: role.createdAt,
  };
}

const ORDER = {
  created_at: (role: Role) => role.createdAt,
  name: (role: Role) => role.name,
  key: (role: Role) => role.key,
};

function inOrder(roles: readonly Role[], orderBy: string): readonly Role[] {
  // "+" arrives as a space when nobody escaped it.
  const [, sign, name] = /^([+ -]?)(created_at|name|key)$/.exec(orderBy) ?? [];
  if (name === undefined) throw refuseMember("order_by", "enum");
  const keyOf = ORDER[name as keyof typeof ORDER];
  const compare = (one: Role, other: Role): number =>
    keyOf(one) < keyOf(other) ? -1 : Number(keyOf(one) > keyOf(other));
  const sorted = roles.toSorted(compare);
  return sign === "-" ? sorted.toReversed() : sorted;
}

/** `GET /organization_roles`: newest first, ten by default. bapi 2026-05-12, ListOrganizationRoles */
export function listRoles(state: InstanceState, query: URLSearchParams): JsonObject {
  const page = parsePage(query);
  const wanted = query.get("query")?.toLowerCase() ?? "";
  const found = inOrder(state.roles, query.get("order_by") ?? "-created_at").filter(
    (role) =>
      role.id === query.get("query") ||
      role.name.toLowerCase().includes(wanted) ||
      role.key.includes(wanted),
  );
  return {
    data: cutPage(found, page).map((role) => showRole(state, role)),
    total_count: found.length,
  };
}

/** `GET /organization_roles/{id}`: by id only. */
export function showRoleById(state: InstanceState, id: string): JsonObject {
  const role = findRole(state, id);
  if (!role) throw apiError("resource_not_found", "Organization role not found");
  return showRole(state, role);
}

function mistakeInKey(state: InstanceState, key: Json | undefined): Mistake | null {
  const mistake = mistakeInText(key);
  if (mistake) return mistake;
  if (!/^org:[a-z0-9_]+$/.test(String(key))) return "pattern";
  return state.roles.some((role) => role.key === key) ? "taken" : null;
}

/** What is wrong with the body of a POST; bapi 2026-05-12, CreateOrganizationRole. */
function mistakesInRole(state: InstanceState, body: JsonObject): readonly ClerkError[] {
  const { name, key, description = null, permissions = null } = body;
  const mistakes: Readonly<Record<string, Mistake | null>> = {
    name: mistakeInText(name) ?? (name === "" ? "too_short" : null),
    key: mistakeInKey(state, key),
    description: description === null || typeof description === "string" ? null : "type",
    permissions: permissions === null || isList(permissions) ? null : "type",
  };
  return Object.entries(mistakes).flatMap(([member, mistake]) =>
    mistake ? [mistakeIn(member, mistake)] : [],
  );
}

function permissionKeys(state: InstanceState, ids: readonly Json[]): readonly string[] {
  return ids.map((id) => {
    const key = SYSTEM_PERMISSIONS.find((one) => permissionId(state.id, one) === id);
    if (key !== undefined) return key;
    throw new ApiError([paramError("resource_not_found", "permissions", "Permission not found")]);
  });
}

/** `POST /organization_roles`: the state with the role, and the role as shown. */
export function createRole(
  state: InstanceState,
  body: JsonObject,
  now: number,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  throwErrors(mistakesInRole(state, body));
  const { description, permissions } = body;
  const key = String(body["key"]);
  const newest = Math.max(...state.roles.map((role) => role.createdAt), 0);
  const role: Role = {
    id: deriveId("role", state.id, key),
    key,
    name: String(body["name"]),
    description: typeof description === "string" ? description : null,
    permissions: permissionKeys(state, isList(permissions) ? permissions : []),
    createdAt: Math.max(now, newest + 1),
  };
  const next = { ...state, roles: [...state.roles, role] };
  return { next, shown: showRole(next, role) };
}

/** `DELETE /organization_roles/{id}`: refused while the settings use the role. */
export function deleteRole(
  state: InstanceState,
  id: string,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  const role = findRole(state, id);
  if (!role) throw apiError("resource_not_found", "Organization role not found");
  const { creator_role: creator, domains_default_role: joiner } =
    state.settings["organization"] ?? {};
  if (role.key === creator) throw apiError("organization_role_default_creator_role");
  if (role.key === joiner) throw apiError("organization_role_domain_default_role");
  return {
    next: { ...state, roles: state.roles.filter((one) => one !== role) },
    shown: { object: "role", id, deleted: true },
  };
}
