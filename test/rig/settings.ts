/** Every setting that something can read in API version 2026-05-12, by hand: the judge's own list. */
import type { Json } from "./json.ts";
import { setLive, type InstanceState, type Section } from "./clerk-state.ts";

export interface SettingRow {
  readonly address: string;
  /** As `test/fixtures/acceptance/every-setting.yaml` has it. */
  readonly desired: Json;
  /** Another value, with which a new model instance starts. */
  readonly other: Json;
  /** Where it can be read. */
  readonly sources: readonly string[];
  /** The member of the PATCH body and what goes there, where that isn't setting and desired value. */
  readonly wire?: readonly [member: string, value: Json];
}

const backend = ["backend_api"];
const frontend = ["frontend_api"];
const either = ["backend_api", "frontend_api"];

export const READABLE: readonly SettingRow[] = [
  { address: "instance.test_mode", desired: false, other: true, sources: frontend },
  { address: "instance.hibp", desired: true, other: false, sources: frontend },
  {
    address: "instance.support_email",
    desired: "help@example.com",
    other: "old@example.com",
    sources: frontend,
  },
  { address: "instance.clerk_js_version", desired: "5.3.1", other: "4.73.0", sources: frontend },
  {
    address: "instance.development_origin",
    desired: "http://localhost:3000",
    other: "http://localhost:5173",
    sources: backend,
  },
  {
    address: "instance.allowed_origins",
    desired: ["chrome-extension://abcdefghijklmnopabcdefghijklmnop", "capacitor://localhost"],
    other: ["capacitor://localhost"],
    sources: backend,
  },
  { address: "instance.cookieless_dev", desired: true, other: false, sources: frontend },
  { address: "instance.url_based_session_syncing", desired: true, other: false, sources: frontend },
  {
    address: "instance.preferred_sign_in_strategy_when_password_required",
    desired: "otp",
    other: "password",
    sources: frontend,
  },
  { address: "restrictions.allowlist", desired: false, other: true, sources: frontend },
  { address: "restrictions.blocklist", desired: true, other: false, sources: frontend },
  {
    address: "restrictions.allowlist_blocklist_disabled_on_sign_in",
    desired: false,
    other: true,
    sources: frontend,
  },
  {
    address: "restrictions.block_email_subaddresses",
    desired: true,
    other: false,
    sources: frontend,
  },
  {
    address: "restrictions.block_disposable_email_domains",
    desired: true,
    other: false,
    sources: frontend,
  },
  { address: "organization.enabled", desired: true, other: false, sources: either },
  { address: "organization.max_allowed_memberships", desired: 20, other: 5, sources: either },
  { address: "organization.admin_delete_enabled", desired: false, other: true, sources: either },
  { address: "organization.domains_enabled", desired: true, other: false, sources: either },
  { address: "organization.slug_disabled", desired: false, other: true, sources: either },
  {
    address: "organization.domains_enrollment_modes",
    desired: ["automatic_invitation", "automatic_suggestion"],
    other: ["automatic_invitation"],
    sources: either,
  },
  {
    address: "organization.creator_role",
    desired: "org:owner",
    other: "org:admin",
    sources: either,
    wire: ["creator_role_id", "role_03owner"],
  },
  {
    address: "organization.domains_default_role",
    desired: "org:member",
    other: "org:admin",
    sources: either,
    wire: ["domains_default_role_id", "role_02member"],
  },
  { address: "protect.rules_enabled", desired: true, other: false, sources: backend },
  { address: "protect.specter_enabled", desired: true, other: false, sources: backend },
  {
    address: "communication.blocked_country_codes",
    desired: ["KP", "RU"],
    other: ["KP"],
    sources: backend,
  },
  {
    address: "oauth_applications.dynamic_oauth_client_registration",
    desired: false,
    other: true,
    sources: backend,
  },
  {
    address: "oauth_applications.oauth_jwt_access_tokens",
    desired: true,
    other: false,
    sources: backend,
  },
  {
    address: "oauth_applications.default_scopes",
    desired: ["openid", "profile"],
    other: ["openid"],
    sources: backend,
  },
  {
    address: "oauth_applications.aud_claim_enabled",
    desired: true,
    other: false,
    sources: backend,
  },
  { address: "oauth_applications.pkce_required", desired: true, other: false, sources: backend },
  {
    address: "oauth_applications.client_id_metadata_documents_advertised",
    desired: false,
    other: true,
    sources: backend,
  },
  {
    address: "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients",
    desired: true,
    other: false,
    sources: backend,
  },
  {
    address: "oauth_applications.client_id_metadata_documents_block_implicitly_allowed_clients",
    desired: true,
    other: false,
    sources: backend,
  },
  { address: "beta.progressive_sign_up", desired: true, other: false, sources: frontend },
];

/** `beta.test_mode` is the same switch as `instance.test_mode`; one file can name only one of them. */
export const SECOND_TEST_MODE: SettingRow = {
  address: "beta.test_mode",
  desired: false,
  other: true,
  sources: frontend,
};

export const UNREADABLE: readonly string[] = [
  "beta.restricted_to_allowlist",
  "beta.from_email_address",
];

export const sectionOf = (address: string): Section =>
  address.slice(0, address.indexOf(".")) as Section;

/** As the YAML of one setting. */
export function yamlOf(address: string, value: Json): string {
  const [section, setting] = address.split(".");
  return `version: 1\n${section}:\n  ${setting}: ${JSON.stringify(value)}\n`;
}

/** Brings a model instance to what every-setting.yaml says. */
export function inSync(state: InstanceState): void {
  for (const row of READABLE) setLive(state, row.address, row.desired);
}
