// What a person calls the types of values, and what to write where another one stands.

import type { Json } from "../../catalog/setting.ts";
import { nearestOf } from "../text/nearest.ts";

/** JSON Schema type, and what `typeof` says of a JSON value → its name for a person. */
const EXPECTED: Readonly<Record<string, string>> = {
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  string: "text",
  array: "a list",
  object: "keys and values",
  null: "null",
};

/** What a type of the schema is called; undefined: no such type. */
export const nameOfType = (type: string): string | undefined => EXPECTED[type];

/** What a value of the file is, for a person. */
export function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return EXPECTED[typeof value] as string;
}

const ENVIRONMENTS =
  ": write the name of each environment as a key, with its target and settings below it";

/** What to write in its stead; empty: nothing that the type does not say. */
export function hintOf(
  steps: readonly string[],
  types: readonly (string | undefined)[],
  value: Json | undefined,
): string {
  if (steps.length === 1 && steps[0] === "environments") return ENVIRONMENTS;
  return types[0] === EXPECTED["boolean"] && typeof value === "string" ? hintOfText(value) : "";
}

/** What a text most likely means where true or false must stand. */
function hintOfText(text: string): string {
  if (/^(?:y|yes|n|no|on|off|true|false)$/i.test(text))
    return ": write true or false, without quotes";
  const nearest = nearestOf(text.toLowerCase(), ["true", "false"]);
  return nearest ? `; did you mean ${nearest}?` : "";
}
