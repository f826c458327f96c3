// Whether data fits a schema that is built here. Interpreted: compiled, the schema of a record is as large as all
// checks of files that are kept together.

import type { JsonSchema } from "../../catalog/setting.ts";

type Named = Readonly<Record<string, JsonSchema>>;
type Members = Readonly<Record<string, unknown>>;

/** A keyword on data that it may be about; of other data it says nothing. */
type Keyword = (said: unknown, data: unknown, schema: JsonSchema, fits: Fits) => boolean;
type Fits = (schema: JsonSchema, data: unknown) => boolean;

const isObject = (data: unknown): data is Members =>
  typeof data === "object" && data !== null && !Array.isArray(data);

const TYPES: Readonly<Record<string, (data: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (data) => typeof data === "string",
  boolean: (data) => typeof data === "boolean",
  null: (data) => data === null,
  integer: Number.isInteger,
  number: Number.isFinite,
};

/** Says nothing of data that is no object. */
const ofMembers =
  (holds: (said: never, data: Members, schema: JsonSchema, fits: Fits) => boolean): Keyword =>
  (said, data, schema, fits) =>
    !isObject(data) || holds(said as never, data, schema, fits);

const NOTHING: Keyword = () => true;

/** Every keyword that schemas here have: one that is missing is a fault of the tool's own. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $schema: NOTHING,
  $defs: NOTHING,
  title: NOTHING,
  description: NOTHING,
  type: (said, data) => [said].flat().some((type) => TYPES[String(type)]?.(data) === true),
  // Both are of plain words and numbers only.
  const: (said, data) => data === said,
  enum: (said, data) => (said as readonly unknown[]).includes(data),
  pattern: (said, data) => typeof data !== "string" || new RegExp(String(said), "u").test(data),
  maxLength: (said, data) => typeof data !== "string" || [...data].length <= Number(said),
  minimum: (said, data) => typeof data !== "number" || data >= Number(said),
  maxItems: (said, data) => !Array.isArray(data) || data.length <= Number(said),
  items: (said, data, _, fits) =>
    !Array.isArray(data) || data.every((item) => fits(said as JsonSchema, item)),
  anyOf: (said, data, _, fits) => (said as readonly JsonSchema[]).some((one) => fits(one, data)),
  oneOf: (said, data, _, fits) =>
    (said as readonly JsonSchema[]).filter((one) => fits(one, data)).length === 1,
  required: ofMembers((said: readonly string[], data) =>
    said.every((name) => Object.hasOwn(data, name)),
  ),
  minProperties: ofMembers((said: number, data) => Object.keys(data).length >= said),
  propertyNames: ofMembers((said: JsonSchema, data, _, fits) =>
    Object.keys(data).every((name) => fits(said, name)),
  ),
  properties: ofMembers((said: Named, data, _, fits) =>
    Object.entries(said).every(
      ([name, one]) => !Object.hasOwn(data, name) || fits(one, data[name]),
    ),
  ),
  additionalProperties: ofMembers((said: JsonSchema | false, data, schema, fits) =>
    Object.entries(data)
      .filter(([name]) => !Object.hasOwn((schema["properties"] ?? {}) as Named, name))
      .every(([, value]) => said !== false && fits(said, value)),
  ),
};

/** The check of a schema, whose `$ref`s are of its own `$defs`. Throws an `Error` at a keyword that it does not know. */
export function checkOf(root: JsonSchema): (data: unknown) => boolean {
  const defined = (root["$defs"] ?? {}) as Named;
  const fits: Fits = (schema, data) =>
    Object.entries(schema).every(([name, said]) => {
      if (name === "$ref") return fits(definitionOf(said), data);
      const keyword = KEYWORDS[name];
      if (!keyword) throw new Error(`the check of data knows no keyword ${name}`);
      return keyword(said, data, schema, fits);
    });
  const definitionOf = (reference: unknown): JsonSchema => {
    const found = defined[String(reference).replace("#/$defs/", "")];
    if (!found) throw new Error(`the schema does not define ${String(reference)}`);
    return found;
  };
  return (data) => fits(root, data);
}
