/**
 * The model instance: one plain object per instance, which tests change directly ("behind our back"),
 * and its projections onto Clerk's wire formats. Written by hand from Clerk's OpenAPI documents;
 * nothing here comes from `src`, so that the tests don't compare the code with itself.
 */
import type { Json, JsonObject } from "./json.ts";

export type Section =
  | "instance"
  | "restrictions"
  | "organization"
  | "protect"
  | "communication"
  | "oauth_applications"
  | "beta";

export interface Role {
  id: string;
  key: string;
  name: string;
  is_creator_eligible: boolean;
}

/** Roles are kept by key; `null` stands for "never set". */
export interface InstanceState {
  id: string;
  environment_type: "development" | "production";
  /** Whether a password is required instance-wide; the preferred strategy is readable only then. */
  password_required: boolean;
  instance: {
    test_mode: boolean;
    hibp: boolean;
    support_email: string | null;
    clerk_js_version: string | null;
    development_origin: string;
    allowed_origins: string[] | null;
    allowed_subdomains: string[];
    subdomain_allowlist_enabled: boolean;
    cookieless_dev: boolean;
    url_based_session_syncing: boolean;
    preferred_sign_in_strategy_when_password_required: "password" | "otp" | "";
    enhanced_email_deliverability: boolean;
  };
  restrictions: {
    allowlist: boolean;
    blocklist: boolean;
    allowlist_blocklist_disabled_on_sign_in: boolean;
    block_email_subaddresses: boolean;
    block_disposable_email_domains: boolean;
    ignore_dots_for_gmail_addresses: boolean;
  };
  organization: {
    enabled: boolean;
    max_allowed_memberships: number;
    admin_delete_enabled: boolean;
    domains_enabled: boolean;
    slug_disabled: boolean;
    domains_enrollment_modes: string[];
    creator_role: string;
    domains_default_role: string;
  };
  protect: { rules_enabled: boolean; specter_enabled: boolean };
  communication: { blocked_country_codes: string[] };
  oauth_applications: {
    dynamic_oauth_client_registration: boolean;
    oauth_jwt_access_tokens: boolean;
    default_scopes: string[] | null;
    aud_claim_enabled: boolean;
    pkce_required: boolean;
    client_id_metadata_documents_advertised: boolean;
    client_id_metadata_documents_only_allow_pre_registered_clients: boolean;
    client_id_metadata_documents_block_implicitly_allowed_clients: boolean;
  };
  beta: {
    restricted_to_allowlist: boolean;
    from_email_address: string | null;
    progressive_sign_up: boolean;
  };
  /** What the Frontend API shows; the Dashboard calls it the access mode. */
  sign_up_mode: "public" | "restricted" | "waitlist";
  roles: Role[];
  allowlist_identifiers: string[];
}

export function newState(): InstanceState {
  return {
    id: "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa",
    environment_type: "development",
    password_required: true,
    instance: {
      test_mode: true,
      hibp: false,
      support_email: "old@example.com",
      clerk_js_version: "4.73.0",
      development_origin: "http://localhost:5173",
      allowed_origins: ["capacitor://localhost"],
      allowed_subdomains: [],
      subdomain_allowlist_enabled: false,
      cookieless_dev: false,
      url_based_session_syncing: false,
      preferred_sign_in_strategy_when_password_required: "password",
      enhanced_email_deliverability: false,
    },
    restrictions: {
      allowlist: true,
      blocklist: false,
      allowlist_blocklist_disabled_on_sign_in: true,
      block_email_subaddresses: false,
      block_disposable_email_domains: false,
      ignore_dots_for_gmail_addresses: false,
    },
    organization: {
      enabled: false,
      max_allowed_memberships: 5,
      admin_delete_enabled: true,
      domains_enabled: false,
      slug_disabled: true,
      domains_enrollment_modes: ["automatic_invitation"],
      creator_role: "org:admin",
      domains_default_role: "org:admin",
    },
    protect: { rules_enabled: false, specter_enabled: false },
    communication: { blocked_country_codes: ["KP"] },
    oauth_applications: {
      dynamic_oauth_client_registration: true,
      oauth_jwt_access_tokens: false,
      default_scopes: ["openid"],
      aud_claim_enabled: false,
      pkce_required: false,
      client_id_metadata_documents_advertised: true,
      client_id_metadata_documents_only_allow_pre_registered_clients: false,
      client_id_metadata_documents_block_implicitly_allowed_clients: false,
    },
    sign_up_mode: "public",
    beta: { restricted_to_allowlist: true, from_email_address: null, progressive_sign_up: false },
    roles: [
      { id: "role_01admin", key: "org:admin", name: "Admin", is_creator_eligible: true },
      { id: "role_02member", key: "org:member", name: "Member", is_creator_eligible: false },
      { id: "role_03owner", key: "org:owner", name: "Owner", is_creator_eligible: true },
    ],
    allowlist_identifiers: ["staff@example.com"],
  };
}

/** `count` more roles, all eligible: org:role_0001 … */
export function addRoles(state: InstanceState, count: number): void {
  for (let number = 1; number <= count; number++) {
    const name = String(number).padStart(4, "0");
    state.roles.push({
      id: `role_x${name}`,
      key: `org:role_${name}`,
      name: `Role ${name}`,
      is_creator_eligible: true,
    });
  }
}

/** Sets one setting by its address in the file, past the API. `beta.test_mode` is `instance.test_mode`. */
export function setLive(state: InstanceState, address: string, value: Json): void {
  const [section = "", setting = ""] = (
    address === "beta.test_mode" ? "instance.test_mode" : address
  ).split(".");
  const holder = (state as unknown as Record<string, Record<string, Json>>)[section];
  if (holder === undefined || !(setting in holder)) throw new Error(`the rig has no ${address}`);
  holder[setting] = structuredClone<Json>(value);
}

export function getLive(state: InstanceState, address: string): Json {
  const [section = "", setting = ""] = (
    address === "beta.test_mode" ? "instance.test_mode" : address
  ).split(".");
  const holder = (state as unknown as Record<string, Record<string, Json>>)[section];
  const value = holder?.[setting];
  if (value === undefined) throw new Error(`the rig has no ${address}`);
  return value;
}

// ---------------------------------------------------------------- Backend API, as read

export function instanceObject(state: InstanceState): JsonObject {
  return {
    object: "instance",
    id: state.id,
    environment_type: state.environment_type,
    // Clerk keeps no order: hand it back reversed, so that a comparison by position shows.
    allowed_origins: state.instance.allowed_origins && state.instance.allowed_origins.toReversed(),
    workspace_id: null,
    allowed_subdomains: state.instance.allowed_subdomains.toReversed(),
    subdomain_allowlist_enabled: state.instance.subdomain_allowlist_enabled,
  };
}

export function restrictionsObject(state: InstanceState, version: string): JsonObject {
  const { ignore_dots_for_gmail_addresses, ...others } = state.restrictions;
  return version === "2025-03-12"
    ? { object: "instance_restrictions", ...others, ignore_dots_for_gmail_addresses }
    : { object: "instance_restrictions", ...others };
}

export function organizationObject(state: InstanceState): JsonObject {
  return {
    object: "organization_settings",
    ...state.organization,
    domains_enrollment_modes: state.organization.domains_enrollment_modes.toReversed(),
    max_allowed_roles: 10,
    max_role_sets_allowed: 1,
    max_allowed_domains: 10,
    max_allowed_permissions: 50,
    initial_role_set_key: null,
    force_organization_selection: false,
  };
}

export function protectObject(state: InstanceState): JsonObject {
  return { object: "instance_protect", ...state.protect, checks_bypassed: false };
}

export function communicationObject(state: InstanceState): JsonObject {
  return {
    object: "instance_communication",
    blocked_country_codes: state.communication.blocked_country_codes.toReversed(),
  };
}

export function oauthObject(state: InstanceState): JsonObject {
  const scopes = state.oauth_applications.default_scopes;
  return {
    object: "oauth_application_settings",
    ...state.oauth_applications,
    default_scopes: scopes && scopes.toReversed(),
  };
}

/** What the beta route echoes; it has no `test_mode`. */
export function betaObject(state: InstanceState): JsonObject {
  return { object: "instance_settings", id: state.id, ...state.beta };
}

/** A satellite stands first: whoever takes `data[0]` gets the wrong Frontend API. */
export function domainsObject(state: InstanceState, frontendApiUrl: string): JsonObject {
  return {
    data: [
      {
        object: "domain",
        id: "dmn_satellite",
        name: "satellite.example.net",
        is_satellite: true,
        frontend_api_url: "http://127.0.0.1:9/satellite",
        accounts_portal_url: null,
        proxy_url: null,
        development_origin: "",
        cname_targets: [],
      },
      {
        object: "domain",
        id: "dmn_primary",
        name: "example.com",
        is_satellite: false,
        frontend_api_url: frontendApiUrl,
        accounts_portal_url: "https://accounts.example.com",
        proxy_url: null,
        development_origin: state.instance.development_origin,
        cname_targets: [],
      },
    ],
    total_count: 2,
  };
}

// ---------------------------------------------------------------- Frontend API

export function environmentObject(state: InstanceState): JsonObject {
  const { instance, restrictions, organization } = state;
  const enabled = (value: boolean): JsonObject => ({ enabled: value });
  return {
    auth_config: {
      object: "auth_config",
      id: "aconf_rig",
      test_mode: instance.test_mode,
      url_based_session_syncing: instance.url_based_session_syncing,
      cookieless_dev: instance.cookieless_dev,
      enhanced_email_deliverability: instance.enhanced_email_deliverability,
      single_session_mode: true,
      reverification: true,
      claimed_at: null,
    },
    display_config: {
      object: "display_config",
      id: "display_config_rig",
      instance_environment_type: state.environment_type,
      application_name: "rig",
      support_email: instance.support_email,
      clerk_js_version: instance.clerk_js_version,
      // Clerk answers with the computed strategy, which is the override only while a password is required.
      preferred_sign_in_strategy: state.password_required
        ? instance.preferred_sign_in_strategy_when_password_required || "password"
        : "otp",
      home_url: "https://example.com",
      branded: false,
    },
    user_settings: {
      attributes: {
        password: { enabled: true, required: state.password_required },
        email_address: { enabled: true, required: true },
      },
      password_settings: {
        disable_hibp: !instance.hibp,
        enforce_hibp_on_sign_in: false,
        min_length: 8,
      },
      restrictions: {
        allowlist: enabled(restrictions.allowlist),
        blocklist: enabled(restrictions.blocklist),
        allowlist_blocklist_disabled_on_sign_in: enabled(
          restrictions.allowlist_blocklist_disabled_on_sign_in,
        ),
        block_email_subaddresses: enabled(restrictions.block_email_subaddresses),
        block_disposable_email_domains: enabled(restrictions.block_disposable_email_domains),
        ignore_dots_for_gmail_addresses: enabled(restrictions.ignore_dots_for_gmail_addresses),
      },
      sign_up: {
        progressive: state.beta.progressive_sign_up,
        mode: state.sign_up_mode,
        captcha_enabled: false,
      },
    },
    organization_settings: {
      enabled: organization.enabled,
      max_allowed_memberships: organization.max_allowed_memberships,
      actions: { admin_delete: organization.admin_delete_enabled },
      domains: {
        enabled: organization.domains_enabled,
        enrollment_modes: organization.domains_enrollment_modes.toReversed(),
        default_role: organization.domains_default_role,
      },
      slug: { disabled: organization.slug_disabled },
      creator_role: organization.creator_role,
    },
    maintenance_mode: false,
  };
}
