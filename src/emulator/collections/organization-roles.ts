// The roles of organizations.

import { ROLE_API_VERSIONS } from "../../catalog/api-version.ts";
import { isList } from "../http/answer.ts";
import { apiError, ApiError, paramError, type ClerkError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { findItem, textOf, type Item } from "../state/items.ts";
import { missingCreatorPermissions, permissionsOf } from "../state/permissions.ts";
import type { EmulatedCollection, Writing } from "./collection.ts";
import { PERMISSIONS } from "./organization-permissions.ts";
import { joinInitialSet, leaveSets, refuseSetRole } from "./role-set-members.ts";
import { showItem } from "./show-items.ts";

/** The settings that name a role by its key. */
const NAMING_SETTINGS = ["creator_role", "domains_default_role"] as const;

/** Throws for an id that no permission has: alone, since 404 stands beside no other error. */
function requirePermissions({ state, given }: Writing): void {
  const ids = given["permissions"];
  if (!isList(ids)) return;
  if (ids.every((id) => findItem(state, "organization_permissions", String(id)))) return;
  throw new ApiError([paramError("resource_not_found", "permissions", "Permission not found")]);
}

/** What is wrong when the creators' role would lose a permission that it needs. */
export function creatorMistakes(
  state: InstanceState,
  from: Item,
  to: Pick<Item, "values">,
): readonly ClerkError[] {
  if (textOf(from, "key") !== state.settings["organization"]?.["creator_role"]) return [];
  const missing = missingCreatorPermissions(state, { ...from, ...to });
  if (missing.length === 0) return [];
  const says = "The creator role lacks permissions that the creator of an organization needs";
  const code = "organization_missing_creator_role_permissions";
  return [paramError(code, "permissions", says, { missing_permissions: missing })];
}

/** Refuses the deletion of a role that settings, members or invitations have. */
function refuseInUse(state: InstanceState, role: Item): void {
  const { key, members = 0, invitations = 0 } = role.values;
  const { creator_role: creator, domains_default_role: joiner } =
    state.settings["organization"] ?? {};
  if (key === creator) throw apiError("organization_role_default_creator_role");
  if (key === joiner) throw apiError("organization_role_domain_default_role");
  if (Number(members) > 0) throw apiError("organization_role_assigned_members");
  if (Number(invitations) > 0) throw apiError("organization_role_exists_in_invitations");
}

/** A changed key goes on to the settings that name the role. bapi 2026-05-12, UpdateOrganizationRole */
function renameInSettings(state: InstanceState, from: Item, to: Item): InstanceState {
  const organization = state.settings["organization"] ?? {};
  const renamed = NAMING_SETTINGS.filter((name) => organization[name] === textOf(from, "key"));
  const changed = Object.fromEntries(renamed.map((name) => [name, textOf(to, "key")]));
  return {
    ...state,
    settings: { ...state.settings, organization: { ...organization, ...changed } },
  };
}

export const ROLES: EmulatedCollection = {
  name: "organization_roles",
  path: "/organization_roles",
  versions: ROLE_API_VERSIONS,
  verbs: ["list", "create", "show", "patch", "delete"],
  object: "role",
  idPrefix: "role",
  list: "page",
  searched: true,
  members: [
    { name: "name", schema: { type: "string", minLength: 1 }, initial: "", whenNull: "unchanged" },
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
    {
      name: "include_in_initial_role_set",
      schema: { type: "boolean" },
      initial: false,
      whenNull: "initial",
      createOnly: true,
      hidden: true,
    },
  ],
  required: { create: ["name", "key"], patch: [] },
  unique: { member: "key", code: (switches) => switches.taken_key_code },
  another: (n) => ({ name: `Appeared ${n}`, key: `org:appeared_${n}` }),
  plan: { feature: "organization_roles", verbs: ["create"] },
  quota: {
    most: (switches) => switches.max_allowed_roles,
    counts: ({ values }) => values["is_default"] !== true,
    code: "organization_instance_roles_quota_exceeded",
  },
  admit: ({ settings }, { organizations_required }) => {
    if (!organizations_required || settings["organization"]?.["enabled"] === true) return;
    throw apiError("organization_not_enabled_in_instance");
  },
  complete: ({ values, given, from, call }) => {
    const { include_in_initial_role_set: _, ...kept } = values;
    const emptied = isList(given["permissions"]) && given["permissions"].length === 0;
    if (!from || !emptied || !call.switches.empty_permissions_ignored) {
      const ids = isList(kept["permissions"]) ? kept["permissions"] : [];
      return { ...kept, permissions: [...new Set(ids)] };
    }
    return { ...kept, permissions: from.values["permissions"] ?? [] };
  },
  check: (writing) => {
    requirePermissions(writing);
    const { state, from, values } = writing;
    return from ? creatorMistakes(state, from, { values }) : [];
  },
  protect: (state, role, verb) => {
    if (verb === "patch") return;
    refuseInUse(state, role);
    refuseSetRole(state, role);
  },
  follow: (state, { from, to, given }) => {
    if (from) return to ? renameInSettings(state, from, to) : leaveSets(state, from);
    const joins = to && given["include_in_initial_role_set"] === true;
    return joins ? joinInitialSet(state, to) : state;
  },
  derived: (state, role) => ({
    is_creator_eligible: missingCreatorPermissions(state, role).length === 0,
    permissions: permissionsOf(state, role).map((one) => showItem(PERMISSIONS, state, one)),
  }),
};
