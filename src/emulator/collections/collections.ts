// All collections that the emulator serves.

import type { EmulatedCollection } from "./collection.ts";
import { ALLOWLIST, BLOCKLIST } from "./identifiers.ts";
import { JWT_TEMPLATES } from "./jwt-templates.ts";
import { PERMISSIONS } from "./organization-permissions.ts";
import { ROLES } from "./organization-roles.ts";
import { REDIRECT_URLS } from "./redirect-urls.ts";
import { ROLE_SETS } from "./role-sets.ts";

export const EMULATED_COLLECTIONS: readonly EmulatedCollection[] = [
  REDIRECT_URLS,
  ALLOWLIST,
  BLOCKLIST,
  JWT_TEMPLATES,
  PERMISSIONS,
  ROLES,
  ROLE_SETS,
];
