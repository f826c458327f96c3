// The shapes that plans, reports and receipts are made of, and the schema of a plan. What is published
// is closed; what is read back also takes members of a newer minor version.

import { HAZARDS } from "../../catalog/hazard.ts";
import type { JsonSchema } from "../../catalog/setting.ts";
import { SOURCES, UNREADABLE } from "../value/reading.ts";
import { FORMAT_VERSION } from "./plan.ts";

export const SCHEMA = "https://json-schema.org/draft/2020-12/schema";

/** All members are required but the `optional` ones, and there are no others. */
export function object(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  return {
    type: "object",
    additionalProperties: false,
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

export const text: JsonSchema = { type: "string" };
export const count: JsonSchema = { type: "integer", minimum: 0 };
export const ANY: JsonSchema = {};
export const nullable = (type: string): JsonSchema => ({ type: [type, "null"] });
export const oneOf = (values: readonly string[]): JsonSchema => ({ type: "string", enum: values });
export const list = (items: JsonSchema): JsonSchema => ({ type: "array", items, maxItems: 5000 });
export const map = (values: JsonSchema): JsonSchema => ({
  type: "object",
  additionalProperties: values,
});

export const hazard: JsonSchema = oneOf(Object.keys(HAZARDS));
const position = object({ file: text, line: count, column: count });

export const formatVersion: JsonSchema = { const: FORMAT_VERSION };
export const exitCode: JsonSchema = { type: "integer", enum: [0, 1, 2, 3, 4, 5, 6, 130, 143] };

export const reading: JsonSchema = {
  type: "object",
  oneOf: [
    object({ known: { const: true }, value: ANY, source: oneOf(SOURCES) }),
    object({ known: { const: false }, why: oneOf(Object.keys(UNREADABLE)) }),
  ],
};

export const target = object({
  environment: nullable("string"),
  instance_id: text,
  environment_type: oneOf(["development", "production"]),
  api_url: text,
  api_version: text,
});

export const consentGiven: JsonSchema = {
  anyOf: [
    { type: "null" },
    object({ by: { const: "file" }, reason: text, until: text, at: position }),
    object({ by: { const: "flag" }, flag: text }),
  ],
};

const change = object({
  address: text,
  section: text,
  setting: text,
  action: oneOf(["update", "create", "delete", "rename"]),
  from: reading,
  to: ANY,
  hazards: list(
    object({ hazard, says: text, blocked: { type: "boolean" }, consent: consentGiven }),
  ),
  at: position,
});

/** The members of a call, which reports and receipts extend. */
export const callMembers: Readonly<Record<string, JsonSchema>> = {
  id: text,
  method: oneOf(["PATCH", "POST", "DELETE"]),
  path: text,
  body: map(ANY),
  addresses: list(text),
};

const refusal = object({
  code: text,
  address: nullable("string"),
  hazard: nullable("string"),
  message: text,
  allow: nullable("string"),
  consent: {
    anyOf: [{ type: "null" }, object({ address: text, hazard, reason: text, until: text })],
  },
});

/** The members of every document that holds a plan. `calls` are the caller's. */
export const planMembers: Readonly<Record<string, JsonSchema>> = {
  format_version: formatVersion,
  tool_version: text,
  result: text,
  exit_code: exitCode,
  target,
  changes: list(change),
  calls: list(object(callMembers)),
  coverage: object({
    declared: count,
    read: count,
    unreadable: list(object({ address: text, why: text })),
  }),
  refusals: list(refusal),
  ignored: list(object({ address: text, reason: text, until: text })),
  warnings: list(object({ code: text, message: text, address: text }, ["address"])),
  fingerprint: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
};

/** `plan --format json`, `drift --format json` (without `calls`), and the file of `plan --out`. */
export function buildPlanSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork plan",
    ...object(
      {
        ...planMembers,
        created_at: {
          description: "In a saved plan only.",
          type: "string",
          pattern: "^\\d{4}-\\d{2}-\\d{2}T",
        },
        source: {
          description: "In a saved plan only.",
          ...object({ file: text, sha256: text, only: list(text) }, ["only"]),
        },
        seal: {
          description: "In a saved plan only: over all other members, with the secret key.",
          type: "string",
          pattern: "^hmac-sha256:[0-9a-f]{64}$",
        },
      },
      ["calls", "created_at", "source", "seal"],
    ),
  };
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
