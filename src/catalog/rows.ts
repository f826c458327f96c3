// Builders of rows: one per kind of value, so that a row says only what is special about it.

import { API_VERSIONS } from "./api-version.ts";
import type { HazardRule } from "./hazard.ts";
import type {
  Comparison,
  Json,
  JsonSchema,
  ReadSource,
  Setting,
  Transform,
  WriteTransform,
} from "./setting.ts";

type Options = Partial<Omit<Setting, "name" | "value" | "write">> & {
  readonly doc: string;
  readonly writes?: string;
  readonly writesAs?: WriteTransform;
};

function setting<Name extends string, Value extends Json>(
  name: Name,
  kind: { readonly schema: JsonSchema; readonly comparison: Comparison },
  options: Options,
): Setting<Name, Value> {
  const { writes = name, writesAs: transform = "identity", ...rest } = options;
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
    write: { member: writes, transform },
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

/** The collection that a role's key is found in. */
export const ROLES = "organization_roles";

/** An organization role by its key. Clerk writes ids and answers with keys. */
export function roleKey<Name extends string>(name: Name, options: Options): Setting<Name, string> {
  const schema: JsonSchema = {
    type: "string",
    pattern: "^org:[a-z0-9_]+$",
    maxLength: 250,
    $comment: "a role key, such as org:admin",
  };
  return setting<Name, string>(
    name,
    { schema, comparison: "scalar" },
    { ...options, writesAs: "role_id_from_key", references: ROLES },
  );
}

/** An organization role by its raw id. */
export function roleId<Name extends string>(name: Name, options: Options): Setting<Name, string> {
  const schema: JsonSchema = {
    type: "string",
    pattern: "^role_[A-Za-z0-9_]+$",
    maxLength: 250,
    $comment: "a role id that starts with role_",
    examples: ["role_2abc"],
  };
  return setting(name, { schema, comparison: "scalar" }, { ofOneInstance: true, ...options });
}

/** Any JSON: the row restricts nothing. Clerk gives lists in no order, and may fill objects up. */
export function anything<Name extends string>(name: Name, options: Options): Setting<Name> {
  return setting(name, { schema: {}, comparison: "unordered" }, options);
}

/** An object, compared as a whole; `schema` narrows it. */
export function object<Name extends string>(
  name: Name,
  options: Options,
): Setting<Name, { readonly [member: string]: Json }> {
  const schema: JsonSchema = { type: "object", ...options.schema };
  return setting(name, { schema, comparison: "json" }, { ...options, schema });
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

/** What a switch that lets only the allowlist in endangers. */
export const ALLOWLIST_HAZARDS: readonly HazardRule[] = [
  {
    hazard: "locks_out_users",
    when: "becomes_true",
    says: "everybody who is not on the allowlist can no longer sign up",
  },
  {
    hazard: "opens_sign_up",
    when: "becomes_false",
    says: "people who are not on the allowlist can sign up",
  },
];
