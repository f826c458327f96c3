/** What each PATCH endpoint takes, which the samples say, and how a body lands in the state. */
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { InstanceState, Section } from "./clerk-state.ts";
import { NOT_PLAYED, samplesOf, type Sample } from "./samples.ts";

type Kind = "boolean" | "string" | "integer" | "strings" | "role";

interface Member {
  kind: Kind;
  /** Where the value lives in the state: section and name. */
  at: readonly [holder: string, name: string];
  nullable: boolean;
  versions: readonly string[];
}

function kindOf({ member, one }: Sample): Kind {
  if (member.endsWith("_role_id")) return "role";
  if (Array.isArray(one)) return "strings";
  return typeof one === "number" ? "integer" : (typeof one as "boolean" | "string");
}

/** By the member of the body. Roles are written by id and kept by key; both test modes are one. */
const membersOf = (section: string): Readonly<Record<string, Member>> =>
  Object.fromEntries(
    samplesOf(section)
      .filter(({ name, member, address }) => name === member && !NOT_PLAYED.includes(address))
      .map((sample): [string, Member] => {
        const { address, name, cleared, versions } = sample;
        return [
          name,
          {
            kind: kindOf(sample),
            at:
              address === "beta.test_mode"
                ? ["instance", "test_mode"]
                : [section, name.replace(/(_role)_id$/, "$1")],
            nullable: cleared === null,
            versions,
          },
        ];
      }),
  );

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

const MEMBERS = Object.fromEntries(
  Object.keys(PATCH_PATH).map((section) => [section, membersOf(section)]),
) as Readonly<Record<Section, Readonly<Record<string, Member>>>>;

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
    else if (!member.versions.includes(version)) {
      const { versions } = member;
      found.push(`PATCH ${section}: ${name} is not in ${version}, only in ${versions.join(", ")}`);
    } else if (value === null && !member.nullable) {
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
    const [holder, key] = member.at;
    let value: unknown = sent;
    if (member.kind === "role") value = state.roles.find((role) => role.id === sent)?.key;
    if (name === "blocked_country_codes" && Array.isArray(sent)) {
      value = sent.filter((code) => typeof code === "string" && KNOWN_COUNTRIES.test(code));
    }
    if (name === "default_scopes" && Array.isArray(sent) && sent.length === 0) value = null;
    const target = sections[holder];
    if (target !== undefined) target[key] = structuredClone(value);
  }
}
