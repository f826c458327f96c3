// When are two values of a setting the same? The only module that knows deep-diff.

import deepDiff from "deep-diff";
import type { Json, Setting } from "../../catalog/setting.ts";

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What of a row decides which of its values are the same. */
export type Sameness = Pick<Setting, "comparison" | "itemsFoldedAs" | "emptyIsNull">;

/** An item as Clerk keeps it. */
export function foldItem({ itemsFoldedAs }: Pick<Setting, "itemsFoldedAs">, item: Json): Json {
  return itemsFoldedAs === "host" && typeof item === "string"
    ? item.toLowerCase().replace(/\.$/, "")
    : item;
}

/**
 * The canonical form: sets sorted and without repetition, their items as Clerk keeps them, JSON with
 * sorted keys, and null where Clerk takes an empty list for it.
 */
export function normalise(setting: Sameness, value: Json): Json {
  if (Array.isArray(value)) {
    if (value.length === 0 && setting.emptyIsNull) return null;
    const items = (value as readonly Json[]).map((item) => foldItem(setting, item));
    if (setting.comparison !== "set") return items.map((item) => normalise(setting, item));
    const unique = new Map(items.map((item) => [textOf(item), item]));
    return [...unique].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    members
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, normalise(setting, item)]),
  );
}

/** Whether a and b mean the same to Clerk. Neither is changed. */
export function sameValue(setting: Sameness, a: Json, b: Json): boolean {
  return deepDiff.diff(named(normalise(setting, a)), named(normalise(setting, b))) === undefined;
}

/** No member is called "": deep-diff does not see one that only the right side has. */
function named(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(named);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [`.${key}`, named(item)]));
}

/** What a set gains and loses. Null counts as empty. */
export function compareSets(
  from: Json,
  to: Json,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const items = (value: Json): readonly string[] =>
    Array.isArray(value) ? (value as readonly Json[]).map(textOf) : [];
  const before = new Set(items(from));
  const after = new Set(items(to));
  return {
    added: [...after].filter((item) => !before.has(item)).toSorted(),
    removed: [...before].filter((item) => !after.has(item)).toSorted(),
  };
}
