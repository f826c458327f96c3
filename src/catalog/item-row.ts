// Items as rows: whether one is there is a value like any other, null where it is not; what it holds are settings.

import { foldKey, type Items } from "./items.ts";
import type { Row, Section } from "./resource.ts";
import type { ItemRef, ReadSource, Setting } from "./setting.ts";

/** A section that holds items. */
export interface Collection extends Section {
  readonly items: Items;
}

/** Whether a resource holds items, and no settings. */
export const isCollection = (section: Section): section is Collection =>
  section.items !== undefined;

/** Whether its items hold something beside their keys. */
export const hasMembers = ({ items }: Collection): boolean => (items.members ?? []).length > 0;

/** `redirect_urls["https://app.acme.com/callback"]`: the key as a JSON string. */
export const addressOfItem = (collection: string, key: string): string =>
  `${collection}[${JSON.stringify(key)}]`;

const ADDRESS = /^([a-z][a-z0-9_]*)\[("(?:[^"\\]|\\.)*")\](?:\.([a-z][a-z0-9_]*))?$/s;

/** What an address of an item, or of a member of one, names; undefined: it is neither's. */
export function parseItemAddress(
  address: string,
):
  | { readonly collection: string; readonly key: string; readonly member?: string | undefined }
  | undefined {
  const [, collection, text, member] = ADDRESS.exec(address) ?? [];
  if (collection === undefined || text === undefined) return undefined;
  try {
    return { collection, key: String(JSON.parse(text)), member };
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

/** The row of an item. */
export interface ItemRow extends Row {
  readonly item: NonNullable<Row["item"]>;
}

/** The row of one item, with the key as Clerk keeps it. Its value is the item's members, or null where it is not there. */
export function itemRow(section: Collection, written: string): ItemRow {
  const { items } = section;
  const key = foldKey(items, written);
  return {
    address: addressOfItem(section.name, key),
    section,
    setting: itemSetting(section, key, { key }),
    item: { key },
  };
}

/** The row of an item that has an id, whatever its key is by now. */
export const itemRowById = (section: Collection, key: string, id: string): ItemRow => ({
  address: addressOfItem(section.name, key),
  section,
  setting: itemSetting(section, key, { id }),
  item: { key },
});

/** The key of an item as a value that moves from an old one to `key`. */
export function keyRow(section: Collection, was: string, key: string, id: string): ItemRow {
  const { path, items, versions } = section;
  const { member } = items.key;
  const rules = items.hazards.filter(({ when }) => when === "renamed");
  const setting: Setting = {
    ...BLANK,
    name: `${JSON.stringify(was)} → ${JSON.stringify(key)}`,
    doc: `The key of one of the ${items.noun[1]}.`,
    comparison: "scalar",
    schema: { type: "string" },
    write: { member, transform: "identity" },
    read: [{ via: "backend_api", path, member: [member], transform: "identity", item: { id } }],
    echo: member,
    versions,
    hazards: rules,
  };
  return { address: addressOfItem(section.name, key), section, setting, item: { key, was } };
}

const BLANK = { schema: {}, after: [], excludes: [] } as const;

function itemSetting({ path, items, versions }: Collection, key: string, item: ItemRef): Setting {
  const read: ReadSource = { via: "backend_api", path, member: [], transform: "item", item };
  const rules = items.hazards.filter(
    ({ keys, when }) => when !== "renamed" && (keys === undefined || keys.test(key)),
  );
  return {
    ...BLANK,
    name: JSON.stringify(key),
    doc: `One of the ${items.noun[1]}.`,
    comparison: "presence",
    write: { member: items.key.member, transform: "identity" },
    read: [read],
    echo: items.key.member,
    versions,
    hazards: rules,
    holds: items.members ?? [],
  };
}

/** The rows of what an item holds. `ref` finds the item where it is not found by its key. */
export function memberRows(
  section: Collection,
  written: string,
  ref: ItemRef = { key: foldKey(section.items, written) },
): readonly Row[] {
  const key = foldKey(section.items, written);
  return (section.items.members ?? []).map((member) => ({
    address: `${addressOfItem(section.name, key)}.${member.name}`,
    section,
    setting: {
      ...member,
      name: `${JSON.stringify(key)}.${member.name}`,
      read: member.echo === null ? [] : [placeIn(section, member, ref)],
    },
    of: { key, member: member.name },
  }));
}

/** The same whichever item it is: `jwt_templates.lifetime`, for those who explain. */
export const generalRows = (section: Collection): readonly Row[] =>
  memberRows(section, section.items.example).map(({ setting, of, ...row }) => {
    const name = of?.member ?? "";
    return {
      ...row,
      address: `${section.name}.${name}`,
      setting: { ...setting, name },
      ...(of ? { of } : {}),
    };
  });

const placeIn = ({ path }: Collection, { read, write }: Setting, item: ItemRef): ReadSource => ({
  via: "backend_api",
  path,
  member: [write.member],
  transform: read[0]?.transform ?? "identity",
  item,
});

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
      ...BLANK,
      name: list,
      doc: `The ${items.noun[1]} that ${list === "present" ? "must" : "must not"} be there.`,
      schema: list === "present" && hasMembers(section) ? {} : { type: "array", items: schema },
      comparison: list === "present" && hasMembers(section) ? "json" : "set",
      write: { member, transform: "identity" },
      ...(list === "present" && items.members ? { holds: items.members } : {}),
      ...(items.comesWithClerk ? { leavesOut: items.comesWithClerk } : {}),
      read: [{ via: "backend_api", path, member: [], transform: "keys" }],
      echo: null,
      versions,
      hazards: [],
    },
  };
}
