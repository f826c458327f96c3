// The schema of the file for editors: with what hover, completion and messages show. Addresses are listed, too;
// in the schema that clerkwork itself checks by, the rules look them up.

import { API_VERSIONS, FROZEN_API_VERSION, NEWEST_API_VERSION } from "../../catalog/api-version.ts";
import { rowsOf, type Catalog } from "../../catalog/catalog.ts";
import type { Row } from "../../catalog/resource.ts";
import type { Json, JsonSchema } from "../../catalog/setting.ts";
import { annotateAllowed, annotateEntries } from "./editor-entries.ts";
import { describeValues, membersOf, withMembers, type Members } from "./editor-members.ts";
import { buildDocumentSchema } from "./schema.ts";
import { describeSetting, nameVersions } from "./setting-facts.ts";

/** Where the schema is published; also its `$id`. */
const SCHEMA_URL =
  "https://raw.githubusercontent.com/clerkwork/clerkwork/main/schemas/clerkwork.schema.json";

/** Keywords that only editors read; a strict validator must be told of them. */
export const EDITOR_KEYWORDS = [
  "markdownDescription",
  "markdownEnumDescriptions",
  "enumDescriptions",
  "patternErrorMessage",
  "errorMessage",
] as const;

function hoverOf(row: Row): string {
  const { says, deprecated, instances, read, hazards } = describeSetting(row);
  const sources = read.map(({ api }) => (api === "backend_api" ? "Backend API" : "Frontend API"));
  const facts = [
    deprecated && `**Deprecated:** ${deprecated}`,
    instances && `**Instances:** ${instances} only`,
    `**API versions:** ${nameVersions(row.setting) ?? "all"}`,
    `**Read:** ${[...new Set(sources)].join(", else ") || "nowhere, it is write-only: plan can't compare it"}`,
    ...hazards.map(
      ({ hazard, condition, says: what }) => `⚠ \`${hazard}\` when ${condition}: ${what}`,
    ),
  ].filter((fact) => fact !== null && fact !== "");
  return [says, facts.map((fact) => `- ${fact}`).join("\n")].join("\n\n");
}

function annotateSetting(row: Row, schema: JsonSchema): JsonSchema {
  const { valueNotes } = row.setting;
  const described = valueNotes ? describeValues(schema, valueNotes) : schema;
  const items = schema["items"] as JsonSchema | undefined;
  return {
    title: row.address,
    markdownDescription: hoverOf(row),
    ...described,
    ...(valueNotes && items ? { items: describeValues(items, valueNotes) } : {}),
  };
}

/** Says in words what a pattern asks for, wherever a schema's comment does. */
function sayPatterns(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(sayPatterns);
  if (typeof schema !== "object" || schema === null) return schema;
  const said = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, sayPatterns(value)]),
  );
  const { pattern, $comment } = said;
  if (typeof pattern !== "string" || typeof $comment !== "string") return said;
  const message = `Must be ${$comment}.`;
  return { ...said, patternErrorMessage: message, errorMessage: message };
}

const VERSION_NOTES = Object.fromEntries(
  API_VERSIONS.map((version) => [
    version,
    version === NEWEST_API_VERSION
      ? "The newest; taken when none is named."
      : version === FROZEN_API_VERSION
        ? "Frozen: misses what came later and keeps what the others dropped."
        : "",
  ]),
);

const TARGET_NOTES: Members = {
  instance_id: { description: "The instance's id, such as ins_2abc; another one is refused." },
  environment_type: {
    description: "The instance's type; an instance of the other one is refused.",
  },
};

const TYPE_NOTES = {
  development: "Its secret key begins with sk_test_.",
  production: "Its secret key begins with sk_live_; dangerous changes need consent.",
};

function annotateTarget(target: JsonSchema): JsonSchema {
  const { instance_id: id, environment_type: type } = membersOf(target);
  return withMembers(target, {
    instance_id: { ...id, ...TARGET_NOTES["instance_id"] },
    environment_type: {
      ...describeValues(type ?? {}, TYPE_NOTES),
      ...TARGET_NOTES["environment_type"],
    },
  });
}

/** What `schemas/clerkwork.schema.json` holds and `clerkwork schema` prints. */
export function buildEditorSchema(catalog: Catalog): JsonSchema {
  const base = buildDocumentSchema(catalog);
  const definitions = base["$defs"] as unknown as Members;
  const sections = catalog.map((section): [string, JsonSchema] => {
    const schema = definitions[section.name] ?? {};
    const members = membersOf(schema);
    const rows = rowsOf([section]).map((row): [string, JsonSchema] => [
      row.setting.name,
      annotateSetting(row, members[row.setting.name] ?? {}),
    ]);
    return [
      section.name,
      { title: section.name, ...withMembers(schema, Object.fromEntries(rows)) },
    ];
  });
  const { api_version: version } = membersOf(base);
  const annotated: JsonSchema = {
    $id: SCHEMA_URL,
    ...withMembers(base, { api_version: describeValues(version ?? {}, VERSION_NOTES) }),
    $defs: {
      ...definitions,
      target: annotateTarget(definitions["target"] ?? {}),
      consents: annotateEntries(catalog, definitions["consents"] ?? {}),
      ignore: annotateEntries(catalog, definitions["ignore"] ?? {}),
      allowed_differences: annotateAllowed(catalog, definitions["allowed_differences"] ?? {}),
      ...Object.fromEntries(sections),
    },
  };
  return sayPatterns(annotated) as JsonSchema;
}
