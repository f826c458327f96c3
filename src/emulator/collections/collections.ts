// All collections that the emulator serves.

import type { EmulatedCollection } from "./collection.ts";
import { ALLOWLIST, BLOCKLIST } from "./identifiers.ts";
import { PERMISSIONS } from "./organization-permissions.ts";
import { ROLES } from "./organization-roles.ts";

export const EMULATED_COLLECTIONS: readonly EmulatedCollection[] = [
  ALLOWLIST,
  BLOCKLIST,
  PERMISSIONS,
  ROLES,
];
