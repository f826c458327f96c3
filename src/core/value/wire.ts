// Between the file's words and Clerk's, both ways. Law: decode(encode(value)) is value.

import type { Json, ReadSource, Setting, Transform } from "../../catalog/setting.ts";
import { sameValue } from "./compare.ts";
import { memberAt } from "./member.ts";
import { readItem, readKeys } from "./item.ts";
import type { Reading, Role, Unreadable } from "./reading.ts";

/** The file's value as a PATCH body carries it; undefined: its role is not in the list. */
export function encode(setting: Setting, value: Json, roles: readonly Role[]): Json | undefined {
  switch (setting.write.transform) {
    case "identity":
      return value;
    case "role_id_from_key":
      return roles.find(({ key }) => key === value)?.id;
  }
}

/** What one answer says about a setting. `roles` null: there is no list of roles. */
export function decode(
  setting: Setting,
  source: ReadSource,
  answer: Json,
  roles: readonly Role[] | null,
): Reading {
  const { onlyWhile, member, via, transform } = source;
  if (onlyWhile && !isEqual(memberAt(answer, onlyWhile.member) ?? null, onlyWhile.equals)) {
    return { known: false, why: "dormant" };
  }
  const raw = memberAt(answer, member);
  if (transform === "item") return readItem(setting.write.member, raw);
  if (transform === "keys") return readKeys(raw);
  if (raw === undefined) return { known: false, why: "missing_in_answer" };
  const read = transformed(setting, transform, raw, roles);
  if ("why" in read) return { known: false, why: read.why };
  return hasType(setting, read.value)
    ? { known: true, value: read.value, source: via }
    : { known: false, why: "malformed" };
}

function transformed(
  { comparison }: Setting,
  transform: Exclude<Transform, "item" | "keys">,
  raw: Json,
  roles: readonly Role[] | null,
): { readonly value: Json } | { readonly why: Unreadable } {
  switch (transform) {
    case "identity":
      return { value: raw };
    case "not":
      return { value: typeof raw === "boolean" ? !raw : raw };
    case "null_is_empty":
      return { value: raw ?? (comparison === "set" ? [] : "") };
    case "role_id_from_key":
      return roleId(raw, roles);
  }
}

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
  array: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  null: (value) => value === null,
};

function hasType(setting: Setting, value: Json): boolean {
  const types = [setting.schema["type"]].flat();
  return types[0] === undefined || types.some((type) => JSON_TYPES[String(type)]?.(value) ?? true);
}
