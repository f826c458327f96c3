/**
 * One list of sample values. Every test that walks over all settings takes its values from here, and both models of
 * Clerk take from here what they hold, show and accept. The values are typed by the catalog's rows: a row without a
 * sample, or one whose type and sample part ways, does not compile. All else is written by hand from Clerk's OpenAPI
 * documents, not taken from the catalog, so that the catalog can be held against it.
 */
import type { DesiredSections, SectionName } from "../../src/catalog/catalog.ts";
import type { Json } from "./json.ts";

/** Clerk's dated API versions, oldest first, and those that lack something. */
export const VERSIONS = [
  "2021-02-05",
  "2024-10-01",
  "2025-03-12",
  "2025-04-10",
  "2025-11-10",
  "2026-05-12",
] as const;
export const NEWEST = "2026-05-12";
const FROZEN = "2025-03-12";
const LIVE: readonly string[] = VERSIONS.filter((version) => version !== FROZEN);
/** Those with a list of roles, without which no key can be translated. */
const WITH_ROLES: readonly string[] = LIVE.filter((version) => version !== "2021-02-05");

/** What Clerk documents of a setting, where it differs from most: they exist in all versions, on all instances. */
interface Facts<Value> {
  /** A third value: what clears the setting. */
  readonly cleared?: Value;
  readonly versions?: readonly string[];
  readonly instances?: "production" | "development";
  /** `GET /instance` shows it, as it is written. The other sections' GETs show all of theirs. */
  readonly general?: true;
  /** Where the Frontend API's environment shows it, as it is written. */
  readonly frontend?: string;
}

type Pair<Value> = readonly [one: Value, other: Value, facts?: Facts<Value>];

type Samples = {
  readonly [Section in SectionName]: {
    readonly [Name in keyof Required<DesiredSections>[Section]]-?: Pair<
      Exclude<Required<DesiredSections>[Section][Name], undefined>
    >;
  };
};

/** With `one` a switch is turned on, with `other` off; or the other way round. */
const ON = [true, false] as const;
const OFF = [false, true] as const;

const enabled = (name: string): { readonly frontend: string } => ({
  frontend: `user_settings.restrictions.${name}.enabled`,
});

/** In a new model instance everything has its `other` value. Lists are not in sorted order. */
const TREE: Samples = {
  instance: {
    test_mode: [...OFF, { frontend: "auth_config.test_mode" }],
    hibp: ON,
    support_email: [
      "help@example.com",
      "old@example.com",
      { cleared: "", frontend: "display_config.support_email" },
    ],
    clerk_js_version: ["5.3.1", "4.73.0", { frontend: "display_config.clerk_js_version" }],
    development_origin: [
      "http://localhost:3000",
      "http://localhost:5173",
      { instances: "development" },
    ],
    allowed_origins: [
      ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "capacitor://localhost"],
      ["capacitor://localhost"],
      { general: true },
    ],
    allowed_subdomains: [
      ["app.example.com", "*.preview.example.com"],
      ["app.example.com"],
      { versions: [NEWEST], instances: "production", general: true },
    ],
    subdomain_allowlist_enabled: [
      ...ON,
      { versions: [NEWEST], instances: "production", general: true },
    ],
    cookieless_dev: [...ON, { frontend: "auth_config.cookieless_dev" }],
    url_based_session_syncing: [
      ...ON,
      { instances: "development", frontend: "auth_config.url_based_session_syncing" },
    ],
    preferred_sign_in_strategy_when_password_required: [
      "otp",
      "password",
      { cleared: "", versions: LIVE },
    ],
    enhanced_email_deliverability: [
      ...ON,
      { versions: [FROZEN], frontend: "auth_config.enhanced_email_deliverability" },
    ],
  },
  restrictions: {
    allowlist: [...OFF, enabled("allowlist")],
    blocklist: [...ON, enabled("blocklist")],
    allowlist_blocklist_disabled_on_sign_in: [
      ...OFF,
      { versions: LIVE, ...enabled("allowlist_blocklist_disabled_on_sign_in") },
    ],
    block_email_subaddresses: [...ON, enabled("block_email_subaddresses")],
    block_disposable_email_domains: [...ON, enabled("block_disposable_email_domains")],
    ignore_dots_for_gmail_addresses: [
      ...ON,
      { versions: [FROZEN], ...enabled("ignore_dots_for_gmail_addresses") },
    ],
  },
  organization: {
    enabled: [...ON, { frontend: "organization_settings.enabled" }],
    max_allowed_memberships: [
      20,
      5,
      { cleared: 0, frontend: "organization_settings.max_allowed_memberships" },
    ],
    admin_delete_enabled: [...OFF, { frontend: "organization_settings.actions.admin_delete" }],
    domains_enabled: [...ON, { frontend: "organization_settings.domains.enabled" }],
    slug_disabled: [...OFF, { versions: LIVE, frontend: "organization_settings.slug.disabled" }],
    domains_enrollment_modes: [
      ["automatic_suggestion", "automatic_invitation"],
      ["automatic_invitation"],
      { cleared: [] },
    ],
    creator_role: ["org:owner", "org:admin", { versions: WITH_ROLES }],
    creator_role_id: ["role_03owner", "role_01admin"],
    domains_default_role: ["org:member", "org:admin", { versions: WITH_ROLES }],
    domains_default_role_id: ["role_02member", "role_01admin"],
  },
  protect: {
    rules_enabled: [...ON, { versions: LIVE }],
    specter_enabled: [...ON, { versions: LIVE }],
  },
  communication: { blocked_country_codes: [["RU", "KP"], ["KP"], { versions: LIVE }] },
  oauth_applications: {
    dynamic_oauth_client_registration: [...OFF, { versions: LIVE }],
    oauth_jwt_access_tokens: [...ON, { versions: LIVE }],
    default_scopes: [["profile", "openid"], ["openid"], { cleared: null, versions: LIVE }],
    aud_claim_enabled: [...ON, { versions: [NEWEST] }],
    pkce_required: [...ON, { versions: [NEWEST] }],
    client_id_metadata_documents_advertised: [...OFF, { versions: LIVE }],
    client_id_metadata_documents_only_allow_pre_registered_clients: [...ON, { versions: LIVE }],
    client_id_metadata_documents_block_implicitly_allowed_clients: [...ON, { versions: LIVE }],
  },
  beta: {
    // Agrees with restrictions.allowlist, as it must.
    restricted_to_allowlist: OFF,
    from_email_address: ["hello", "noreply"],
    progressive_sign_up: [...ON, { frontend: "user_settings.sign_up.progressive" }],
    test_mode: [...OFF, { frontend: "auth_config.test_mode" }],
    enhanced_email_deliverability: [...ON, { versions: [FROZEN] }],
  },
};

/** One setting with its values and what Clerk documents of it. */
export interface Sample extends Facts<Json> {
  readonly address: string;
  readonly section: SectionName;
  /** In the file. */
  readonly name: string;
  readonly one: Json;
  readonly other: Json;
  /** The member of the PATCH body: roles are written by id. */
  readonly member: string;
  readonly versions: readonly string[];
}

const writtenBy = (name: string): string => (name.endsWith("_role") ? `${name}_id` : name);

/** Every setting of the catalog. */
export const SAMPLES: readonly Sample[] = Object.entries(TREE).flatMap(([section, settings]) =>
  Object.entries(settings as Readonly<Record<string, Pair<Json>>>).map(
    ([name, [one, other, facts]]) => ({
      versions: VERSIONS,
      ...facts,
      address: `${section}.${name}`,
      section: section as SectionName,
      name,
      member: writtenBy(name),
      one,
      other,
    }),
  ),
);

/** The samples of one section. */
export const samplesOf = (section: string): readonly Sample[] =>
  SAMPLES.filter((sample) => sample.section === section);

/**
 * Another name of what a second address means: roles by id, and the beta endpoint's test mode. A file names one of
 * the two, and a model instance holds it under the other.
 */
export const isSecondName = ({ address, name }: Sample): boolean =>
  address === "beta.test_mode" || name.endsWith("_role_id");

/** What the model instances don't have: a second switch of a version that is frozen, which nothing shows. */
export const NOT_PLAYED: readonly string[] = ["beta.enhanced_email_deliverability"];
