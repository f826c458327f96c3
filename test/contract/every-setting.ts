/** Every member of every PATCH body that some version of Clerk's API documents, with two values to go between. */
import type { OpenapiDocument } from "../openapi/openapi.ts";
import type { Json } from "../rig/json.ts";
import { writableMembers } from "./judge.ts";

/** What Clerk calls a section's endpoint. */
export const PATHS = {
  instance: "/instance",
  restrictions: "/instance/restrictions",
  organization: "/instance/organization_settings",
  protect: "/instance/protect",
  communication: "/instance/communication",
  oauth_applications: "/instance/oauth_application_settings",
  beta: "/beta_features/instance_settings",
} as const;

export type SectionName = keyof typeof PATHS;

interface Knob {
  readonly section: SectionName;
  /** In the PATCH body. */
  readonly member: string;
  /** In the file, where it is called otherwise. */
  readonly name?: string;
  readonly one: Json;
  readonly other: Json;
}

const knobsOf = (
  section: SectionName,
  values: { readonly [member: string]: readonly [one: Json, other: Json] },
): readonly Knob[] =>
  Object.entries(values).map(([member, [one, other]]) => ({ section, member, one, other }));

const SWITCHED = [true, false] as const;
const OFF_FIRST = [false, true] as const;

/** In each pair one value differs from what a new instance has, so that both directions are sent. */
export const KNOBS: readonly Knob[] = [
  ...knobsOf("instance", {
    test_mode: OFF_FIRST,
    hibp: OFF_FIRST,
    support_email: ["help@example.com", ""],
    clerk_js_version: ["5.3.1", "6"],
    development_origin: ["http://localhost:3000", "http://localhost:4000"],
    allowed_origins: [
      ["chrome-extension://abcdefghijklmnop", "capacitor://localhost"],
      ["capacitor://localhost"],
    ],
    allowed_subdomains: [["app.example.com", "*.preview.example.com"], ["app.example.com"]],
    subdomain_allowlist_enabled: SWITCHED,
    cookieless_dev: SWITCHED,
    url_based_session_syncing: OFF_FIRST,
    preferred_sign_in_strategy_when_password_required: ["otp", ""],
    enhanced_email_deliverability: SWITCHED,
  }),
  ...knobsOf("restrictions", {
    allowlist: SWITCHED,
    blocklist: SWITCHED,
    allowlist_blocklist_disabled_on_sign_in: SWITCHED,
    block_email_subaddresses: SWITCHED,
    block_disposable_email_domains: SWITCHED,
    ignore_dots_for_gmail_addresses: SWITCHED,
  }),
  ...knobsOf("organization", {
    enabled: SWITCHED,
    max_allowed_memberships: [20, 0],
    admin_delete_enabled: OFF_FIRST,
    domains_enabled: SWITCHED,
    slug_disabled: OFF_FIRST,
    domains_enrollment_modes: [["automatic_suggestion", "automatic_invitation"], []],
  }),
  {
    section: "organization",
    member: "creator_role_id",
    name: "creator_role",
    one: "org:owner",
    other: "org:admin",
  },
  {
    section: "organization",
    member: "domains_default_role_id",
    name: "domains_default_role",
    one: "org:member",
    other: "org:owner",
  },
  ...knobsOf("protect", { rules_enabled: SWITCHED, specter_enabled: SWITCHED }),
  ...knobsOf("communication", { blocked_country_codes: [["RU", "KP"], ["KP"]] }),
  ...knobsOf("oauth_applications", {
    dynamic_oauth_client_registration: SWITCHED,
    oauth_jwt_access_tokens: SWITCHED,
    default_scopes: [["profile", "openid"], null],
    aud_claim_enabled: SWITCHED,
    pkce_required: SWITCHED,
    client_id_metadata_documents_advertised: SWITCHED,
    client_id_metadata_documents_only_allow_pre_registered_clients: SWITCHED,
    client_id_metadata_documents_block_implicitly_allowed_clients: SWITCHED,
  }),
  ...knobsOf("beta", {
    restricted_to_allowlist: SWITCHED,
    from_email_address: ["hello", "noreply"],
    progressive_sign_up: OFF_FIRST,
    test_mode: OFF_FIRST,
    enhanced_email_deliverability: SWITCHED,
  }),
];

export interface FileOptions {
  readonly document: OpenapiDocument;
  readonly version: string;
  readonly values: "one" | "other";
  /** Two names of one switch; a file holds one of them. */
  readonly testModeIn: "instance" | "beta";
  /** Ids by key, where the version can't list the roles. */
  readonly roleIds: ReadonlyMap<string, string> | null;
  /** Of the instance; development when left out. */
  readonly type?: "development" | "production";
}

/** Settings that only instances of one type have. */
export const OTHERS_ONLY = {
  development: ["instance.allowed_subdomains", "instance.subdomain_allowlist_enabled"],
  production: ["instance.development_origin", "instance.url_based_session_syncing"],
} as const satisfies Record<"development" | "production", readonly string[]>;

/** The settings that the document of that version lets be written, as a clerkwork file. */
export function fileOf(options: FileOptions): string {
  const { document, version, values, testModeIn, roleIds, type = "development" } = options;
  const without: readonly string[] = OTHERS_ONLY[type];
  const sections = Object.entries(PATHS).flatMap(([section, path]) => {
    const documented = writableMembers(document, path);
    const lines = KNOBS.filter(
      (knob) =>
        knob.section === section &&
        documented.includes(knob.member) &&
        !without.includes(`${section}.${knob.member}`) &&
        (knob.member !== "test_mode" || section === testModeIn),
    ).map((knob) => {
      const id = roleIds?.get(String(knob[values]));
      const byId = knob.name !== undefined && id !== undefined;
      const name = byId ? knob.member : (knob.name ?? knob.member);
      return `  ${name}: ${JSON.stringify(byId ? id : knob[values])}\n`;
    });
    return lines.length > 0 ? [`${section}:\n${lines.join("")}`] : [];
  });
  return `version: 1\napi_version: "${version}"\n${sections.join("")}`;
}
