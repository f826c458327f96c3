// When are two values of a setting the same? The only module that knows deep-diff.

import deepDiff from "deep-diff";
import type { Json, Setting } from "../../catalog/setting.ts";

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Text that differs where the items do. */
const keyOf = (item: Json): string => JSON.stringify(item);
const byText = (a: Json, b: Json): number => (keyOf(a) < keyOf(b) ? -1 : 1);

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
 * sorted keys and, where lists have no order, sorted lists, and null where Clerk takes an empty list for it.
 */
export function normalise(setting: Sameness, value: Json): Json {
  if (Array.isArray(value)) {
    if (value.length === 0 && setting.emptyIsNull) return null;
    const items = (value as readonly Json[]).map((item) => foldItem(setting, item));
    if (setting.comparison !== "set") {
      const canonical = items.map((item) => normalise(setting, item));
      return setting.comparison === "unordered" ? canonical.toSorted(byText) : canonical;
    }
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
  if (setting.comparison === "presence") return (a === null) === (b === null);
  return deepDiff.diff(named(normalise(setting, a)), named(normalise(setting, b))) === undefined;
}

/** Whether a value is the one that is wanted: an item, when it holds all that is named of it. */
export function isAsWanted(
  setting: Sameness & Pick<Setting, "holds">,
  shown: Json,
  wanted: Json,
): boolean {
  if (!sameValue(setting, shown, wanted)) return false;
  if (!setting.holds || !isObject(shown) || !isObject(wanted)) return true;
  return setting.holds.every(({ name, ...member }) => {
    if (member.echo === null || !Object.hasOwn(wanted, name)) return true;
    return (
      Object.hasOwn(shown, name) && sameValue(member, shown[name] as Json, wanted[name] as Json)
    );
  });
}

/** Of an object, what the other names too, at every depth: what Clerk adds to it is not compared. */
export function namedBy(desired: Json, live: Json): Json {
  if (!isObject(desired) || !isObject(live)) return live;
  const names = Object.keys(live).filter((name) => Object.hasOwn(desired, name));
  return Object.fromEntries(
    names.map((name) => [name, namedBy(desired[name] as Json, live[name] as Json)]),
  );
}

const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** No member is called "": deep-diff does not see one that only the right side has. */
function named(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(named);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [`.${key}`, named(item)]));
}

const itemsOf = (value: Json): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** What a list gains and loses, each item as often as it does; null counts as empty. Order does not matter. */
export function compareItems(
  from: Json,
  to: Json,
): { readonly added: readonly Json[]; readonly removed: readonly Json[] } {
  const formOf = (item: Json): string => keyOf(normalise({ comparison: "unordered" }, item));
  const beyond = (some: Json, others: Json): readonly Json[] => {
    const left = new Map<string, number>();
    for (const form of itemsOf(others).map(formOf)) left.set(form, (left.get(form) ?? 0) + 1);
    return itemsOf(some)
      .filter((item) => {
        const count = left.get(formOf(item)) ?? 0;
        left.set(formOf(item), count - 1);
        return count <= 0;
      })
      .toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  };
  return { added: beyond(to, from), removed: beyond(from, to) };
}

/** What a set gains and loses. Null counts as empty. */
export function compareSets(
  from: Json,
  to: Json,
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const before = new Set(itemsOf(from).map(textOf));
  const after = new Set(itemsOf(to).map(textOf));
  return {
    added: [...after].filter((item) => !before.has(item)).toSorted(),
    removed: [...before].filter((item) => !after.has(item)).toSorted(),
  };
}
