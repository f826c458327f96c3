// The shape of what is read back: a saved plan, and any document that a newer minor version has written.

import type { JsonSchema } from "../../catalog/setting.ts";
import { object } from "./schema.ts";
import { buildPlanSchema } from "./plan-schema.ts";

/** What `apply` reads of a saved plan; all of it must be there. The seal is over the rest as well. */
const READ_BACK: readonly string[] = [
  "format_version",
  "tool_version",
  "target",
  "changes",
  "calls",
  "fingerprint",
  "created_at",
  "source",
  "seal",
];

export function buildSavedPlanSchema(): JsonSchema {
  const { properties } = buildPlanSchema();
  const members = Object.entries(properties as Readonly<Record<string, JsonSchema>>);
  return openToNewerMinor(
    object(Object.fromEntries(members.filter(([name]) => READ_BACK.includes(name)))),
  );
}

/** The same schema for reading back: a newer minor version may have members that this one doesn't know. */
export function openToNewerMinor(schema: JsonSchema): JsonSchema {
  const opened = Object.entries(schema).flatMap(([key, value]): [string, JsonSchema[string]][] => {
    if (key === "additionalProperties" && value === false) return [];
    return [[key, key === "format_version" ? { type: "string" } : opening(value)]];
  });
  return Object.fromEntries(opened);
}

function opening(value: JsonSchema[string]): JsonSchema[string] {
  if (Array.isArray(value)) return (value as readonly JsonSchema[string][]).map(opening);
  return typeof value === "object" && value !== null
    ? openToNewerMinor(value as JsonSchema)
    : value;
}
