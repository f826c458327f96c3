/** The least that a schema of GitHub's document takes for whole: what its objects consist of beside what matters. */
import { GITHUB } from "../contract/github-judge.ts";
import { resolve } from "../contract/judge.ts";
import { at, isObject, type Json, type JsonObject } from "./json.ts";

const PLAIN: Readonly<Record<string, Json>> = {
  string: "x",
  integer: 0,
  number: 0,
  boolean: false,
  array: [],
};

function sampleOf(node: Json | undefined): Json {
  const schema = resolve(GITHUB, node);
  if (!isObject(schema) || schema["nullable"] === true) return null;
  const several = at(schema, "allOf", 0) ?? at(schema, "oneOf", 0) ?? at(schema, "anyOf", 0);
  if (several !== undefined) return sampleOf(several);
  const first = at(schema, "enum", 0);
  if (first !== undefined) return first;
  const type = String(schema["type"] ?? "object");
  if (type !== "object") return PLAIN[type] ?? null;
  const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
  return Object.fromEntries(
    required.map((name) => [name, sampleOf(at(schema, "properties", name))]),
  );
}

const samples = new Map<string, JsonObject>();

/** An object of that schema, with these members. */
export function sample(schema: string, members: JsonObject): JsonObject {
  const known = samples.get(schema) ?? sampleOf(at(GITHUB.root, "components", "schemas", schema));
  if (!isObject(known)) throw new Error(`${schema} is no object`);
  samples.set(schema, known);
  return { ...known, ...members };
}
