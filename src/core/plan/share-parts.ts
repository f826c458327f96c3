// A JSON Schema whose repeated parts stand once, under `$defs`: what is compiled from it is a third shorter.

import type { JsonSchema } from "../../catalog/setting.ts";

/** Shorter parts cost less where they are than a call. */
const WORTH_SHARING = 60;

/** Keywords that hold a schema, a list of schemas, or schemas by name. */
const ONE: readonly string[] = ["items", "additionalProperties", "propertyNames"];
const MANY: readonly string[] = ["anyOf", "oneOf", "allOf"];
const NAMED: readonly string[] = ["properties"];

type Change = (part: JsonSchema) => JsonSchema;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The schema with each schema right below it changed. */
function changeBelow(schema: JsonSchema, change: Change): JsonSchema {
  const changed = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (ONE.includes(keyword) && isSchema(value)) return [keyword, change(value)];
    if (MANY.includes(keyword)) return [keyword, (value as readonly JsonSchema[]).map(change)];
    if (!NAMED.includes(keyword)) return [keyword, value];
    const members = Object.entries(value as Readonly<Record<string, JsonSchema>>);
    return [keyword, Object.fromEntries(members.map(([name, part]) => [name, change(part)]))];
  });
  return Object.fromEntries(changed) as JsonSchema;
}

/** Says the same of every value. */
export function shareParts(schema: JsonSchema): JsonSchema {
  const counts = new Map<string, number>();
  const count: Change = (part) => {
    const text = JSON.stringify(part);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    return changeBelow(part, count);
  };
  changeBelow(schema, count);

  const names = new Map<string, string>();
  const $defs: Record<string, JsonSchema> = {};
  const share: Change = (part) => {
    const text = JSON.stringify(part);
    if (text.length < WORTH_SHARING || (counts.get(text) ?? 0) < 2) return changeBelow(part, share);
    let name = names.get(text);
    if (name === undefined) {
      name = `part${names.size + 1}`;
      names.set(text, name);
      $defs[name] = changeBelow(part, share);
    }
    return { $ref: `#/$defs/${name}` };
  };
  return { ...changeBelow(schema, share), $defs };
}
