// The items that a new instance has.

import { deriveId } from "./identity.ts";
import type { Collections, Item } from "./items.ts";
import { permissionId, SYSTEM_PERMISSIONS, systemPermission } from "./permissions.ts";

/** When every emulated instance was founded: a constant, so that two runs answer alike. */
export const FOUNDED = Date.UTC(2026, 0, 1);

/** The permissions of org:member. Clerk documentation, "Default roles" */
const MEMBER_PERMISSIONS: readonly string[] = ["org:sys_memberships:read", "org:sys_billing:read"];

/** What every instance has from the start: the system permissions and the two default roles. */
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
    },
    createdAt,
    updatedAt: createdAt,
  });
  return {
    allowlist_identifiers: [],
    blocklist_identifiers: [],
    organization_permissions: SYSTEM_PERMISSIONS.map((key, position) =>
      systemPermission(instanceId, key, FOUNDED + position),
    ),
    organization_roles: [
      role("org:admin", "Admin", SYSTEM_PERMISSIONS, FOUNDED + 1000),
      role("org:member", "Member", MEMBER_PERMISSIONS, FOUNDED + 2000),
    ],
  };
}
