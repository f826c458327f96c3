// The shapes that plans, reports and receipts are made of. What is published
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
/** Of a setting, `section.setting` or `section.extra.member`; of an item, `collection["key"]`. */
export const address: JsonSchema = {
  type: "string",
  pattern:
    '^[a-z][a-z0-9_]*(?:(?:\\.[a-z][a-z0-9_]*){1,2}|\\["(?:[^"\\\\]|\\\\.)*"\\](?:\\.[a-z][a-z0-9_]*)?)$',
  maxLength: 2200,
};
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

/** Of an item, as it stands in a path. */
export const itemId: JsonSchema = word("^[A-Za-z0-9_-]+$");

export const formatVersion: JsonSchema = { const: FORMAT_VERSION };
export const exitCode: JsonSchema = { type: "integer", enum: [0, 1, 2, 3, 4, 5, 6, 130, 143] };

export const reading: JsonSchema = {
  type: "object",
  oneOf: [
    object({ known: { const: true }, value: ANY, source: oneOf(SOURCES), id: itemId }, ["id"]),
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

export const warning: JsonSchema = object({ code: word("^[a-z_]+$"), message: text, address }, [
  "address",
]);
