// The emulator's own check of a value against a row's schema; it shares no validator with the client.

import type { Json, JsonSchema } from "../../catalog/setting.ts";
import { isList, isObject } from "../http/answer.ts";

/** How a value breaks its schema. */
export type Violation =
  | "type"
  | "pattern"
  | "item_pattern"
  | "enum"
  | "range"
  | "uniqueItems"
  | "too_many"
  | "too_few"
  | "too_long"
  | "too_short";

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** On which side of the keywords' bounds a size lies; null: within. */
function outside(
  size: number,
  schema: JsonSchema,
  least: string,
  most: string,
): "below" | "above" | null {
  const min = schema[least];
  const max = schema[most];
  if (typeof min === "number" && size < min) return "below";
  return typeof max === "number" && size > max ? "above" : null;
}

function findViolationInText(schema: JsonSchema, text: string): Violation | null {
  const { pattern } = schema;
  const side = outside(Array.from(text).length, schema, "minLength", "maxLength");
  if (side) return side === "below" ? "too_short" : "too_long";
  return typeof pattern === "string" && !new RegExp(pattern, "u").test(text) ? "pattern" : null;
}

/** The first keyword that the value breaks; only the keywords that the catalog uses. */
export function findViolation(schema: JsonSchema, value: Json): Violation | null {
  const types = [schema["type"]].flat();
  if (types[0] !== undefined && !types.includes(typeOf(value))) return "type";
  const { enum: allowed } = schema;
  if (isList(allowed) && !allowed.includes(value)) return "enum";
  if (typeof value === "string") return findViolationInText(schema, value);
  if (typeof value === "number")
    return outside(value, schema, "minimum", "maximum") ? "range" : null;
  return isList(value) ? findViolationInList(schema, value) : null;
}

function findViolationInList(schema: JsonSchema, list: readonly Json[]): Violation | null {
  const side = outside(list.length, schema, "minItems", "maxItems");
  if (side) return side === "below" ? "too_few" : "too_many";
  const items = schema["items"];
  for (const item of isObject(items) ? list : []) {
    const violation = findViolation(items as JsonSchema, item);
    if (violation === "pattern") return "item_pattern";
    if (violation) return violation;
  }
  const repeated = new Set(list.map((item) => JSON.stringify(item))).size < list.length;
  return schema["uniqueItems"] === true && repeated ? "uniqueItems" : null;
}
