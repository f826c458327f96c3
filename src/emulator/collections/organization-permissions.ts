// The permissions of organizations, those of the instance and those of the system.

import { LIVE_API_VERSIONS } from "../../catalog/api-version.ts";
import { ApiError, apiError, paramError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { itemsOf, textOf, textsOf, withItems, type Item } from "../state/items.ts";
import type { EmulatedCollection } from "./collection.ts";

const isSystem = (item: Item): boolean => textOf(item, "type") === "system";

/**
 * A permission that is gone leaves every role in silence: no "in use" is documented for its deletion. bapi 2026-05-12,
 * DeleteOrganizationPermission
 */
function leaveRoles(state: InstanceState, gone: Item): InstanceState {
  const roles = itemsOf(state, "organization_roles").map((role) => {
    const permissions = textsOf(role, "permissions").filter((id) => id !== gone.id);
    return { ...role, values: { ...role.values, permissions } };
  });
  return withItems(state, "organization_roles", roles);
}

export const PERMISSIONS: EmulatedCollection = {
  name: "organization_permissions",
  path: "/organization_permissions",
  versions: LIVE_API_VERSIONS,
  verbs: ["list", "create", "show", "patch", "delete"],
  object: "permission",
  idPrefix: "perm",
  list: "page",
  searched: true,
  members: [
    { name: "name", schema: { type: "string", minLength: 1 }, initial: "", whenNull: "mistake" },
    {
      name: "key",
      schema: { type: "string", pattern: "^org:(?!sys_)[a-z0-9_]+:[a-z0-9_]+$" },
      initial: "",
      whenNull: "mistake",
    },
    { name: "description", schema: { type: "string" }, initial: "", whenNull: "initial" },
  ],
  required: { create: ["name", "key"], patch: [] },
  unique: { member: "key", code: (switches) => switches.taken_key_code },
  another: (n) => ({ name: `Appeared ${n}`, key: `org:appeared:n${n}` }),
  plan: { feature: "organization_permissions", verbs: ["create"] },
  isListed: (item, switches) => switches.system_permissions_listed || !isSystem(item),
  creationTakes: (switches) => switches.permission_creation_ms,
  complete: ({ values }) => ({ ...values, type: "user" }),
  check: ({ values, from, call }) => {
    const [, feature = ""] = String(values["key"]).split(":");
    if (from || !call.switches.missing_features.includes(feature)) return [];
    const says = `There is no feature ${feature}`;
    throw new ApiError([paramError("resource_not_found", "key", says)]);
  },
  protect: (_, item) => {
    if (isSystem(item)) throw apiError("organization_system_permission_not_modifiable");
  },
  follow: (state, { from, to }) => (from && !to ? leaveRoles(state, from) : state),
  derived: (_, item) => ({ type: textOf(item, "type") }),
};
