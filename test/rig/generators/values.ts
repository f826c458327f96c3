// From a JSON Schema fragment of the catalog: values that it accepts.

import * as fc from "fast-check";
import type { Json, JsonSchema } from "../../../src/catalog/setting.ts";

const MANY = 4;

/** Making an arbitrary takes longer than drawing from it: made once for each fragment. */
function once(
  make: (schema: JsonSchema) => fc.Arbitrary<Json>,
): (schema: JsonSchema) => fc.Arbitrary<Json> {
  const made = new WeakMap<JsonSchema, fc.Arbitrary<Json>>();
  return (schema) => {
    const arbitrary = made.get(schema) ?? make(schema);
    made.set(schema, arbitrary);
    return arbitrary;
  };
}

/** Any JSON that a file can hold without loss: numbers that are written as they are, no `-0`. */
const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: "small" },
    fc.constantFrom<Json>(true, false, 0, 7, "", "plain", "два слова"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

const number = (value: Json | undefined, otherwise: number): number =>
  typeof value === "number" ? value : otherwise;

function integers(schema: JsonSchema): fc.Arbitrary<Json> {
  const min = number(schema["minimum"], -1_000_000);
  const max = number(schema["maximum"], 1_000_000);
  return fc.oneof(fc.integer({ min, max: Math.min(max, min + 4) }), fc.integer({ min, max }));
}

/** Text that would pass for a credential or a mask is refused in a file, whatever the schema says. */
const REFUSED = /^\*{3,}$|sk_|ak_|whsec_|eyJ|-----BEGIN|sensitive|redacted/i;

function texts(schema: JsonSchema): fc.Arbitrary<Json> {
  const pattern = typeof schema["pattern"] === "string" ? schema["pattern"] : "";
  const form = new RegExp(pattern, "u");
  const min = number(schema["minLength"], 0);
  const max = number(schema["maxLength"], 200);
  // fast-check can't look ahead; what that rules out is filtered.
  const base =
    pattern === ""
      ? fc.string({ unit: "grapheme", maxLength: Math.min(max, 20) })
      : fc.stringMatching(new RegExp(pattern.replaceAll(/\(\?![^)]*\)/g, "")), { size: "small" });
  return base.filter((text) => {
    const length = [...text].length;
    return (
      length >= min &&
      length <= max &&
      form.test(text) &&
      text.isWellFormed() &&
      !REFUSED.test(text)
    );
  });
}

/** Items of which some come again and again, so that two lists have some in common. */
const itemsOf = once((schema) => {
  const items = valuesOf(schema);
  const usual = fc.constantFrom(...fc.sample(items, { numRuns: MANY, seed: 1 }));
  return fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: items });
});

function lists(schema: JsonSchema): fc.Arbitrary<Json> {
  const item = itemsOf((schema["items"] ?? {}) as JsonSchema);
  const shape = {
    minLength: number(schema["minItems"], 0),
    maxLength: Math.min(number(schema["maxItems"], MANY), MANY),
  };
  return schema["uniqueItems"] === true
    ? fc.uniqueArray(item, { ...shape, selector: (value) => JSON.stringify(value) })
    : fc.array(item, shape);
}

/** Values that the fragment accepts, the special ones more often. */
export const valuesOf: (schema: JsonSchema) => fc.Arbitrary<Json> = once((schema) => {
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as readonly Json[]));
  const kinds = [schema["type"] ?? "any"].flat().map((type): fc.Arbitrary<Json> => {
    switch (type) {
      case "boolean":
        return fc.boolean();
      case "integer":
        return integers(schema);
      case "string":
        return texts(schema);
      case "array":
        return lists(schema);
      case "null":
        return fc.constant(null);
      case "any":
        return anyJson;
      default:
        throw new Error(`no values for type ${JSON.stringify(type)}`);
    }
  });
  return fc.oneof(...kinds);
});
