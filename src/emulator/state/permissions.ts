// The permissions of organizations: those that every instance has, and what the creator of an organization needs.

import { deriveId } from "./identity.ts";
import { itemsOf, textOf, textsOf, type HoldsItems, type Item } from "./items.ts";

/** The permissions that every Clerk instance has. Clerk documentation, "Roles and permissions". */
export const SYSTEM_PERMISSIONS: readonly string[] = [
  "org:sys_profile:manage",
  "org:sys_profile:delete",
  "org:sys_memberships:read",
  "org:sys_memberships:manage",
  "org:sys_domains:read",
  "org:sys_domains:manage",
  "org:sys_billing:read",
  "org:sys_billing:manage",
  "org:sys_entconns:manage",
];

/** Whoever creates an organization needs all of these. Clerk documentation, "Creator role". */
const CREATOR_PERMISSIONS: readonly string[] = [
  "org:sys_profile:delete",
  "org:sys_memberships:read",
  "org:sys_memberships:manage",
];

export function permissionId(instanceId: string, key: string): string {
  return deriveId("perm", instanceId, key);
}

/** A system permission of a new instance. */
export function systemPermission(instanceId: string, key: string, createdAt: number): Item {
  const name = key.replace(/^org:sys_/, "").replaceAll(/[:_]/g, " ");
  return {
    id: permissionId(instanceId, key),
    values: { name, key, description: `System permission: ${name}`, type: "system" },
    createdAt,
    updatedAt: createdAt,
  };
}

export function permissionsOf(state: HoldsItems, role: Item): readonly Item[] {
  const ids = textsOf(role, "permissions");
  const all = itemsOf(state, "organization_permissions");
  return ids.flatMap((id) => all.filter((permission) => permission.id === id));
}

/** The keys of the permissions that the role lacks to be the creators'. */
export function missingCreatorPermissions(state: HoldsItems, role: Item): readonly string[] {
  const held = permissionsOf(state, role).map((permission) => textOf(permission, "key"));
  return CREATOR_PERMISSIONS.filter((key) => !held.includes(key));
}
