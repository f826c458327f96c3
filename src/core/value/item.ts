// Items of collections in the answers that list them.

import type { ItemRef, Json } from "../../catalog/setting.ts";
import { memberAt } from "./member.ts";

/**
 * The item in a list that was read whole, which holds items by their keys, and in a list those of one key. Undefined:
 * the list does not have it.
 */
export function findItem(list: Json, ref: ItemRef): Json | undefined {
  if ("key" in ref) return memberAt(list, [ref.key]);
  if (typeof list !== "object" || list === null) return undefined;
  return Object.values(list as Readonly<Record<string, Json>>)
    .flatMap((one) => (Array.isArray(one) ? (one as readonly Json[]) : [one]))
    .find((item) => memberAt(item, ["id"]) === ref.id);
}

/** By which an item is changed and deleted; undefined: it shows none. */
export function idIn(item: Json): string | undefined {
  const id = memberAt(item, ["id"]);
  return typeof id === "string" && id !== "" ? id : undefined;
}
