// The items that a new instance has.

import { deriveId } from "./identity.ts";
import type { Collections, Item } from "./items.ts";
import { permissionId, SYSTEM_PERMISSIONS, systemPermission } from "./permissions.ts";

/** When every emulated instance was founded: a constant, so that two runs answer alike. */
export const FOUNDED = Date.UTC(2026, 0, 1);

/** The permissions of org:member. Clerk documentation, "Default roles" */
const MEMBER_PERMISSIONS: readonly string[] = ["org:sys_memberships:read", "org:sys_billing:read"];

/** The template of the session token, which lists show under a switch alone. Its name is not published. */
function sessionTokenTemplate(fingerprint: string): Item {
  return {
    id: deriveId("jtmp", fingerprint, "session_token"),
    values: {
      name: "session_token",
      claims: {},
      lifetime: 60,
      allowed_clock_skew: 5,
      custom_signing_key: false,
      signing_algorithm: "RS256",
      is_session_token: true,
    },
    createdAt: FOUNDED,
    updatedAt: FOUNDED,
  };
}

/** What every instance has from the start: the system permissions, the default roles with their set, and the session token's template. */
export function foundCollections(fingerprint: string, instanceId: string): Collections {
  const role = (
    key: string,
    name: string,
    permissions: readonly string[],
    createdAt: number,
  ): Item => ({
    id: deriveId("role", fingerprint, key),
    values: {
      key,
      name,
      description: null,
      permissions: permissions.map((one) => permissionId(instanceId, one)),
      is_default: true,
    },
    createdAt,
    updatedAt: createdAt,
  });
  const memberId = deriveId("role", fingerprint, "org:member");
  return {
    allowlist_identifiers: [],
    blocklist_identifiers: [],
    jwt_templates: [sessionTokenTemplate(fingerprint)],
    organization_permissions: SYSTEM_PERMISSIONS.map((key, position) =>
      systemPermission(instanceId, key, FOUNDED + position),
    ),
    organization_roles: [
      role("org:admin", "Admin", SYSTEM_PERMISSIONS, FOUNDED + 1000),
      role("org:member", "Member", MEMBER_PERMISSIONS, FOUNDED + 2000),
    ],
    redirect_urls: [],
    role_sets: [
      {
        id: deriveId("roleset", fingerprint, "role_set:default"),
        values: {
          name: "Default",
          key: "role_set:default",
          description: null,
          type: "initial",
          role_ids: [deriveId("role", fingerprint, "org:admin"), memberId],
          default_role_id: memberId,
          creator_role_id: deriveId("role", fingerprint, "org:admin"),
        },
        createdAt: FOUNDED,
        updatedAt: FOUNDED,
      },
    ],
  };
}
