/** What each PATCH endpoint takes, by hand from Clerk's OpenAPI documents, and how a body lands in the state. */
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { InstanceState, Section } from "./clerk-state.ts";

type Kind = "boolean" | "string" | "integer" | "strings" | "role";

interface Member {
  kind: Kind;
  /** Where the value lives in the state, when that isn't the member's own name. */
  at?: string;
  nullable?: true;
  only?: string;
  notIn?: string;
  /** The oldest version that has it. */
  since?: string;
}

const OLD = "2025-03-12";
const NEWEST = "2026-05-12";
const boolean: Member = { kind: "boolean" };
const string: Member = { kind: "string" };

const MEMBERS: Record<Section, Record<string, Member>> = {
  instance: {
    test_mode: boolean,
    hibp: boolean,
    support_email: string,
    clerk_js_version: string,
    development_origin: string,
    allowed_origins: { kind: "strings" },
    allowed_subdomains: { kind: "strings", since: NEWEST },
    subdomain_allowlist_enabled: { kind: "boolean", since: NEWEST },
    cookieless_dev: boolean,
    url_based_session_syncing: boolean,
    preferred_sign_in_strategy_when_password_required: { kind: "string", notIn: OLD },
    enhanced_email_deliverability: { kind: "boolean", only: OLD },
  },
  restrictions: {
    allowlist: boolean,
    blocklist: boolean,
    allowlist_blocklist_disabled_on_sign_in: { kind: "boolean", notIn: OLD },
    block_email_subaddresses: boolean,
    block_disposable_email_domains: boolean,
    ignore_dots_for_gmail_addresses: { kind: "boolean", only: OLD },
  },
  organization: {
    enabled: boolean,
    max_allowed_memberships: { kind: "integer" },
    admin_delete_enabled: boolean,
    domains_enabled: boolean,
    slug_disabled: { kind: "boolean", notIn: OLD },
    domains_enrollment_modes: { kind: "strings" },
    creator_role_id: { kind: "role", at: "creator_role" },
    domains_default_role_id: { kind: "role", at: "domains_default_role" },
  },
  protect: { rules_enabled: boolean, specter_enabled: boolean },
  communication: { blocked_country_codes: { kind: "strings" } },
  oauth_applications: {
    dynamic_oauth_client_registration: boolean,
    oauth_jwt_access_tokens: boolean,
    default_scopes: { kind: "strings", nullable: true },
    aud_claim_enabled: { kind: "boolean", since: NEWEST },
    pkce_required: { kind: "boolean", since: NEWEST },
    client_id_metadata_documents_advertised: boolean,
    client_id_metadata_documents_only_allow_pre_registered_clients: boolean,
    client_id_metadata_documents_block_implicitly_allowed_clients: boolean,
  },
  beta: {
    restricted_to_allowlist: boolean,
    from_email_address: string,
    progressive_sign_up: boolean,
    test_mode: { kind: "boolean", at: "instance.test_mode" },
  },
};

export const SECTION_OF: Readonly<Record<string, Section>> = {
  "/instance": "instance",
  "/instance/restrictions": "restrictions",
  "/instance/organization_settings": "organization",
  "/instance/protect": "protect",
  "/instance/communication": "communication",
  "/instance/oauth_application_settings": "oauth_applications",
  "/beta_features/instance_settings": "beta",
};

export const PATCH_PATH: Readonly<Record<Section, string>> = {
  instance: "/instance",
  restrictions: "/instance/restrictions",
  organization: "/instance/organization_settings",
  protect: "/instance/protect",
  communication: "/instance/communication",
  oauth_applications: "/instance/oauth_application_settings",
  beta: "/beta_features/instance_settings",
};

function fits(kind: Kind, value: Json): boolean {
  if (kind === "boolean") return typeof value === "boolean";
  if (kind === "integer") return Number.isInteger(value);
  if (kind === "strings")
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  return typeof value === "string";
}

/** What is wrong with a PATCH body that a careful client would never have sent. */
export function judgeBody(section: Section, body: Json | undefined, version: string): string[] {
  if (!isObject(body)) return [`PATCH ${section}: the body is not a JSON object`];
  const found: string[] = [];
  if (Object.keys(body).length === 0) found.push(`PATCH ${section}: empty body`);
  for (const [name, value] of Object.entries(body)) {
    const member = MEMBERS[section][name];
    if (member === undefined) found.push(`PATCH ${section}: Clerk knows no ${name}`);
    else if (member.only !== undefined && member.only !== version) {
      found.push(`PATCH ${section}: ${name} exists only in ${member.only}`);
    } else if (member.since !== undefined && version < member.since)
      found.push(`PATCH ${section}: ${name} is not in ${version}`);
    else if (member.notIn === version) found.push(`PATCH ${section}: ${name} is not in ${version}`);
    else if (value === null && member.nullable !== true) {
      found.push(`PATCH ${section}: null for ${name} is not documented`);
    } else if (value !== null && !fits(member.kind, value)) {
      found.push(`PATCH ${section}: ${name} is not a ${member.kind}: ${JSON.stringify(value)}`);
    }
  }
  return found;
}

export interface Refused {
  status: number;
  code: string;
  message: string;
  meta: JsonObject;
}

/** Roles come by id; an unknown one is 404, one that may not create organizations 422. */
export function judgeRoles(state: InstanceState, body: JsonObject): Refused | undefined {
  for (const name of ["creator_role_id", "domains_default_role_id"]) {
    const id = body[name];
    if (id === undefined) continue;
    const role = state.roles.find((candidate) => candidate.id === id);
    if (role === undefined) {
      return {
        status: 404,
        code: "resource_not_found",
        message: "Organization role not found",
        meta: { param_name: name },
      };
    }
    if (name === "creator_role_id" && !role.is_creator_eligible) {
      return {
        status: 422,
        code: "organization_missing_creator_role_permissions",
        message: "The creator role lacks permissions",
        meta: { param_name: name },
      };
    }
  }
  return undefined;
}

const KNOWN_COUNTRIES =
  /^(AE|AF|AT|AU|BE|BR|CA|CH|CN|CU|DE|DK|ES|FI|FR|GB|IE|IN|IR|IT|JP|KP|MX|NG|NL|NO|NZ|PK|PL|PT|RU|SE|SY|UA|US|VN|ZA)$/;

/** Writes a judged body into the state, leaving out the addresses in `dropped`. */
export function writeBody(
  state: InstanceState,
  section: Section,
  body: JsonObject,
  dropped: ReadonlySet<string>,
): void {
  const sections = state as unknown as Record<string, Record<string, unknown>>;
  for (const [name, sent] of Object.entries(body)) {
    const member = MEMBERS[section][name];
    if (member === undefined || dropped.has(`${section}.${name}`)) continue;
    const place = member.at ?? name;
    const [holder, key] = place.includes(".") ? place.split(".") : [section, place];
    let value: unknown = sent;
    if (member.kind === "role") value = state.roles.find((role) => role.id === sent)?.key;
    if (name === "blocked_country_codes" && Array.isArray(sent)) {
      value = sent.filter((code) => typeof code === "string" && KNOWN_COUNTRIES.test(code));
    }
    if (name === "default_scopes" && Array.isArray(sent) && sent.length === 0) value = null;
    const target = sections[holder ?? section];
    if (target !== undefined && key !== undefined) target[key] = structuredClone(value);
  }
}
