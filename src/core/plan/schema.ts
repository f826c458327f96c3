// The shapes that plans, reports and receipts are made of, and the schema of a plan. What is published
// is closed; what is read back also takes members of a newer minor version.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import type { JsonSchema } from "../../catalog/setting.ts";
import { INSTANCE_ID, SOURCES, UNREADABLE } from "../value/reading.ts";
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
/** A word of clerkwork's own or an id of Clerk's: nothing in it steers a terminal or leaves a folder. */
export const word = (pattern: string): JsonSchema => ({ type: "string", pattern, maxLength: 250 });
export const address: JsonSchema = word("^[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*){1,2}$");
export const fingerprint: JsonSchema = word("^sha256:[0-9a-f]{64}$");
export const toolVersion: JsonSchema = word("^[0-9A-Za-z.+-]+$");
export const count: JsonSchema = { type: "integer", minimum: 0 };
export const ANY: JsonSchema = {};
export const nullable = (type: string): JsonSchema => ({ type: [type, "null"] });
export const oneOf = (values: readonly string[]): JsonSchema => ({ type: "string", enum: values });
export const list = (items: JsonSchema): JsonSchema => ({ type: "array", items, maxItems: 5000 });
const map = (values: JsonSchema): JsonSchema => ({
  type: "object",
  additionalProperties: values,
});
/** What there is of each setting, by its address. */
export const byAddress = (values: JsonSchema): JsonSchema => ({
  ...map(values),
  propertyNames: address,
});

export const hazard: JsonSchema = oneOf(Object.keys(HAZARDS));
export const position = object({ file: text, line: count, column: count });

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
  environment: { anyOf: [{ type: "null" }, word("^[A-Za-z0-9][A-Za-z0-9._-]*$")] },
  instance_id: word(INSTANCE_ID),
  environment_type: oneOf(["development", "production"]),
  api_url: { type: "string", pattern: "^https?://[\\x21-\\x7e]+$" },
  api_version: oneOf(API_VERSIONS),
});

export const consentGiven: JsonSchema = {
  anyOf: [
    { type: "null" },
    object({ by: { const: "file" }, reason: text, until: text, at: position }),
    object({ by: { const: "flag" }, flag: text }),
  ],
};

/** A danger that a change meets. */
export const hazardMet: JsonSchema = object({
  hazard,
  says: text,
  blocked: { type: "boolean" },
  consent: consentGiven,
});

const changeMembers: Readonly<Record<string, JsonSchema>> = {
  address,
  section: word("^[a-z][a-z0-9_]*$"),
  setting: word("^[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?$"),
  action: oneOf(["update", "create", "delete", "rename"]),
  from: reading,
  to: ANY,
  hazards: list(hazardMet),
  at: position,
};

/** The members of a call, which reports and receipts extend. */
export const callMembers: Readonly<Record<string, JsonSchema>> = {
  id: word("^[0-9A-Za-z_-]+$"),
  method: oneOf(["PATCH", "POST", "DELETE"]),
  path: word("^(?:/[A-Za-z0-9_-]+)+$"),
  body: map(ANY),
  addresses: list(address),
};

export const refusal: JsonSchema = object({
  code: word("^[a-z_]+$"),
  address: { anyOf: [{ type: "null" }, address] },
  hazard: { anyOf: [{ type: "null" }, hazard] },
  message: text,
  allow: nullable("string"),
  consent: {
    anyOf: [{ type: "null" }, object({ address, hazard, reason: text, until: text })],
  },
});

/** What drift adds: what the file says, and what Clerk has. */
const sides: Readonly<Record<string, JsonSchema>> = { expected: ANY, actual: ANY };
const change = object(changeMembers);

const unmanaged = object({ address, live: reading, hazards: list(hazard) });

export const warning: JsonSchema = object({ code: word("^[a-z_]+$"), message: text, address }, [
  "address",
]);

/** The members of every document that holds a plan. `calls` are the caller's. */
export const planMembers: Readonly<Record<string, JsonSchema>> = {
  format_version: formatVersion,
  tool_version: toolVersion,
  result: word("^[a-z_]+$"),
  exit_code: exitCode,
  target,
  changes: list(change),
  calls: list(object(callMembers)),
  coverage: object({
    declared: count,
    read: count,
    unreadable: list(object({ address, why: text })),
  }),
  refusals: list(refusal),
  ignored: list(object({ address, reason: text, until: text })),
  warnings: list(warning),
  notes: {
    description: "What is no warning and worth knowing; absent: nothing is.",
    ...list(warning),
  },
  unmanaged: list(unmanaged),
  fingerprint,
};

/** Members that a plan may lack. */
export const OPTIONAL_MEMBERS: readonly string[] = ["notes", "unmanaged"];

/**
 * `plan --format json` and the file of `plan --out`. For `drift`: `drift --format json`, without `calls`, and each
 * change with both sides.
 */
export function buildPlanSchema(kind: "plan" | "drift" = "plan"): JsonSchema {
  if (kind === "drift") {
    const { calls: _, ...members } = planMembers;
    const drifted = object({ ...changeMembers, ...sides });
    return {
      $schema: SCHEMA,
      title: "clerkwork drift",
      ...object({ ...members, changes: list(drifted) }, OPTIONAL_MEMBERS),
    };
  }
  return {
    $schema: SCHEMA,
    title: "clerkwork plan",
    ...object(
      {
        ...planMembers,
        created_at: {
          description: "In a saved plan only.",
          type: "string",
          pattern: "^\\d{4}-\\d{2}-\\d{2}T[0-9:.]{5,20}Z$",
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
      [...OPTIONAL_MEMBERS, "created_at", "source", "seal"],
    ),
  };
}
