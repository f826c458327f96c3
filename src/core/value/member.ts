// The member of a JSON value at a path.

import type { Json } from "../../catalog/setting.ts";

/** Undefined when any step is missing. */
export function memberAt(value: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, step))
      return undefined;
    at = (at as Readonly<Record<string, Json>>)[step];
  }
  return at;
}
