// Members of a schema, and what an editor shows of single values.

import type { Json, JsonSchema } from "../../catalog/setting.ts";

export type Members = Readonly<Record<string, JsonSchema>>;

export const membersOf = (schema: JsonSchema | undefined): Members =>
  (schema?.["properties"] ?? {}) as unknown as Members;

/** The schema with other members. */
export const withMembers = (schema: JsonSchema, members: Members): JsonSchema => ({
  ...schema,
  properties: { ...membersOf(schema), ...members },
});

/** What is said of single values, in the order of a list of allowed ones. */
export function describeValues(
  schema: JsonSchema,
  notes: Readonly<Record<string, string>>,
): JsonSchema {
  const values = schema["enum"] as readonly Json[] | undefined;
  if (!values) return schema;
  return { ...schema, markdownEnumDescriptions: values.map((value) => notes[String(value)] ?? "") };
}
