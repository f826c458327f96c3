import type { Json, JsonSchema } from "../catalog/setting.ts";
import { isList, isObject } from "./answer.ts";

/** A keyword of the schema that a value breaks. */
export type Violation = "type" | "pattern" | "enum" | "uniqueItems" | "size" | "item_pattern";

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function outside(size: number, schema: JsonSchema, least: string, most: string): boolean {
  const min = schema[least];
  const max = schema[most];
  return (typeof min === "number" && size < min) || (typeof max === "number" && size > max);
}

/** The first keyword that the value breaks; only the keywords that the catalog uses. */
export function findViolation(schema: JsonSchema, value: Json): Violation | null {
  const types = [schema["type"]].flat();
  if (types[0] !== undefined && !types.includes(typeOf(value))) return "type";
  const { enum: allowed, pattern } = schema;
  if (isList(allowed) && !allowed.includes(value)) return "enum";
  if (typeof value === "string") {
    if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value)) return "pattern";
    return outside(Array.from(value).length, schema, "minLength", "maxLength") ? "size" : null;
  }
  if (typeof value === "number")
    return outside(value, schema, "minimum", "maximum") ? "size" : null;
  return isList(value) ? findViolationInList(schema, value) : null;
}

function findViolationInList(schema: JsonSchema, list: readonly Json[]): Violation | null {
  if (outside(list.length, schema, "minItems", "maxItems")) return "size";
  const items = schema["items"];
  for (const item of isObject(items) ? list : []) {
    const violation = findViolation(items as JsonSchema, item);
    if (violation === "pattern") return "item_pattern";
    if (violation) return violation;
  }
  const repeated = new Set(list.map((item) => JSON.stringify(item))).size < list.length;
  return schema["uniqueItems"] === true && repeated ? "uniqueItems" : null;
}
