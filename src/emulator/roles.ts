import type { JsonObject } from "./answer.ts";
import { ApiError, apiError, paramError, unprocessable, type ClerkError } from "./errors.ts";
import { deriveId } from "./identity.ts";
import type { InstanceState, Role } from "./instance-state.ts";
import { cutPage, parsePage } from "./paging.ts";
import {
  missingCreatorPermissions,
  permissionId,
  showPermission,
  SYSTEM_PERMISSIONS,
} from "./permissions.ts";

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
  if (name === undefined) {
    throw unprocessable([
      paramError("form_param_value_invalid", "order_by", "order_by is invalid"),
    ]);
  }
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
  const role = state.roles.find((one) => one.id === id);
  if (!role) throw apiError("resource_not_found", "Organization role not found");
  return showRole(state, role);
}

/** `POST /organization_roles`: the state with the role, and the role as shown. */
export function createRole(
  state: InstanceState,
  body: JsonObject,
  now: number,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  const { name, key, description = null, permissions } = body;
  const errors: ClerkError[] = [];
  const invalid = (param: string, code = "form_param_format_invalid"): void => {
    errors.push(paramError(code, param, `${param} is invalid`));
  };
  if (typeof name !== "string" || name === "")
    invalid("name", name === undefined ? "form_param_missing" : undefined);
  if (typeof key !== "string" || !/^org:[a-z0-9_]+$/.test(key)) {
    invalid("key", key === undefined ? "form_param_missing" : undefined);
  } else if (state.roles.some((role) => role.key === key))
    invalid("key", "form_param_value_invalid");
  if (description !== null && typeof description !== "string") invalid("description");
  const ids: readonly unknown[] = Array.isArray(permissions) ? permissions : [];
  if (permissions !== null && permissions !== undefined && !Array.isArray(permissions))
    invalid("permissions");
  if (errors.length > 0 || typeof name !== "string" || typeof key !== "string")
    throw unprocessable(errors);
  const keys = ids.map((id) =>
    SYSTEM_PERMISSIONS.find((one) => permissionId(state.id, one) === id),
  );
  if (keys.includes(undefined)) {
    throw new ApiError(404, [
      paramError("resource_not_found", "permissions", "Permission not found"),
    ]);
  }
  const newest = Math.max(...state.roles.map((role) => role.createdAt), 0);
  const role: Role = {
    id: deriveId("role", state.id, key),
    key,
    name,
    description: typeof description === "string" ? description : null,
    permissions: keys.filter((one) => one !== undefined),
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
  const role = state.roles.find((one) => one.id === id);
  if (!role) throw apiError("resource_not_found", "Organization role not found");
  const { creator_role: creator, domains_default_role: joiner } =
    state.settings["organization"] ?? {};
  if (role.key === creator || role.key === joiner) {
    throw unprocessable([
      paramError("organization_role_used_as_default", "organization_role_id", "The role is in use"),
    ]);
  }
  return {
    next: { ...state, roles: state.roles.filter((one) => one !== role) },
    shown: { object: "role", id, deleted: true },
  };
}
