// Permissions of organizations: `/organization_permissions`.

import { LIVE_API_VERSIONS } from "../api-version.ts";
import { collection } from "../resource.ts";
import { DESCRIPTION, NAME } from "./labels.ts";

/**
 * `GET`, `POST /organization_permissions`, `PATCH`, `DELETE /organization_permissions/{id}`. Permissions that begin with
 * org:sys_ come with Clerk: any role may have them, and nobody changes them. bapi 2026-05-12 and Clerk's documentation
 * of 2026-08-21
 */
export const organizationPermissions = collection(
  "organization_permissions",
  {
    doc: "What members of organizations may be allowed to do, for roles to give.",
    path: "/organization_permissions",
    versions: LIVE_API_VERSIONS,
  },
  {
    example: "org:billing:manage",
    noun: ["permission", "permissions"],
    key: {
      member: "key",
      fold: "none",
      schema: {
        type: "string",
        pattern: "^org:(?!sys_)[a-z0-9_]+:[a-z0-9_]+$",
        maxLength: 250,
        $comment:
          "org:FEATURE:ACTION in small letters, digits and _; those that begin with org:sys_ come with Clerk",
      },
      isRenamable: true,
    },
    members: [NAME, DESCRIPTION],
    neededBy: [],
    isPulled: true,
    list: "page",
    alwaysSent: {},
    offCode: "organization_not_enabled_in_instance",
    comesWithClerk: /^org:sys_/,
    unlisted: ["keep", "report", "delete"],
    hazards: [
      {
        hazard: "breaks_clients",
        when: "disappears",
        says: "it is taken away from every role, and code that asks for it gets no for an answer",
      },
      {
        hazard: "breaks_clients",
        when: "renamed",
        says: "code that asks for the old key gets no for an answer",
      },
    ],
  },
);
