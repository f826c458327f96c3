// An item of a collection as Clerk shows it.

import type { Json } from "../../catalog/setting.ts";
import { memberAt } from "./member.ts";
import type { Reading } from "./reading.ts";

/**
 * What is known of an item whose key is `member`, by what a list that was read whole, or an answer, holds of it.
 * Undefined and null: it is not there.
 */
export function readItem(member: string, raw: Json | undefined): Reading {
  if (raw === undefined || raw === null) return { known: true, value: null, source: "backend_api" };
  if (Array.isArray(raw)) return { known: false, why: "ambiguous_item" };
  const [key, id] = [memberAt(raw, [member]), memberAt(raw, ["id"])];
  return typeof key === "string" && typeof id === "string" && id !== ""
    ? { known: true, value: { [member]: key }, source: "backend_api", id }
    : { known: false, why: "malformed" };
}

/** The keys of a list that was read whole, sorted. */
export const readKeys = (raw: Json | undefined): Reading =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw)
    ? { known: true, value: Object.keys(raw).toSorted(), source: "backend_api" }
    : { known: false, why: "malformed" };
