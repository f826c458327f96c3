// The roles of organizations, and the permissions that they hold.

import { ROLE_API_VERSIONS } from "../../catalog/api-version.ts";
import { apiError, ApiError, paramError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { findItem, textOf, type Item } from "../state/items.ts";
import { missingCreatorPermissions, permissionsOf } from "../state/permissions.ts";
import type { EmulatedCollection, Writing } from "./collection.ts";
import { PERMISSIONS } from "./organization-permissions.ts";
import { showItem } from "./show-items.ts";

/** Throws for an id that no permission has: alone, since 404 stands beside no other error. */
function requirePermissions({ state, given }: Writing): void {
  const ids = given["permissions"];
  if (!Array.isArray(ids)) return;
  if (ids.every((id) => findItem(state, "organization_permissions", String(id)))) return;
  throw new ApiError([paramError("resource_not_found", "permissions", "Permission not found")]);
}

/** Refuses the deletion of a role that the settings use. */
function refuseInUse(state: InstanceState, role: Item): void {
  const key = textOf(role, "key");
  const { creator_role: creator, domains_default_role: joiner } =
    state.settings["organization"] ?? {};
  if (key === creator) throw apiError("organization_role_default_creator_role");
  if (key === joiner) throw apiError("organization_role_domain_default_role");
}

export const ROLES: EmulatedCollection = {
  name: "organization_roles",
  path: "/organization_roles",
  versions: ROLE_API_VERSIONS,
  verbs: ["list", "create", "show", "delete"],
  object: "role",
  idPrefix: "role",
  list: "page",
  searched: true,
  members: [
    {
      name: "name",
      schema: { type: "string", minLength: 1 },
      initial: "",
      whenNull: "unchanged",
    },
    {
      name: "key",
      schema: { type: "string", pattern: "^org:[a-z0-9_]+$" },
      initial: "",
      whenNull: "unchanged",
    },
    { name: "description", schema: { type: "string" }, initial: null, whenNull: "initial" },
    {
      name: "permissions",
      schema: { type: "array", items: { type: "string" } },
      initial: [],
      whenNull: "unchanged",
      hidden: true,
    },
  ],
  required: { create: ["name", "key"], patch: [] },
  unique: { member: "key", code: () => "form_identifier_exists" },
  check: (writing) => {
    requirePermissions(writing);
    return [];
  },
  protect: (state, role, verb) => {
    if (verb === "delete") refuseInUse(state, role);
  },
  derived: (state, role) => ({
    is_creator_eligible: missingCreatorPermissions(state, role).length === 0,
    permissions: permissionsOf(state, role).map((one) => showItem(PERMISSIONS, state, one)),
  }),
};
