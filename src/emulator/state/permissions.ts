// System permissions of organizations.

import type { JsonObject } from "../http/answer.ts";
import { deriveId } from "./identity.ts";

/** The permissions that every Clerk instance has. Clerk documentation, "Roles and permissions". */
export const SYSTEM_PERMISSIONS: readonly string[] = [
  "org:sys_profile:manage",
  "org:sys_profile:delete",
  "org:sys_memberships:read",
  "org:sys_memberships:manage",
  "org:sys_domains:read",
  "org:sys_domains:manage",
];

/** Whoever creates an organization needs all of these. Clerk documentation, "Creator role". */
const CREATOR_PERMISSIONS: readonly string[] = [
  "org:sys_profile:delete",
  "org:sys_memberships:read",
  "org:sys_memberships:manage",
];

export function missingCreatorPermissions(permissions: readonly string[]): readonly string[] {
  return CREATOR_PERMISSIONS.filter((key) => !permissions.includes(key));
}

export function permissionId(instanceId: string, key: string): string {
  return deriveId("perm", instanceId, key);
}

export function showPermission(instanceId: string, key: string, createdAt: number): JsonObject {
  const name = key.replace(/^org:sys_/, "").replaceAll(/[:_]/g, " ");
  return {
    object: "permission",
    id: permissionId(instanceId, key),
    name,
    key,
    description: `System permission: ${name}`,
    type: "system",
    created_at: createdAt,
    updated_at: createdAt,
  };
}
