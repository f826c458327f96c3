// What the keys of the file are for that are no section: read from the schema that editors show.

import type { Catalog } from "../../catalog/catalog.ts";
import { EXTRA } from "../../catalog/resource.ts";
import type { Json, JsonSchema } from "../../catalog/setting.ts";
import { membersOf, type Members } from "../file/editor-members.ts";
import { buildEditorSchema } from "../file/editor-schema.ts";
import { describeExtra } from "../file/schema.ts";
import { nameType } from "../file/setting-facts.ts";
import { suggestedUntil } from "../plan/ending.ts";
import { EXPLAINED_KEYS, KEYS, type Key } from "./example-keys.ts";
import type { Explanation } from "./explain.ts";

interface Schemas {
  readonly top: JsonSchema;
  readonly definitions: Members;
}

function schemasOf(catalog: Catalog): Schemas {
  const top = buildEditorSchema(catalog);
  return { top, definitions: top["$defs"] as unknown as Members };
}

/** What a reference stands for. */
function resolve({ definitions }: Schemas, schema: JsonSchema | undefined): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(String(schema?.["$ref"] ?? ""))?.[1];
  return (name === undefined ? schema : definitions[name]) ?? {};
}

function schemaOf(schemas: Schemas, key: Key): JsonSchema {
  if (key !== EXTRA) return resolve(schemas, membersOf(schemas.top)[key]);
  return { type: "object", description: describeExtra("what a section writes") };
}

const textIn = (schema: JsonSchema, keyword: string): string | undefined => {
  const text = schema[keyword];
  return typeof text === "string" ? text : undefined;
};

/** In words, and all that may stand there where that is a closed list. */
function typeOf(schema: JsonSchema): string {
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  const allowed = schema["enum"] as readonly Json[] | undefined;
  if (allowed) return `text, one of ${allowed.map(String).join(", ")}`;
  if (schema["type"] === "object") return "members by name";
  const items = schema["items"] as JsonSchema | undefined;
  if (items?.["type"] === "object") return "list of entries";
  const form = textIn(schema, "$comment");
  return `${nameType(schema)}${form === undefined ? "" : `: ${form}`}`;
}

/** The schema that names the members: the key's own, or that of each entry. */
function insideOf(schemas: Schemas, schema: JsonSchema): JsonSchema {
  const inside = (schema["items"] ?? schema["additionalProperties"]) as JsonSchema | undefined;
  return schema["properties"] ? schema : resolve(schemas, inside);
}

const isRequired = (schema: JsonSchema, name: string): boolean =>
  ((schema["required"] ?? []) as readonly string[]).includes(name);

function placesOf({ top, definitions }: Schemas, key: Key): readonly string[] {
  if (key === EXTRA) return ["in a section"];
  return [
    "at the top of the file",
    ...(key in membersOf(definitions["environment"]) && key in membersOf(top)
      ? ["in an entry of environments"]
      : []),
  ];
}

/** Empty: no key of that name. `today` is YYYY-MM-DD, UTC. */
export function explainKey(catalog: Catalog, name: string, today: string): readonly Explanation[] {
  const key = EXPLAINED_KEYS.find((one) => one === name);
  if (key === undefined) return [];
  const schemas = schemasOf(catalog);
  const schema = schemaOf(schemas, key);
  const inside = insideOf(schemas, schema);
  const members = Object.entries(membersOf(inside)).map(([member, one]) => {
    const resolved = resolve(schemas, one);
    return {
      member,
      type: typeOf(resolved),
      required: isRequired(inside, member),
      says: textIn(resolved, "description") ?? "",
    };
  });
  const { yaml: example, docs } = KEYS[key];
  const yaml = example(catalog, suggestedUntil(today));
  const says = textIn(schema, "description") ?? "";
  const type = typeOf(schema);
  const places = placesOf(schemas, key);
  const required = isRequired(schemas.top, key);
  return [
    {
      document: { kind: "key", key, says, type, required, places, members, yaml, docs },
      title: key,
      says,
      yaml,
      facts: [
        { name: "What it is", says: "a key of the file" },
        { name: "Value", says: type },
        { name: "Where", says: places.join(", and ") },
        { name: "Needed", says: required ? "yes" : "no" },
        { name: "Read more", says: docs },
      ],
      lists: [
        {
          title: schema === inside ? "Members" : "Members of an entry",
          entries: members.map((one) => ({
            name: one.member,
            says: `${one.required ? "needed; " : ""}${one.type}. ${one.says}`,
          })),
        },
      ],
    },
  ];
}

/** Every key that is no section, with what it is for. */
export function listKeys(catalog: Catalog): Explanation {
  const schemas = schemasOf(catalog);
  const keys = EXPLAINED_KEYS.map((key) => ({
    key,
    says: textIn(schemaOf(schemas, key), "description") ?? "",
  }));
  return {
    document: { kind: "keys", keys },
    title: "Keys of the file",
    says: "What a file holds beside its sections. clerkwork explain KEY says more about one.",
    facts: [],
    lists: [{ title: "Keys", entries: keys.map(({ key, says }) => ({ name: key, says })) }],
  };
}
