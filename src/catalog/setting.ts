import { API_VERSIONS, type ApiVersion } from "./api-version.ts";
import type { HazardRule } from "./hazard.ts";

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [member: string]: Json };

/** A JSON Schema (2020-12) fragment. */
export type JsonSchema = { readonly [keyword: string]: Json };

/** How two values of a setting are told apart. Sets have neither order nor repetition. */
export type Comparison = "scalar" | "set" | "list" | "json";

/**
 * From what Clerk answers to what people write:
 * `identity` as is · `not` the negated boolean · `null_is_empty` null reads as "" (or [] for sets) ·
 * `role_id_from_key` the id of the organization role with that key.
 */
export type Transform = "identity" | "not" | "null_is_empty" | "role_id_from_key";

/** One place where a setting can be read. */
export interface ReadSource {
  readonly via: "backend_api" | "frontend_api";
  /** Path below the API's base. `/domains` speaks of the primary domain. */
  readonly path: string;
  /** Where in the answer. */
  readonly member: readonly string[];
  readonly transform: Transform;
  /** The source speaks of this setting only while another member of the same answer has this value. */
  readonly onlyWhile?: { readonly member: readonly string[]; readonly equals: Json };
}

/** When a switch that is on has an effect. */
export interface EffectiveWhile {
  readonly source: ReadSource;
  readonly equals: Json;
  /** How the source's values are called in Clerk's Dashboard. */
  readonly names: Readonly<Record<string, string>>;
  /** What the source shows, in Clerk's words. */
  readonly what: string;
}

/** One knob of a Clerk instance: everything that the tool knows about it. */
export interface Setting<Name extends string = string, Value extends Json = Json> {
  readonly name: Name;
  /** What it does, for a person. One or two sentences. */
  readonly doc: string;
  /** What may be written in the file. */
  readonly schema: JsonSchema;
  readonly comparison: Comparison;
  /** The member of the PATCH body, and how the file's value becomes that member's. */
  readonly write: { readonly member: string; readonly transform: "identity" | "role_id_from_key" };
  /** Where it can be read, best source first; empty: write-only. */
  readonly read: readonly ReadSource[];
  /** The member of the PATCH answer that shows it; null: the answer doesn't. */
  readonly echo: string | null;
  /** The API versions that document it as writable. */
  readonly versions: readonly ApiVersion[];
  /** Has an effect only on instances of this type. */
  readonly environment?: "development" | "production";
  readonly hazards: readonly HazardRule[];
  /** Addresses that must be written before this one. */
  readonly after: readonly string[];
  /** Why Clerk deprecated it. */
  readonly deprecated?: string;
  /** Addresses that can't be declared together with it. */
  readonly excludes: readonly string[];
  /** An address that, when declared too, must have the same value. */
  readonly agreesWith?: string;
  /** Clerk keeps the items in this form: `host` is lower case without a trailing dot. */
  readonly itemsFoldedAs?: "host";
  /** [] and null mean the same, and Clerk shows null. */
  readonly emptyIsNull?: boolean;
  /** The API versions that document [] as removing all items; without it, all of them. */
  readonly clearableIn?: readonly ApiVersion[];
  /** Items that answers may carry although nobody wrote them; ignored unless the file names them. */
  readonly unwrittenItems?: readonly string[];
  /** What answers show for "", which clears it. */
  readonly emptyReadsAs?: string;
  /** The answer may show a resolved form (5 for 5.3.1), which proves nothing. */
  readonly mayReadResolved?: boolean;
  /** Turned on, it keeps everybody out who is not on the allowlist. */
  readonly needsAllowlist?: boolean;
  /** The address of the list without which, once turned on, it shuts everything out. */
  readonly needsList?: string;
  /** Turned on, it has an effect only while a source shows this value. */
  readonly effectiveWhile?: EffectiveWhile;
  /** The role must be eligible for creators of organizations. */
  readonly roleMustBeCreatorEligible?: boolean;
  /** Phantom: carries the type of the value, never set. */
  readonly value?: Value;
}

/** What one PATCH endpoint writes. */
export interface Section<Name extends string = string, S extends Setting = Setting> {
  readonly name: Name;
  readonly doc: string;
  /** The PATCH endpoint, below `/v1`. */
  readonly path: string;
  /** `echo`: 200 with the section's state. `none`: 204 without a body. */
  readonly answer: "echo" | "none";
  readonly versions: readonly ApiVersion[];
  /** Where a GET shows the section (for settings that the catalog doesn't know yet); null: no such endpoint. */
  readonly get: { readonly path: string; readonly versions: readonly ApiVersion[] } | null;
  /** Where the Frontend API's environment keeps members of this section; `*` stands for the member. */
  readonly frontend: readonly (readonly string[])[];
  readonly settings: readonly S[];
}

type Options = Partial<Omit<Setting, "name" | "value" | "write">> & {
  readonly doc: string;
  readonly writes?: string;
};

function setting<Name extends string, Value extends Json>(
  name: Name,
  kind: { readonly schema: JsonSchema; readonly comparison: Comparison },
  options: Options,
): Setting<Name, Value> {
  const { writes = name, ...rest } = options;
  return {
    ...kind,
    read: [],
    echo: null,
    versions: API_VERSIONS,
    hazards: [],
    after: [],
    excludes: [],
    ...rest,
    name,
    write: { member: writes, transform: "identity" },
  };
}

/** A switch. */
export function boolean<Name extends string>(name: Name, options: Options): Setting<Name, boolean> {
  return setting(name, { schema: { type: "boolean" }, comparison: "scalar" }, options);
}

/** A piece of text; `schema` narrows it. */
export function text<Name extends string, Value extends string = string>(
  name: Name,
  options: Options,
): Setting<Name, Value> {
  const schema: JsonSchema = { type: "string", maxLength: 1000, ...options.schema };
  return setting(name, { schema, comparison: "scalar" }, { ...options, schema });
}

/** A whole number, not negative. */
export function count<Name extends string>(name: Name, options: Options): Setting<Name, number> {
  const schema: JsonSchema = { type: "integer", minimum: 0, maximum: 2_147_483_647 };
  return setting(name, { schema, comparison: "scalar" }, options);
}

/** A list without order; `items` is the schema of one item. */
export function set<Name extends string, Value extends Json = readonly string[]>(
  name: Name,
  items: JsonSchema,
  options: Options,
): Setting<Name, Value> {
  const schema: JsonSchema = {
    type: "array",
    items,
    uniqueItems: true,
    maxItems: 1000,
    ...options.schema,
  };
  return setting(name, { schema, comparison: "set" }, { ...options, schema });
}

/** An organization role by its key. Clerk writes ids and answers with keys. */
export function roleKey<Name extends string>(name: Name, options: Options): Setting<Name, string> {
  const schema: JsonSchema = {
    type: "string",
    pattern: "^org:[a-z0-9_]+$",
    maxLength: 250,
    $comment: "a role key, such as org:admin",
  };
  const row = setting<Name, string>(name, { schema, comparison: "scalar" }, options);
  return { ...row, write: { ...row.write, transform: "role_id_from_key" } };
}

/** An organization role by its raw id. */
export function roleId<Name extends string>(name: Name, options: Options): Setting<Name, string> {
  const schema: JsonSchema = {
    type: "string",
    pattern: "^role_[A-Za-z0-9_]+$",
    maxLength: 250,
    $comment: "a role id that starts with role_",
  };
  return setting(name, { schema, comparison: "scalar" }, options);
}

/** Readable with a Backend API GET. */
export function backend(
  path: string,
  member: string,
  transform: Transform = "identity",
): ReadSource {
  return { via: "backend_api", path, member: [member], transform };
}

/** Readable in the Frontend API's public environment; `member` is a dotted path. */
export function frontend(
  member: string,
  transform: Transform = "identity",
  rest: Pick<ReadSource, "onlyWhile"> = {},
): ReadSource {
  return {
    via: "frontend_api",
    path: "/v1/environment",
    member: member.split("."),
    transform,
    ...rest,
  };
}

export function section<Name extends string, S extends Setting>(
  name: Name,
  rest: Omit<Section<Name, S>, "name" | "settings">,
  settings: readonly S[],
): Section<Name, S> {
  return { name, ...rest, settings };
}

/** What stands before the name of a setting that the catalog doesn't know, in addresses. */
export const EXTRA = "extra";

/** Whether a row stands for a member that the catalog doesn't know. */
export function isExtraSetting(setting: Pick<Setting, "name">): boolean {
  return setting.name.startsWith(`${EXTRA}.`);
}

/**
 * A setting that Clerk may accept but the catalog doesn't know: sent as is, compared when an
 * answer shows a member of that name.
 */
export function extraSetting(home: Section, member: string): Setting {
  const read: ReadSource[] = home.get ? [backend(home.get.path, member)] : [];
  for (const place of home.frontend) {
    read.push({
      via: "frontend_api",
      path: "/v1/environment",
      member: place.map((step) => (step === "*" ? member : step)),
      transform: "identity",
    });
  }
  return setting(
    `${EXTRA}.${member}`,
    { schema: {}, comparison: "json" },
    {
      doc: "Not in the catalog.",
      writes: member,
      echo: home.answer === "echo" ? member : null,
      versions: home.versions,
      read,
    },
  );
}
