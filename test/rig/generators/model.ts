// Clerk, as small as it can be told, from what Clerk documents. It takes nothing from
// src but the type of JSON: which member stands where, what is a set and what is turned round on the
// way out is said here and in the samples a second time, by hand, so that the code is not compared
// with itself.

import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../../src/catalog/setting.ts";
import { withMember, type JsonObject } from "../json.ts";
import { isSecondName, SAMPLES } from "../samples.ts";

export type Members = Readonly<Record<string, Json>>;

export interface ModelRole {
  readonly id: string;
  readonly key: string;
  readonly eligible: boolean;
}

export interface Clerk {
  readonly id: string;
  readonly type: "development" | "production";
  readonly roles: readonly ModelRole[];
  /** Only then does the environment speak of the preferred strategy. */
  readonly passwordRequired: boolean;
  /** The environment shows `5` for the pin `5.3.1`. */
  readonly showsMajor: boolean;
  /** Answers carry an enrollment mode that nobody wrote. */
  readonly addsManual: boolean;
  readonly allowlistSize: number;
  /** What is stored, by PATCH path and by the member of its body. */
  readonly stored: Readonly<Record<string, Members>>;
}

export const PATHS: Readonly<Record<string, string>> = {
  instance: "/instance",
  restrictions: "/instance/restrictions",
  organization: "/instance/organization_settings",
  protect: "/instance/protect",
  communication: "/instance/communication",
  oauth_applications: "/instance/oauth_application_settings",
  beta: "/beta_features/instance_settings",
};

/** Lists, whose order and repetition mean nothing. */
export const SETS: readonly string[] = SAMPLES.filter(({ one }) => Array.isArray(one)).map(
  ({ address }) => address,
);

export const isSet = (address: string): boolean => SETS.includes(address);

/** Members outside the catalog that Clerk takes all the same. */
export const UNDOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  organization: ["force_organization_selection", "organization_creation_defaults"],
  oauth_applications: ["something_new"],
};

export interface Place {
  readonly path: string;
  readonly member: string;
}

/** What an address of the file writes. Both test modes are one switch; roles are stored by id. */
export function placeOf(address: string): Place {
  if (address === "beta.test_mode") return { path: "/instance", member: "test_mode" };
  const [section = "", ...rest] = address.split(".");
  const member = rest.at(-1) ?? "";
  const path = PATHS[section] ?? "";
  return /^(?:creator|domains_default)_role$/.test(member)
    ? { path, member: `${member}_id` }
    : { path, member };
}

export function storedAt(clerk: Clerk, address: string): Json {
  const { path, member } = placeOf(address);
  return clerk.stored[path]?.[member] ?? null;
}

/** Clerk with one member as the file means it, behind everybody's back. */
export function withStored(clerk: Clerk, address: string, value: Json): Clerk {
  const { path, member } = placeOf(address);
  const byKey = address.endsWith("_role");
  const written = byKey ? (clerk.roles.find(({ key }) => key === value)?.id ?? null) : value;
  const members = { ...clerk.stored[path], [member]: written };
  return { ...clerk, stored: { ...clerk.stored, [path]: members } };
}

/** Hosts are kept in lower case, without a dot at the end. */
const folded = (value: Json): Json =>
  Array.isArray(value)
    ? (value as readonly Json[]).map((host) => String(host).toLowerCase().replace(/\.$/, ""))
    : value;

const sorted = (value: Json): readonly string[] =>
  [...new Set((Array.isArray(value) ? value : []).map(String))].toSorted();

const isExtra = (address: string): boolean => address.includes(".extra.");

const isMembers = (value: Json): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What nobody has described: members and lists without an order, at every depth. */
function loose(value: Json): Json {
  if (Array.isArray(value)) {
    const form = (item: Json): string => JSON.stringify(item);
    return (value as readonly Json[])
      .map(loose)
      .toSorted((a, b) => (form(a) < form(b) ? -1 : Number(form(a) > form(b))));
  }
  if (!isMembers(value)) return value;
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(names.map((name) => [name, loose(value[name] ?? null)]));
}

/** Of what nobody has described, the members that the file names. */
function asked(wanted: Json, value: Json): Json {
  if (!isMembers(wanted) || !isMembers(value)) return value;
  const names = Object.keys(value).filter((name) => Object.hasOwn(wanted, name));
  return Object.fromEntries(
    names.map((name) => [name, asked(wanted[name] ?? null, value[name] ?? null)]),
  );
}

/** A value of the file in the one form that all its spellings share. */
function canonical(address: string, value: Json): Json {
  if (isExtra(address)) return loose(value);
  if (address === STRATEGY) return value === "" ? "password" : value;
  // No scopes at all means Clerk's own; elsewhere null is "never set".
  if (address === "oauth_applications.default_scopes" && sorted(value).length === 0) return null;
  if (address === "instance.allowed_subdomains") return sorted(folded(value));
  return isSet(address) ? sorted(value) : value;
}

/** Whether two values of the file mean the same. */
export const means = (address: string, a: Json, b: Json): boolean =>
  isDeepStrictEqual(canonical(address, a), canonical(address, b));

/** What Clerk shows at an address, in the file's words; `wanted` says whether the file names the mode that nobody writes. */
export function seen(clerk: Clerk, address: string, wanted: Json = null): Json {
  const stored = storedAt(clerk, address);
  if (address.endsWith("_role")) return keyOf(clerk, stored);
  if (address === "organization.domains_enrollment_modes") {
    const asked = sorted(wanted).includes(MANUAL);
    return sorted(modes(clerk).filter((mode) => asked || mode !== MANUAL));
  }
  if (isExtra(address)) return loose(asked(wanted, stored));
  return canonical(address, stored ?? (TEXTS.includes(address) ? "" : null));
}

/** Whether Clerk holds what the file wants at that address. */
export const holds = (clerk: Clerk, address: string, wanted: Json): boolean =>
  isDeepStrictEqual(seen(clerk, address, wanted), canonical(address, wanted));

/** Where null, which a fresh instance shows, is an empty text. */
const TEXTS = [
  "instance.support_email",
  "instance.clerk_js_version",
  "instance.development_origin",
  "instance.preferred_sign_in_strategy_when_password_required",
];

const MANUAL = "manual_invitation";
const STRATEGY = "instance.preferred_sign_in_strategy_when_password_required";

const keyOf = (clerk: Clerk, id: Json): string =>
  clerk.roles.find((role) => role.id === id)?.key ?? "";

// Answers ----------------------------------------------------------------------------------------

/** Clerk keeps no order. */
const scrambled = (value: Json): Json => (Array.isArray(value) ? value.toReversed() : value);

const GENERAL = SAMPLES.filter(({ general }) => general);

/** A section as its GET and its PATCH answer show it. */
function show(clerk: Clerk, path: string): Members {
  const stored = clerk.stored[path] ?? {};
  if (path === "/instance") {
    return {
      object: "instance",
      id: clerk.id,
      environment_type: clerk.type,
      workspace_id: null,
      ...Object.fromEntries(
        GENERAL.map(({ name }): [string, Json] => [name, scrambled(stored[name] ?? null)]),
      ),
      allowed_subdomains: scrambled(folded(stored["allowed_subdomains"] ?? [])),
      subdomain_allowlist_enabled: stored["subdomain_allowlist_enabled"] ?? false,
    };
  }
  if (path === PATHS["organization"]) {
    const { creator_role_id: creator, domains_default_role_id: member, ...rest } = stored;
    return {
      ...rest,
      domains_enrollment_modes: modes(clerk),
      creator_role: keyOf(clerk, creator ?? null),
      domains_default_role: keyOf(clerk, member ?? null),
    };
  }
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) =>
      isSet(`communication.${name}`) || isSet(`oauth_applications.${name}`)
        ? [name, scrambled(value)]
        : [name, value],
    ),
  );
}

function modes(clerk: Clerk): readonly string[] {
  const written = sorted(storedAt(clerk, "organization.domains_enrollment_modes")).toReversed();
  return clerk.addsManual && !written.includes(MANUAL) ? [MANUAL, ...written] : written;
}

const FROZEN = "2025-03-12";
const lacks = (version: string, path: string): boolean =>
  version === FROZEN && /protect|communication|oauth/.test(path);

/** A Backend API GET; undefined: no such endpoint in that version. */
export function get(clerk: Clerk, path: string, version: string, base = ""): Json | undefined {
  switch (path) {
    case "/instance":
      return show(clerk, path);
    case "/domains": {
      const origin = clerk.stored["/instance"]?.["development_origin"] ?? null;
      const satellite = { id: "dmn_2", is_satellite: true, development_origin: "http://other" };
      const primary = { id: "dmn_1", is_satellite: false, development_origin: origin };
      const data = [satellite, { ...primary, frontend_api_url: base }];
      return { data, total_count: data.length };
    }
    case "/organization_roles": {
      if (version === FROZEN || version === "2021-02-05") return undefined;
      const data = clerk.roles.map(({ id, key, eligible }) => ({
        id,
        key,
        is_creator_eligible: eligible,
      }));
      return { data, total_count: data.length };
    }
    case "/allowlist_identifiers": {
      const data = Array.from({ length: clerk.allowlistSize }, (_, index) => ({ id: `a${index}` }));
      return { data, total_count: data.length };
    }
    case "/instance/restrictions":
    case "/beta_features/instance_settings":
      return undefined;
    default:
      if (version === FROZEN || !Object.values(PATHS).includes(path)) return undefined;
      return show(clerk, path);
  }
}

/** Where the Frontend API shows a setting as it is stored. */
const SHOWN: readonly (readonly [path: readonly string[], address: string])[] = SAMPLES.flatMap(
  (sample) => {
    const { frontend, section, address } = sample;
    return frontend === undefined || section === "restrictions" || isSecondName(sample)
      ? []
      : [[frontend.split("."), address] as const];
  },
);

/** An instance never changes, only another takes its place: what it shows is worked out once. */
const environments = new WeakMap<Clerk, Json>();

/** `GET /v1/environment` of the Frontend API. */
export function environment(clerk: Clerk): Json {
  const made = environments.get(clerk) ?? environmentOf(clerk);
  environments.set(clerk, made);
  return made;
}

function environmentOf(clerk: Clerk): Json {
  const stored = (address: string): Json => storedAt(clerk, address);
  const pin = stored("instance.clerk_js_version");
  const limits = Object.entries(clerk.stored[PATHS["restrictions"] ?? ""] ?? {});
  const unusual: Readonly<Record<string, Json>> = {
    "display_config.instance_environment_type": clerk.type,
    "display_config.clerk_js_version": clerk.showsMajor ? majorOf(pin) : pin,
    "display_config.preferred_sign_in_strategy": clerk.passwordRequired
      ? canonical(STRATEGY, stored(STRATEGY) ?? "")
      : "otp",
    "user_settings.attributes.password.required": clerk.passwordRequired,
    "user_settings.password_settings.disable_hibp": stored("instance.hibp") !== true,
    "user_settings.restrictions": Object.fromEntries(
      limits.map(([name, enabled]) => [name, { enabled }]),
    ),
    "user_settings.sign_up.progressive": stored("beta.progressive_sign_up") ?? false,
    "organization_settings.domains.enrollment_modes": modes(clerk),
    "organization_settings.domains.default_role": keyOf(
      clerk,
      stored("organization.domains_default_role_id"),
    ),
    "organization_settings.creator_role": keyOf(clerk, stored("organization.creator_role_id")),
  };
  const plain = SHOWN.reduce<JsonObject>(
    (shown, [path, address]) => withMember(shown, path, stored(address)),
    {},
  );
  return Object.entries(unusual).reduce<JsonObject>(
    (shown, [path, value]) => withMember(shown, path.split("."), value),
    plain,
  );
}

const majorOf = (pin: Json): Json => /^\d+(?=\.)/.exec(String(pin))?.[0] ?? pin;

export interface Patched {
  readonly clerk: Clerk;
  readonly status: number;
  readonly body: Json | undefined;
}

/** A PATCH: unknown members are dropped in silence, null leaves the origins alone, no scopes are stored as null. */
export function patch(clerk: Clerk, path: string, body: Members, version: string): Patched {
  const refuse = (status: number, code: string): Patched => ({
    clerk,
    status,
    body: { errors: [{ code, message: code, long_message: code }] },
  });
  const stored = clerk.stored[path];
  if (!stored || lacks(version, path)) return refuse(404, "resource_not_found");
  const changes: Record<string, Json> = {};
  const general: Record<string, Json> = {};
  for (const [member, value] of Object.entries(body)) {
    if (member.endsWith("_role_id")) {
      const role = clerk.roles.find(({ id }) => id === value);
      if (!role) return refuse(404, "resource_not_found");
      if (member === "creator_role_id" && !role.eligible) return refuse(422, "not_eligible");
    }
    if (path === PATHS["beta"] && member === "test_mode") general[member] = value;
    else if (member === "allowed_origins" && value === null) continue;
    else if (member === "default_scopes" && sorted(value).length === 0) changes[member] = null;
    else if (member in stored) changes[member] = value;
  }
  const written = { ...clerk.stored, [path]: { ...stored, ...changes } };
  const after = {
    ...clerk,
    stored: { ...written, "/instance": { ...written["/instance"], ...general } },
  };
  return path === "/instance"
    ? { clerk: after, status: 204, body: undefined }
    : { clerk: after, status: 200, body: show(after, path) };
}
