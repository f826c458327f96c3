/**
 * The model instance: one plain object per instance, which tests change directly ("behind our back"),
 * and its projections onto Clerk's wire formats. Written by hand from Clerk's OpenAPI documents, as the samples are;
 * nothing but types comes from `src`, so that the tests don't compare the code with itself.
 */
import type { DesiredSections, SectionName } from "../../src/catalog/catalog.ts";
import { withMember, type Json, type JsonObject } from "./json.ts";
import { isSecondName, NOT_PLAYED, SAMPLES, samplesOf } from "./samples.ts";

export type Section = SectionName;

export interface Role {
  id: string;
  key: string;
  name: string;
  is_creator_eligible: boolean;
}

/** Held once, under another address. */
type SecondName = "creator_role_id" | "domains_default_role_id";

type Writable<Value> = Value extends readonly (infer Item)[] ? Item[] : Value;

/** A section's settings, as they are held; `Unset` are those that a new instance may not have. */
type Held<Name extends SectionName, Unset extends string = never> = {
  -readonly [Setting in Exclude<keyof Required<DesiredSections>[Name], SecondName>]-?:
    | Writable<Exclude<Required<DesiredSections>[Name][Setting], undefined>>
    | (Setting extends Unset ? null : never);
};

/** What a new instance holds of a section: the other value of everything. */
const others = <Name extends SectionName>(section: Name): InstanceState[Name] =>
  Object.fromEntries(
    samplesOf(section)
      .filter((sample) => !isSecondName(sample) && !NOT_PLAYED.includes(sample.address))
      .map(({ name, other }) => [name, structuredClone<Json>(other)]),
  ) as unknown as InstanceState[Name];

/** Roles are kept by key; `null` stands for "never set". */
export interface InstanceState {
  id: string;
  environment_type: "development" | "production";
  /** Whether a password is required instance-wide; the preferred strategy is readable only then. */
  password_required: boolean;
  instance: Held<"instance", "support_email" | "clerk_js_version" | "allowed_origins">;
  restrictions: Held<"restrictions">;
  organization: Held<"organization">;
  protect: Held<"protect">;
  communication: Held<"communication">;
  oauth_applications: Held<"oauth_applications", "default_scopes">;
  beta: Held<"beta", "from_email_address">;
  /** What the Frontend API shows; the Dashboard calls it the access mode. */
  sign_up_mode: "public" | "restricted" | "waitlist";
  roles: Role[];
  /** Keys of items, the oldest first. */
  allowlist_identifiers: string[];
  blocklist_identifiers: string[];
  redirect_urls: string[];
  /** How often an item was taken away, by list and key. */
  made: Record<string, number>;
}

export function newState(): InstanceState {
  return {
    id: "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa",
    environment_type: "development",
    password_required: true,
    // A list that keeps everything out while it is empty, and a name that nobody chose.
    instance: { ...others("instance"), allowed_subdomains: [] },
    restrictions: others("restrictions"),
    organization: others("organization"),
    protect: others("protect"),
    communication: others("communication"),
    oauth_applications: others("oauth_applications"),
    beta: { ...others("beta"), from_email_address: null },
    sign_up_mode: "public",
    roles: [
      { id: "role_01admin", key: "org:admin", name: "Admin", is_creator_eligible: true },
      { id: "role_02member", key: "org:member", name: "Member", is_creator_eligible: false },
      { id: "role_03owner", key: "org:owner", name: "Owner", is_creator_eligible: true },
    ],
    allowlist_identifiers: ["staff@example.com"],
    blocklist_identifiers: [],
    redirect_urls: [],
    made: {},
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

/** Clerk keeps no order: lists come back reversed, so that a comparison by position shows. */
const unordered = (value: Json): Json => (Array.isArray(value) ? value.toReversed() : value);

const section = (members: object): JsonObject =>
  Object.fromEntries(
    Object.entries(members as JsonObject).map(([name, value]) => [name, unordered(value)]),
  );

export function instanceObject(state: InstanceState): JsonObject {
  return {
    object: "instance",
    id: state.id,
    environment_type: state.environment_type,
    workspace_id: null,
    ...Object.fromEntries(
      samplesOf("instance")
        .filter(({ general }) => general)
        .map(({ name, address }) => [name, unordered(getLive(state, address))]),
    ),
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
    ...section(state.organization),
    max_allowed_roles: 10,
    max_role_sets_allowed: 1,
    max_allowed_domains: 10,
    max_allowed_permissions: 50,
    initial_role_set_key: null,
    force_organization_selection: false,
  };
}

export function protectObject(state: InstanceState): JsonObject {
  return { object: "instance_protect", ...section(state.protect), checks_bypassed: false };
}

export function communicationObject(state: InstanceState): JsonObject {
  return { object: "instance_communication", ...section(state.communication) };
}

export function oauthObject(state: InstanceState): JsonObject {
  return { object: "oauth_application_settings", ...section(state.oauth_applications) };
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
  return SAMPLES.filter((sample) => !isSecondName(sample)).reduce(
    (shown, { address, frontend }) =>
      frontend === undefined
        ? shown
        : withMember(shown, frontend.split("."), getLive(state, address)),
    unusualEnvironment(state),
  );
}

/** What no setting is shown as, and settings that are shown in another form than they are written in. */
function unusualEnvironment(state: InstanceState): JsonObject {
  const { instance, organization } = state;
  return {
    auth_config: {
      object: "auth_config",
      id: "aconf_rig",
      single_session_mode: true,
      reverification: true,
      claimed_at: null,
    },
    display_config: {
      object: "display_config",
      id: "display_config_rig",
      instance_environment_type: state.environment_type,
      application_name: "rig",
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
      sign_up: { mode: state.sign_up_mode, captcha_enabled: false },
    },
    organization_settings: {
      domains: {
        enrollment_modes: organization.domains_enrollment_modes.toReversed(),
        default_role: organization.domains_default_role,
      },
      creator_role: organization.creator_role,
    },
    maintenance_mode: false,
  };
}
