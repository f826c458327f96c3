// The schema of the file for editors: with what hover, completion and messages show. Addresses are listed, too;
// in the schema that clerkwork itself checks by, the rules look them up.

import { API_VERSIONS, FROZEN_API_VERSION, NEWEST_API_VERSION } from "../../catalog/api-version.ts";
import { addressesOf, rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import { EXTRA, EXTRA_NAME, type Row } from "../../catalog/resource.ts";
import type { Json, JsonSchema } from "../../catalog/setting.ts";
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

type Members = Readonly<Record<string, JsonSchema>>;

const membersOf = (schema: JsonSchema | undefined): Members =>
  (schema?.["properties"] ?? {}) as unknown as Members;

/** The schema with other members. */
const withMembers = (schema: JsonSchema, members: Members): JsonSchema => ({
  ...schema,
  properties: { ...membersOf(schema), ...members },
});

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

/** What is said of single values, in the order of a list of allowed ones. */
function describeValues(schema: JsonSchema, notes: Readonly<Record<string, string>>): JsonSchema {
  const values = schema["enum"] as readonly Json[] | undefined;
  if (!values) return schema;
  return { ...schema, markdownEnumDescriptions: values.map((value) => notes[String(value)] ?? "") };
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

function addressSchema(catalog: Catalog, before: JsonSchema | undefined): JsonSchema {
  const addresses = addressesOf(catalog);
  const sections = catalog.map(({ name }) => name).join("|");
  const message = "Must be the address of a setting, such as restrictions.blocklist.";
  return {
    ...before,
    description: "The address of the setting: SECTION.SETTING, such as restrictions.blocklist.",
    anyOf: [
      {
        enum: [...addresses],
        markdownEnumDescriptions: rowsOf(catalog).map(({ setting }) => setting.doc),
        errorMessage: message,
      },
      {
        pattern: `^(?:${sections})\\.${EXTRA}\\.${EXTRA_NAME.slice(1)}`,
        patternErrorMessage: message,
        errorMessage: message,
      },
    ],
  };
}

const HAZARD_NOTES = Object.fromEntries(
  Object.entries(HAZARDS).map(([hazard, { says }]) => [hazard, `${hazard}: ${says}.`]),
);

function annotateEntries(catalog: Catalog, list: JsonSchema): JsonSchema {
  const items = list["items"] as JsonSchema;
  const { address, hazard, reason, until } = membersOf(items);
  const described: Members = {
    address: addressSchema(catalog, address),
    ...(hazard
      ? {
          hazard: {
            ...describeValues(hazard, HAZARD_NOTES),
            description: "The danger that is consented to; clerkwork explain HAZARD says more.",
            markdownDescription: `The danger that is consented to:\n\n${Object.values(HAZARD_NOTES)
              .map((note) => `- ${note}`)
              .join("\n")}`,
          },
        }
      : {}),
    reason: { ...reason, description: "Why it is right, for whoever reviews the file." },
    until: { ...until, description: "The last day on which the entry holds, YYYY-MM-DD (UTC)." },
  };
  return { ...list, items: withMembers(items, described) };
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
      ...Object.fromEntries(sections),
    },
  };
  return sayPatterns(annotated) as JsonSchema;
}
