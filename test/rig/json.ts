/** Plain JSON, and the few questions the rig asks of it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [member: string]: Json };
export type JsonObject = { readonly [member: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Member names in order: to compare the shape of an object with the shape that was promised. */
export function memberNames(value: unknown): string[] {
  return isObject(value)
    ? Object.keys(value).toSorted()
    : [`not an object: ${JSON.stringify(value)}`];
}

export function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error(`not a JSON object: ${text.slice(0, 200)}`);
  return value;
}

/** Follows `path` through objects and lists; `undefined` where it ends early. */
export function at(value: unknown, ...path: (string | number)[]): Json | undefined {
  let here: unknown = value;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === "number") here = here[step];
    else if (isObject(here) && typeof step === "string") here = here[step];
    else return undefined;
  }
  return here as Json | undefined;
}

export function listAt(value: unknown, ...path: (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  if (!Array.isArray(found)) {
    throw new Error(`no list at ${path.join(".")}: ${JSON.stringify(value)?.slice(0, 500)}`);
  }
  return found as readonly Json[];
}

export function stringAt(value: unknown, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") {
    throw new Error(`no string at ${path.join(".")}: ${JSON.stringify(value)?.slice(0, 500)}`);
  }
  return found;
}

/** A copy with a value at a path of member names. */
export function withMember(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [step = "", ...rest] = path;
  const inside = object[step] ?? {};
  return {
    ...object,
    [step]: rest.length === 0 ? value : withMember(inside as JsonObject, rest, value),
  };
}
