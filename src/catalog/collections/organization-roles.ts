// Roles of organizations: `/organization_roles`.

import { ROLE_API_VERSIONS } from "../api-version.ts";
import { collection } from "../resource.ts";
import { boolean, ROLES, set } from "../rows.ts";
import { DESCRIPTION, NAME } from "./labels.ts";

/**
 * `GET`, `POST /organization_roles`, `PATCH`, `DELETE /organization_roles/{id}`. Permissions are written by id and shown
 * as objects; a PATCH replaces them all. bapi 2026-05-12. org:admin and org:member come with Clerk; the permissions of
 * whoever creates an organization are those of Clerk's documentation of 2026-08-21.
 */
export const organizationRoles = collection(
  ROLES,
  {
    doc: "The roles that members of organizations can have, and the permissions that each gives.",
    path: "/organization_roles",
    versions: ROLE_API_VERSIONS,
  },
  {
    example: "org:billing_admin",
    noun: ["role", "roles"],
    key: {
      member: "key",
      fold: "none",
      schema: {
        type: "string",
        pattern: "^org:[a-z0-9_]+$",
        maxLength: 250,
        $comment: "org:ROLE in small letters, digits and _",
      },
      isRenamable: true,
    },
    members: [
      NAME,
      DESCRIPTION,
      set(
        "permissions",
        {
          type: "string",
          pattern: "^org:[a-z0-9_]+:[a-z0-9_]+$",
          maxLength: 250,
          $comment: "the key of a permission, such as org:sys_memberships:read",
        },
        {
          doc: "What the role gives, by the keys of permissions: these, and no others.",
          echo: "permissions",
          createdAs: { value: [] },
          itemsAre: "permission",
          references: "organization_permissions",
          writesAs: "ids_from_keys",
          read: [{ via: "backend_api", path: "", member: [], transform: "keys_of_items" }],
          hazards: [
            {
              hazard: "weakens_security",
              when: "item_added",
              says: "everybody who has the role gets one more permission",
            },
            {
              hazard: "breaks_clients",
              when: "item_removed",
              says: "everybody who has the role loses a permission",
            },
          ],
        },
      ),
      boolean("include_in_initial_role_set", {
        doc: "Members of new organizations can be given the role. Taken only when the role is made; Clerk shows it nowhere.",
        onlyCreated: true,
      }),
    ],
    neededBy: [],
    isPulled: true,
    list: "page",
    alwaysSent: {},
    offCode: "organization_not_enabled_in_instance",
    comesWithClerk: /^org:(?:admin|member)$/,
    usedBy: ["organization.creator_role", "organization.domains_default_role"],
    quota: {
      via: "backend_api",
      path: "/instance/organization_settings",
      member: ["max_allowed_roles"],
      transform: "identity",
    },
    creatorNeeds: [
      "org:sys_memberships:manage",
      "org:sys_memberships:read",
      "org:sys_profile:delete",
    ],
    unlisted: ["keep", "report", "delete"],
    hazards: [
      {
        hazard: "costs_money",
        when: "appears",
        only: "production",
        says: "roles of one's own are part of a paid add-on in production",
      },
      {
        hazard: "breaks_clients",
        when: "disappears",
        says: "nobody can have it any more, and code that asks for it gets no for an answer",
      },
      {
        hazard: "breaks_clients",
        when: "renamed",
        says: "code that asks for the old key gets no for an answer",
      },
    ],
  },
);
