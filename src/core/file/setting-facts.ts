// What is known of a setting, in words for people: for `explain`, the schema and the page of settings.

import { API_VERSIONS, LIVE_API_VERSIONS, type ApiVersion } from "../../catalog/api-version.ts";
import { HAZARDS, type Direction, type Hazard, type HazardRule } from "../../catalog/hazard.ts";
import { EXTRA, isExtraSetting, type Row } from "../../catalog/resource.ts";
import type { Json, JsonSchema, ReadSource, Setting } from "../../catalog/setting.ts";

export interface HazardFacts {
  readonly hazard: Hazard;
  /** Which way the value moves. */
  readonly when: Direction;
  /** The same, and what else must hold, in words. */
  readonly condition: string;
  readonly says: string;
  /** Whether it needs consent on a production instance. */
  readonly needs_consent: boolean;
  /** null: on every instance. */
  readonly only: "production" | null;
  /** Addresses that must be in force, too. */
  readonly besides: readonly string[];
}

export interface SettingFacts {
  readonly address: string;
  readonly says: string;
  readonly type: string;
  /** null: no closed list. */
  readonly allowed: readonly Json[] | null;
  /** What the text, or each item, must be; null: nothing is asked. */
  readonly form: string | null;
  /** How it is written in the file. */
  readonly yaml: string;
  readonly written: { readonly path: string; readonly member: string };
  /** Best source first; empty: write-only. */
  readonly read: readonly {
    readonly api: ReadSource["via"];
    readonly path: string;
    readonly member: string;
    /** The source speaks of the setting only then; null: always. */
    readonly only_while: string | null;
  }[];
  readonly api_versions: readonly ApiVersion[];
  /** null: all. */
  readonly instances: "development" | "production" | null;
  readonly deprecated: string | null;
  readonly not_together_with: readonly string[];
  readonly must_agree_with: string | null;
  readonly written_after: readonly string[];
  readonly hazards: readonly HazardFacts[];
}

export const DIRECTIONS: Readonly<Record<Direction, string>> = {
  becomes_true: "turned on",
  becomes_false: "turned off",
  changes: "changed either way",
  item_added: "an item is added",
  item_removed: "an item is removed",
  limit_lowered: "lowered (0 is unlimited)",
  role_widened: "the new role has permissions that the old one lacks, or may lack",
  raised: "raised",
  member_lost: "a member goes or changes",
  renamed: "given another key",
  appears: "made",
  disappears: "deleted",
};

const TYPES: Readonly<Record<string, string>> = {
  boolean: "true or false",
  integer: "whole number",
  string: "text",
  array: "list of text, in any order",
  object: "object",
  null: "null",
};

export function nameType(schema: JsonSchema): string {
  const types = [schema["type"] ?? (schema["enum"] ? "string" : undefined)].flat();
  return types[0] === undefined
    ? "any JSON value"
    : types.map((type) => TYPES[String(type)] ?? String(type)).join(", or ");
}

const itemsOf = (schema: JsonSchema): JsonSchema | undefined =>
  schema["items"] as JsonSchema | undefined;

/** The closed list of values, or of items; undefined: there is none. */
export function allowedIn(schema: JsonSchema): readonly Json[] | undefined {
  return (schema["enum"] ?? itemsOf(schema)?.["enum"]) as readonly Json[] | undefined;
}

/** What a schema says of its form; undefined: nothing. */
export const commentOf = (schema: JsonSchema): string | undefined => {
  const comment = schema["$comment"] ?? itemsOf(schema)?.["$comment"];
  return typeof comment === "string" ? comment : undefined;
};

const EXAMPLES: Readonly<Record<string, (schema: JsonSchema) => Json>> = {
  boolean: () => true,
  integer: ({ minimum = 0 }) => Math.max(10, Number(minimum)),
  object: () => ({}),
  array: (schema) => [exampleOf(itemsOf(schema) ?? {})],
};

/** A value that fits: the schema's own example, or one that its comment names. */
function exampleOf(schema: JsonSchema): Json {
  const [given] = (schema["examples"] ?? []) as readonly Json[];
  if (given !== undefined) return given;
  const [allowed] = (schema["enum"] ?? []) as readonly Json[];
  if (allowed !== undefined) return allowed;
  const made = EXAMPLES[String([schema["type"]].flat()[0])];
  if (made) return made(schema);
  return /such as ([^\s,;]+)/.exec(commentOf(schema) ?? "")?.[1] ?? "text";
}

/** Words that YAML 1.1 and 1.2 read as text; everything else is quoted. */
function inYaml(value: Json): string {
  if (typeof value === "string" && /^[a-z]{4,}(?:_[a-z]+)*$/.test(value)) return value;
  return Array.isArray(value) ? `[${value.map(inYaml).join(", ")}]` : JSON.stringify(value);
}

function yamlOf({ section: { name: section }, setting, of }: Row): string {
  const { name, schema } = setting;
  const value = inYaml(exampleOf(schema));
  if (of)
    return `${section}:\n  present:\n    ${JSON.stringify(of.key)}:\n      ${of.member}: ${value}`;
  return isExtraSetting(setting)
    ? `${section}:\n  ${EXTRA}:\n    ${name.slice(EXTRA.length + 1)}: true`
    : `${section}:\n  ${name}: ${value}`;
}

function conditionOf({ when, besides = [], only }: HazardRule): string {
  const others = besides.join(" and ");
  const beside = others && ` while ${others} ${besides.length > 1 ? "are" : "is"} in force`;
  return `${DIRECTIONS[when]}${beside}${only ? ` (${only} only)` : ""}`;
}

/** Which API versions have it, in words; undefined: all. */
export function nameVersions({ versions }: Pick<Setting, "versions">): string | undefined {
  if (versions.length === API_VERSIONS.length) return undefined;
  if (versions.length === LIVE_API_VERSIONS.length) return "not in API version 2025-03-12";
  return `only in API version ${versions.join(", ")}`;
}

function describeRule(rule: HazardRule): HazardFacts {
  const { hazard, when, says, only = null, besides = [] } = rule;
  const { blocks } = HAZARDS[hazard];
  return { hazard, when, condition: conditionOf(rule), says, needs_consent: blocks, only, besides };
}

function describeSource({
  via,
  path,
  member,
  onlyWhile,
}: ReadSource): SettingFacts["read"][number] {
  const condition =
    onlyWhile && `${onlyWhile.member.join(".")} is ${JSON.stringify(onlyWhile.equals)}`;
  return { api: via, path, member: member.join("."), only_while: condition ?? null };
}

export function describeSetting(row: Row): SettingFacts {
  const { address, section, setting } = row;
  const { schema } = setting;
  return {
    address,
    says: setting.doc,
    type: nameType(schema),
    allowed: allowedIn(schema) ?? null,
    form: commentOf(schema) ?? null,
    yaml: yamlOf(row),
    written: { path: section.path, member: setting.write.member },
    read: setting.read.map(describeSource),
    api_versions: setting.versions,
    instances: setting.environment ?? null,
    deprecated: setting.deprecated ?? null,
    not_together_with: setting.excludes,
    must_agree_with: setting.agreesWith ?? null,
    written_after: setting.after,
    hazards: setting.hazards.map(describeRule),
  };
}
