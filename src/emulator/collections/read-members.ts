// The members of a POST or PATCH body: what the item then holds, or what is wrong with them.

import type { Json } from "../../catalog/setting.ts";
import { mistakeIn, type Mistake } from "../backend/mistakes.ts";
import { findViolation } from "../backend/validate.ts";
import type { JsonObject } from "../http/answer.ts";
import { throwErrors, type ClerkError } from "../http/errors.ts";
import type { Item } from "../state/items.ts";
import type { EmulatedCollection, EmulatedMember } from "./collection.ts";

interface ReadMembers {
  readonly given: JsonObject;
  readonly values: JsonObject;
}

type Read = { readonly value: Json } | { readonly mistake: Mistake };

function readMember(
  member: EmulatedMember,
  value: Json | undefined,
  before: Json,
  required: boolean,
): Read {
  if (value === undefined) return required ? { mistake: "missing" } : { value: before };
  if (value === null) {
    if (required || member.whenNull === "mistake") return { mistake: "nil" };
    return { value: member.whenNull === "unchanged" ? before : member.initial };
  }
  const mistake = findViolation(member.schema, value);
  return mistake ? { mistake } : { value };
}

/** The members of a body that nobody knows; Clerk drops them in silence. */
function strangersIn(body: JsonObject, known: readonly EmulatedMember[]): readonly ClerkError[] {
  return Object.keys(body)
    .filter((name) => !known.some((member) => member.name === name))
    .map((name) => mistakeIn(name, "unknown", `${name} is no member of this request`));
}

/** Reads the body of a POST, or of a PATCH of an item. Throws all mistakes together. */
export function readMembers(
  { members, required }: Pick<EmulatedCollection, "members" | "required">,
  body: JsonObject,
  { from, strict }: { readonly from: Item | null; readonly strict: boolean },
): ReadMembers {
  const known = members.filter(({ createOnly }) => from === null || createOnly !== true);
  const due = from === null ? required.create : required.patch;
  const errors: ClerkError[] = [];
  const given: Record<string, Json> = {};
  const values: Record<string, Json> = { ...from?.values };
  for (const member of known) {
    const { name, initial } = member;
    const before = from?.values[name] ?? initial;
    const read = readMember(member, body[name], before, due.includes(name));
    if ("mistake" in read) {
      errors.push(mistakeIn(name, read.mistake));
      continue;
    }
    values[name] = read.value;
    if (body[name] !== undefined && body[name] !== null) given[name] = read.value;
  }
  throwErrors(strict ? [...errors, ...strangersIn(body, known)] : errors);
  return { given, values };
}
