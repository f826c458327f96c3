// Between the file's words and Clerk's, both ways. Law: decode(encode(value)) is value.

import type { Json, ReadSource, Setting, Transform } from "../../catalog/setting.ts";
import { normalise, sameValue } from "./compare.ts";
import { findItem, idIn } from "./item.ts";
import { memberAt } from "./member.ts";
import type { Reading, Role, Unreadable } from "./reading.ts";

/** The id of the item of a collection that has the key, or what stands for one to come; undefined: none is known. */
export type Lookup = (collection: string, key: string) => Json | undefined;

/** The file's value as a body carries it; undefined: it names an item that the look-up does not know. */
export function encode(
  { write, references }: Setting,
  value: Json,
  idOf: Lookup,
): Json | undefined {
  const idFor = (key: Json): Json | undefined => idOf(references ?? "", String(key));
  switch (write.transform) {
    case "identity":
      return value;
    case "role_id_from_key":
      return idFor(value);
    case "ids_from_keys": {
      const ids = (Array.isArray(value) ? (value as readonly Json[]) : []).map(idFor);
      const known = ids.filter((id) => id !== undefined);
      return known.length === ids.length ? known : undefined;
    }
    case "variable":
      return { $env: value };
  }
}

/** What one answer says about a setting. `roles` null: there is no list of roles. */
export function decode(
  setting: Setting,
  source: ReadSource,
  answer: Json,
  roles: readonly Role[] | null,
): Reading {
  const { item: ref, transform } = source;
  if (transform === "keys") return readList(setting, memberAt(answer, source.member));
  if (!ref) return decodeMember(setting, source, answer, roles);
  const item = findItem(answer, ref);
  if (item === undefined) return { known: true, value: null, source: source.via };
  if (Array.isArray(item)) return { known: false, why: "ambiguous_item" };
  if (transform === "item") return readItem(setting, item);
  const reading = decodeMember(setting, source, item, roles);
  const id = idIn(item);
  return reading.known && id !== undefined ? { ...reading, id } : reading;
}

/** An item as one value: its key, and what of it is known. */
export function readItem({ write, holds = [] }: Setting, raw: Json): Reading {
  const [key, id] = [memberAt(raw, [write.member]), idIn(raw)];
  if (typeof key !== "string" || id === undefined) return { known: false, why: "malformed" };
  const value: Record<string, Json> = { [write.member]: key };
  for (const member of holds) {
    if (member.echo === null) continue;
    const reading = decodeMember(member, echoOf(member, member.echo), raw, null);
    if (reading.known) value[member.name] = normalise(member, reading.value);
    else if (reading.why === "malformed") return reading;
  }
  return { known: true, value, source: "backend_api", id };
}

/** A list that was read whole: its keys, sorted; of items that hold more, each by its key. */
function readList(setting: Setting, raw: Json | undefined): Reading {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    return { known: false, why: "malformed" };
  const own = Object.entries(raw as Readonly<Record<string, Json>>)
    .filter(([key]) => setting.leavesOut?.test(key) !== true)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (!setting.holds) return { known: true, value: own.map(([key]) => key), source: "backend_api" };
  const value: Record<string, Json> = {};
  for (const [key, item] of own) {
    if (Array.isArray(item)) return { known: false, why: "ambiguous_item" };
    const reading = readItem(setting, item);
    if (!reading.known) return reading;
    value[key] = reading.value;
  }
  return { known: true, value, source: "backend_api" };
}

/** An answer to a write speaks as the Backend API's GET does. */
export const echoOf = ({ read }: Setting, member: string): ReadSource => ({
  via: "backend_api",
  path: "",
  member: [member],
  transform: read.find(({ via }) => via === "backend_api")?.transform ?? "identity",
});

function decodeMember(
  setting: Setting,
  { onlyWhile, member, via, transform }: ReadSource,
  answer: Json,
  roles: readonly Role[] | null,
): Reading {
  if (onlyWhile && !isEqual(memberAt(answer, onlyWhile.member) ?? null, onlyWhile.equals)) {
    return { known: false, why: "dormant" };
  }
  const raw = memberAt(answer, member);
  if (raw === undefined) return { known: false, why: "missing_in_answer" };
  const read = transformed(setting, transform, raw, roles);
  if ("why" in read) return { known: false, why: read.why };
  return hasType(setting, read.value)
    ? { known: true, value: read.value, source: via }
    : { known: false, why: "malformed" };
}

function transformed(
  { comparison }: Setting,
  transform: Transform,
  raw: Json,
  roles: readonly Role[] | null,
): { readonly value: Json } | { readonly why: Unreadable } {
  switch (transform) {
    case "identity":
    case "item":
    case "keys":
      return { value: raw };
    case "not":
      return { value: typeof raw === "boolean" ? !raw : raw };
    case "null_is_empty":
      return { value: raw ?? (comparison === "set" ? [] : "") };
    case "role_id_from_key":
      return roleId(raw, roles);
    case "keys_of_items":
      return { value: Array.isArray(raw) ? (raw as readonly Json[]).map(keyIn) : raw };
  }
}

/** Null, which is no text, where it shows none. */
const keyIn = (item: Json): Json => memberAt(item, ["key"]) ?? null;

function roleId(
  key: Json,
  roles: readonly Role[] | null,
): { readonly value: Json } | { readonly why: Unreadable } {
  if (!roles) return { why: "no_role_list" };
  if (key === null || key === "") return { value: "" };
  const role = roles.find((one) => one.key === key);
  return role ? { value: role.id } : { why: "unknown_role" };
}

/** Whether a source speaks in role keys that must be translated. */
export const needsRoles = (source: ReadSource): boolean => source.transform === "role_id_from_key";

/** Whether a setting is written with a role's id. */
export const writesRole = (setting: Setting): boolean =>
  setting.write.transform === "role_id_from_key";

const isEqual = (a: Json, b: Json): boolean => sameValue({ comparison: "json" }, a, b);

const JSON_TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === "string",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  null: (value) => value === null,
};

function hasType(setting: Setting, value: Json): boolean {
  const types = [setting.schema["type"]].flat();
  return types[0] === undefined || types.some((type) => JSON_TYPES[String(type)]?.(value) ?? true);
}
