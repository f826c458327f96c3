// Keys of items that name a person: hidden where a page goes to people who need not see them.

import { CATALOG } from "../../catalog/catalog.ts";
import { isCollection, parseItemAddress } from "../../catalog/item-row.ts";
import { replacerOf } from "../text/replace.ts";

const PERSONAL = CATALOG.filter(isCollection).filter(({ items }) => items.shownKeys !== undefined);

const ADDRESS = new RegExp(
  `(?:${PERSONAL.map(({ name }) => name).join("|")})\\["(?:[^"\\\\]|\\\\.)*"\\]`,
  "g",
);

/** Whether an item's key names a person, so that it is not for every page. */
export function namesPerson({
  collection,
  key,
}: {
  readonly collection: string;
  readonly key: string;
}): boolean {
  const home = PERSONAL.find(({ name }) => name === collection);
  return home?.items.shownKeys?.test(key) === false;
}

/** Every item that a value speaks of: by its address in a text, or by its collection and its keys. */
function* itemsIn(
  value: unknown,
): Generator<{ readonly collection: string; readonly key: string }> {
  if (typeof value === "string") {
    for (const [address] of value.matchAll(ADDRESS)) {
      const item = parseItemAddress(address);
      if (item) yield item;
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const { collection, keys } = value as { readonly collection?: unknown; readonly keys?: unknown };
  if (typeof collection === "string" && Array.isArray(keys))
    for (const key of keys) yield { collection, key: String(key) };
  for (const [name, member] of Object.entries(value)) {
    yield* itemsIn(name);
    yield* itemsIn(member);
  }
}

/** The keys that a value speaks of, and that are not to be shown. */
function hiddenIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  for (const item of itemsIn(value)) if (namesPerson(item)) found.add(item.key);
  return [...found];
}

/** What a value says, with a number in the place of each key that names a person; and how many those are. */
export function hideIdentifiers<Value>(value: Value): {
  readonly value: Value;
  readonly hidden: number;
} {
  const keys = hiddenIn(value);
  if (keys.length === 0) return { value, hidden: 0 };
  // As it is, and as it stands in an address.
  const labels = new Map(
    keys.flatMap((key, index) =>
      [key, JSON.stringify(key).slice(1, -1)].map((form) => [form, `(hidden ${index + 1})`]),
    ),
  );
  const hide = replacerOf(labels);
  const within = (part: unknown): unknown => {
    if (typeof part === "string") return hide(part);
    if (Array.isArray(part)) return part.map(within);
    if (typeof part !== "object" || part === null || part instanceof Map) return part;
    const members = Object.entries(part).map(([name, member]) => [hide(name), within(member)]);
    return Object.fromEntries(members) as unknown;
  };
  return { value: within(value) as Value, hidden: keys.length };
}
