// Organizations: `/instance/organization_settings`.

import { API_VERSIONS, LIVE_API_VERSIONS, ROLE_API_VERSIONS } from "../api-version.ts";
import type { HazardRule } from "../hazard.ts";
import { section } from "../resource.ts";
import { backend, boolean, count, frontend, roleId, roleKey, set } from "../rows.ts";

const PATH = "/instance/organization_settings";

const CREATORS: readonly HazardRule[] = [
  {
    hazard: "weakens_security",
    when: "role_widened",
    says: "whoever creates an organization gets permissions that the role before does not give",
  },
];

const JOINERS: readonly HazardRule[] = [
  {
    hazard: "weakens_security",
    when: "role_widened",
    says: "whoever joins through a verified domain gets permissions that the role before does not give",
  },
];

/** `GET`, `PATCH /instance/organization_settings`. Roles are written by id and answered by key. */
export const organization = section(
  "organization",
  {
    doc: "Organizations: whether there are any, their limits, domains and default roles.",
    path: PATH,
    answer: "echo",
    versions: API_VERSIONS,
    get: { path: PATH, versions: LIVE_API_VERSIONS },
    frontend: [["organization_settings", "*"]],
  },
  [
    boolean("enabled", {
      doc: "Turns organizations on.",
      echo: "enabled",
      read: [backend(PATH, "enabled"), frontend("organization_settings.enabled")],
      hazards: [
        {
          hazard: "breaks_clients",
          when: "becomes_false",
          says: "everything that uses organizations stops working",
        },
        {
          hazard: "opens_sign_up",
          when: "becomes_true",
          besides: ["organization.domains_enabled", "organization.domains_enrollment_modes"],
          says: "people with an address at a verified domain can join in the ways that are set already",
        },
      ],
    }),
    count("max_allowed_memberships", {
      doc: "How many members an organization may have. 0 is unlimited; the plan's limit applies.",
      echo: "max_allowed_memberships",
      read: [
        backend(PATH, "max_allowed_memberships"),
        frontend("organization_settings.max_allowed_memberships"),
      ],
      hazards: [
        {
          hazard: "breaks_clients",
          when: "limit_lowered",
          says: "organizations above the new limit can't add members",
        },
      ],
    }),
    boolean("admin_delete_enabled", {
      doc: "Whether admins of new organizations may delete them. Existing organizations keep what they have.",
      echo: "admin_delete_enabled",
      read: [
        backend(PATH, "admin_delete_enabled"),
        frontend("organization_settings.actions.admin_delete"),
      ],
    }),
    boolean("domains_enabled", {
      doc: "Turns verified domains of organizations on.",
      echo: "domains_enabled",
      after: ["organization.enabled"],
      read: [backend(PATH, "domains_enabled"), frontend("organization_settings.domains.enabled")],
      hazards: [
        {
          hazard: "breaks_clients",
          when: "becomes_false",
          says: "people can no longer join an organization through its domain",
        },
        {
          hazard: "opens_sign_up",
          when: "becomes_true",
          besides: ["organization.domains_enrollment_modes"],
          says: "people with an address at a verified domain can join in the ways that are set already",
        },
      ],
    }),
    boolean("slug_disabled", {
      doc: "Organizations have no slug.",
      versions: LIVE_API_VERSIONS,
      echo: "slug_disabled",
      echoOptional: true,
      read: [backend(PATH, "slug_disabled"), frontend("organization_settings.slug.disabled")],
      hazards: [
        {
          hazard: "breaks_clients",
          when: "becomes_true",
          says: "addresses that name an organization by its slug stop working",
        },
      ],
    }),
    set(
      "domains_enrollment_modes",
      {
        type: "string",
        enum: ["automatic_invitation", "automatic_suggestion", "manual_invitation"],
      },
      {
        doc: "How people with an address at a verified domain may join. Clerk documents automatic_invitation and automatic_suggestion for writing; manual_invitation appears in its answers.",
        echo: "domains_enrollment_modes",
        after: ["organization.domains_enabled"],
        itemsAre: "mode",
        unwrittenItems: ["manual_invitation"],
        valueNotes: {
          manual_invitation: "Shown in Clerk's answers; not documented for writing.",
        },
        read: [
          backend(PATH, "domains_enrollment_modes", "null_is_empty"),
          frontend("organization_settings.domains.enrollment_modes", "null_is_empty"),
        ],
        hazards: [
          {
            hazard: "opens_sign_up",
            when: "item_added",
            says: "people with an address at a verified domain can join in one more way",
          },
        ],
      },
    ),
    roleKey("creator_role", {
      doc: "The role, by key, of whoever creates an organization. The role must be eligible for it.",
      writes: "creator_role_id",
      versions: ROLE_API_VERSIONS,
      echo: "creator_role",
      roleMustBeCreatorEligible: true,
      hazards: CREATORS,
      excludes: ["organization.creator_role_id"],
      after: ["organization.enabled"],
      read: [backend(PATH, "creator_role"), frontend("organization_settings.creator_role")],
    }),
    roleId("creator_role_id", {
      doc: "The same by raw role id. Ids differ between instances; creator_role is portable.",
      echo: "creator_role",
      roleMustBeCreatorEligible: true,
      hazards: CREATORS,
      excludes: ["organization.creator_role"],
      after: ["organization.enabled"],
      read: [
        backend(PATH, "creator_role", "role_id_from_key"),
        frontend("organization_settings.creator_role", "role_id_from_key"),
      ],
    }),
    roleKey("domains_default_role", {
      doc: "The role, by key, of people who join through a verified domain.",
      writes: "domains_default_role_id",
      versions: ROLE_API_VERSIONS,
      echo: "domains_default_role",
      hazards: JOINERS,
      excludes: ["organization.domains_default_role_id"],
      after: ["organization.domains_enabled"],
      read: [
        backend(PATH, "domains_default_role", "null_is_empty"),
        frontend("organization_settings.domains.default_role", "null_is_empty"),
      ],
    }),
    roleId("domains_default_role_id", {
      doc: "The same by raw role id. Ids differ between instances; domains_default_role is portable.",
      echo: "domains_default_role",
      hazards: JOINERS,
      excludes: ["organization.domains_default_role"],
      after: ["organization.domains_enabled"],
      read: [
        backend(PATH, "domains_default_role", "role_id_from_key"),
        frontend("organization_settings.domains.default_role", "role_id_from_key"),
      ],
    }),
  ],
);
