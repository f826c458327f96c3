// What the schema says of the place that a pointer leads to.

import { findSection, type Catalog } from "../../catalog/catalog.ts";
import { isCollection, type Collection } from "../../catalog/item-row.ts";
import type { JsonSchema } from "../../catalog/setting.ts";
import { inEnvironment } from "./pointer.ts";

/** The schema of the setting, or of the item of a setting, that a pointer leads to. */
export function rowSchema(catalog: Catalog, steps: readonly string[]): JsonSchema | undefined {
  const [section = "", setting = "", ...rest] = inEnvironment(steps);
  const home = findSection(catalog, section);
  if (home && isCollection(home)) return memberSchema(home, rest) ?? home.items.key.schema;
  const row = home?.settings.find(({ name }) => name === setting);
  const items = row?.schema["items"];
  return rest.length > 0 && items ? (items as JsonSchema) : row?.schema;
}

/** The schema of what an item holds, or of an item of that. */
function memberSchema(
  { items }: Collection,
  [, name, ...deeper]: readonly string[],
): JsonSchema | undefined {
  const schema = items.members?.find((member) => member.name === name)?.schema;
  const one = schema?.["items"];
  return deeper.length > 0 && one ? (one as JsonSchema) : schema;
}

/** What the keys name of what a pointer leads to, and what they must look like; undefined: nothing is said. */
export function namesIn(
  catalog: Catalog,
  steps: readonly string[],
): { readonly of: string; readonly names: string } | undefined {
  const [section = "", list, ...rest] = inEnvironment(steps);
  const home = findSection(catalog, section);
  if (!home || !isCollection(home) || list !== "present") return undefined;
  const member = home.items.members?.find(({ name }) => name === rest[1]);
  const names = (rest.length === 0 ? home.items.key.schema : member?.schema["propertyNames"]) as
    | JsonSchema
    | undefined;
  const one = rest.length === 0 ? home.items.noun[0] : (member?.itemsAre ?? "key");
  return names && { of: `a ${one}`, names: String(names["$comment"]) };
}
