// One permission given to a role, or taken from it.

import { shown, type Answering, type Route } from "../backend/call.ts";
import { apiError, throwErrors } from "../http/errors.ts";
import { textsOf, withItem } from "../state/items.ts";
import { PERMISSIONS } from "./organization-permissions.ts";
import { creatorMistakes, ROLES } from "./organization-roles.ts";
import { showItem } from "./show-items.ts";
import { requireItem } from "./write-items.ts";

const PATH = `${ROLES.path}/{id}/permissions/{permission_id}`;

/** Changes the role's permissions; the answer is the role. */
function answering(change: (held: readonly string[], id: string) => readonly string[]): Answering {
  return (state, call, [roleId = "", id = ""]) => {
    ROLES.admit?.(state, call.switches);
    const role = requireItem(ROLES, state, roleId);
    requireItem(PERMISSIONS, state, id);
    const permissions = change(textsOf(role, "permissions"), id);
    const values = { ...role.values, permissions };
    throwErrors(creatorMistakes(state, role, { values }));
    const changed = { ...role, values, updatedAt: Math.max(call.now, role.updatedAt) };
    const next = withItem(state, ROLES.name, changed);
    return { ...shown(showItem(ROLES, next, changed)), next };
  };
}

/** Neither takes a body. bapi 2026-05-12, AssignPermissionToOrganizationRole */
export const ROLE_PERMISSION_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: PATH,
    versions: ROLES.versions,
    answer: answering((held, id) => {
      if (held.includes(id)) throw apiError("organization_role_permission_association_exists");
      return [...held, id];
    }),
  },
  {
    method: "DELETE",
    path: PATH,
    versions: ROLES.versions,
    answer: answering((held, id) => {
      if (!held.includes(id)) throw apiError("organization_role_permission_association_not_found");
      return held.filter((one) => one !== id);
    }),
  },
];
