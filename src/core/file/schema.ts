// The catalog as JSON Schema (2020-12): what editors complete and what ajv checks.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import { hasMembers, isCollection, type Collection } from "../../catalog/item-row.ts";
import { EXTRA, EXTRA_NAME, type Section } from "../../catalog/resource.ts";
import type { JsonSchema, Setting } from "../../catalog/setting.ts";
import { RENAMED_FROM } from "./items.ts";
import { ENVIRONMENT_NAME, TARGET_KEYS } from "./shapes.ts";

const DATE: JsonSchema = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}$",
  $comment: "a date, YYYY-MM-DD",
};
const REASON: JsonSchema = { type: "string", minLength: 1, maxLength: 500 };
const BETWEEN: JsonSchema = {
  type: "array",
  items: { type: "string", minLength: 1, maxLength: 100 },
  minItems: 2,
  maxItems: 2,
  uniqueItems: true,
};
const ADDRESS: JsonSchema = { type: "string", minLength: 1, maxLength: 2200 };

function object(properties: Record<string, JsonSchema>, rest: JsonSchema = {}): JsonSchema {
  return { type: "object", additionalProperties: false, properties, ...rest };
}

function describe(setting: Setting): string {
  const notes = [
    setting.deprecated && `Deprecated: ${setting.deprecated}.`,
    setting.versions.length === 1 && `Only in API version ${setting.versions[0]}.`,
    setting.environment &&
      `${setting.environment === "development" ? "Development" : "Production"} instances only.`,
    setting.read.length === 0 && "Write-only: Clerk shows its value nowhere.",
  ];
  return [setting.doc, ...notes.filter(Boolean)].join(" ");
}

/** What `extra` is for; `of` says whose members. */
export const describeExtra = (of: string): string =>
  `Members of ${of} that clerkwork does not know yet. Sent as they are.`;

/** The most items that a list of a collection may name. */
const MOST_ITEMS = 5000;

/** What an item holds, and what its key was. */
function itemSchema({ items }: Collection): JsonSchema {
  const members = (items.members ?? []).map((member): [string, JsonSchema] => [
    member.name,
    { description: describe(member), ...member.schema },
  ]);
  const was: JsonSchema = {
    description: `The key that the ${items.noun[0]} had: it is renamed where it still has it.`,
    ...items.key.schema,
  };
  return object({
    ...Object.fromEntries(members),
    ...(items.key.isRenamable ? { [RENAMED_FROM]: was } : {}),
  });
}

function collectionSchema(collection: Collection): JsonSchema {
  const { doc, items } = collection;
  const [, several] = items.noun;
  const keys = (description: string): JsonSchema => ({
    description,
    type: "array",
    items: items.key.schema,
    uniqueItems: true,
    maxItems: MOST_ITEMS,
  });
  return object(
    {
      present: hasMembers(collection)
        ? {
            description: `The ${several} that must be there, by key.`,
            type: "object",
            propertyNames: items.key.schema,
            maxProperties: MOST_ITEMS,
            additionalProperties: itemSchema(collection),
          }
        : keys(`The ${several} that must be there.`),
      absent: keys(`The ${several} that must not be there: deleted where they are.`),
      unlisted: {
        description: `What becomes of ${several} that this file does not name: keep leaves them alone (when left out), report calls them drift, delete deletes them.`,
        type: "string",
        enum: [...items.unlisted],
      },
    },
    { description: doc },
  );
}

function sectionSchema(section: Section): JsonSchema {
  if (isCollection(section)) return collectionSchema(section);
  const rows = section.settings.map((setting): [string, JsonSchema] => [
    setting.name,
    {
      description: describe(setting),
      ...setting.schema,
      ...(setting.deprecated ? { deprecated: true } : {}),
    },
  ]);
  const extra: JsonSchema = {
    description: describeExtra(`PATCH ${section.path}`),
    type: "object",
    propertyNames: { pattern: EXTRA_NAME, maxLength: 100 },
    // Not null: what it means is documented for one setting only, and that one is in the catalog.
    additionalProperties: { type: ["boolean", "number", "string", "array", "object"] },
  };
  return object({ ...Object.fromEntries(rows), [EXTRA]: extra }, { description: section.doc });
}

/** The schema of the file. */
export function buildDocumentSchema(catalog: Catalog): JsonSchema {
  const sections = Object.fromEntries(
    catalog.map((section): [string, JsonSchema] => [
      section.name,
      { $ref: `#/$defs/${section.name}` },
    ]),
  );
  const target: JsonSchema = { $ref: "#/$defs/target" };
  const entries = {
    consents: { $ref: "#/$defs/consents" },
    ignore: { $ref: "#/$defs/ignore" },
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "clerkwork",
    description:
      "The desired settings of a Clerk instance. A setting that the file does not name is never touched.",
    ...object(
      {
        version: { description: "The version of this format.", const: 1 },
        api_version: {
          description: "Clerk's dated API version; the newest when left out.",
          type: "string",
          enum: [...API_VERSIONS],
        },
        target,
        ...sections,
        environments: {
          description:
            "Named variants: each one's target and sections are laid over the ones above, setting by setting; lists replace. Consents and exceptions add to the ones above, and hold for this environment alone.",
          type: "object",
          maxProperties: 5000,
          propertyNames: ENVIRONMENT_NAME,
          additionalProperties: { $ref: "#/$defs/environment" },
        },
        ...entries,
        allowed_differences: { $ref: "#/$defs/allowed_differences" },
      },
      { required: ["version"] },
    ),
    $defs: {
      target: object(TARGET_KEYS, {
        description: "Which instance this is; checked before anything is written.",
      }),
      consents: {
        description: "Reviewed permissions for dangerous changes.",
        type: "array",
        maxItems: 1000,
        items: object(
          {
            address: ADDRESS,
            hazard: { type: "string", enum: Object.keys(HAZARDS) },
            reason: REASON,
            until: DATE,
          },
          { required: ["address", "hazard", "reason", "until"] },
        ),
      },
      ignore: {
        description: "Reviewed exceptions: neither drift nor change until the date.",
        type: "array",
        maxItems: 1000,
        items: object(
          { address: ADDRESS, reason: REASON, until: DATE },
          { required: ["address", "reason", "until"] },
        ),
      },
      allowed_differences: {
        description:
          "Reviewed differences between two instances: clerkwork compare doesn't count them.",
        type: "array",
        maxItems: 1000,
        items: object(
          { address: ADDRESS, reason: REASON, between: BETWEEN, until: DATE },
          { required: ["address", "reason"] },
        ),
      },
      environment: object({ target, ...sections, ...entries }),
      ...Object.fromEntries(catalog.map((section) => [section.name, sectionSchema(section)])),
    },
  };
}
