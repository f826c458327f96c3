// Items as rows: whether one is there is a value like any other, null where it is not.

import { foldKey, type Items } from "./items.ts";
import type { Row, Section } from "./resource.ts";
import type { ReadSource, Setting } from "./setting.ts";

/** A section that holds items. */
export interface Collection extends Section {
  readonly items: Items;
}

/** Whether a resource holds items, and no settings. */
export const isCollection = (section: Section): section is Collection =>
  section.items !== undefined;

/** `redirect_urls["https://app.acme.com/callback"]`: the key as a JSON string. */
export const addressOfItem = (collection: string, key: string): string =>
  `${collection}[${JSON.stringify(key)}]`;

const ADDRESS = /^([a-z][a-z0-9_]*)\[("(?:[^"\\]|\\.)*")\]$/s;

/** The collection's name and the key that an address names; undefined: it is no item's. */
export function parseItemAddress(
  address: string,
): { readonly collection: string; readonly key: string } | undefined {
  const [, collection, text] = ADDRESS.exec(address) ?? [];
  if (collection === undefined || text === undefined) return undefined;
  try {
    return { collection, key: String(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

/** The address that was most likely meant by one whose quotes are missing, such as what a shell left of it; undefined: none. */
export function addressMeant(sections: readonly Section[], text: string): string | undefined {
  const [, name, key] = /^([a-z][a-z0-9_]*)\[["']?(.+?)["']?\]?$/s.exec(text) ?? [];
  const home = sections.find((section) => section.name === name);
  return home && isCollection(home) && key !== undefined ? itemRow(home, key).address : undefined;
}

/** The row of one item, with the key as Clerk keeps it. Its value is the item's members, or null where it is not there. */
export function itemRow(
  section: Collection,
  written: string,
): Row & { readonly item: { readonly key: string } } {
  const { items } = section;
  const key = foldKey(items, written);
  return {
    address: addressOfItem(section.name, key),
    section,
    setting: itemSetting(section, key),
    item: { key },
  };
}

function itemSetting({ path, items, versions }: Collection, key: string): Setting {
  const read: ReadSource = { via: "backend_api", path, member: [key], transform: "item" };
  return {
    name: JSON.stringify(key),
    doc: `One of the ${items.noun[1]}.`,
    schema: {},
    comparison: "unordered",
    write: { member: items.key.member, transform: "identity" },
    read: [read],
    echo: items.key.member,
    versions,
    hazards: items.hazards.filter(({ keys }) => keys === undefined || keys.test(key)),
    after: [],
    excludes: [],
  };
}

/** The lists of a collection that name items, as a file has them. */
export const LISTS = ["present", "absent"] as const;

/** `redirect_urls.present`: a list of a collection as one value, for those who write files. It is read as the keys that are there. */
export function listRow(section: Collection, list: (typeof LISTS)[number]): Row {
  const { items, path, versions } = section;
  const { member, schema } = items.key;
  return {
    address: `${section.name}.${list}`,
    section,
    setting: {
      name: list,
      doc: `The ${items.noun[1]} that ${list === "present" ? "must" : "must not"} be there.`,
      schema: { type: "array", items: schema },
      comparison: "set",
      write: { member, transform: "identity" },
      read: [{ via: "backend_api", path, member: [], transform: "keys" }],
      echo: null,
      versions,
      hazards: [],
      after: [],
      excludes: [],
    },
  };
}
