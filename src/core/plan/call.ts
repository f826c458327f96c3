// One request of a plan, as data: what is shown is what runs.

import type { Json } from "../../catalog/setting.ts";

/**
 * JSON, in which `{"$ref": ADDRESS}` stands for the id of an item that the same plan makes. Shown as
 * written, resolved when sent.
 */
export type BodyValue = Json;

/** One request of a plan: what is sent where, and for which settings. */
export interface Call {
  /** Unique in its plan: "1", "2", … in the order in which the calls are sent. */
  readonly id: string;
  readonly method: "PATCH" | "POST" | "DELETE";
  /** Below `/v1`. */
  readonly path: string;
  readonly body: Readonly<Record<string, BodyValue>>;
  /** What the call writes. */
  readonly addresses: readonly string[];
}

const isReference = (value: Json): value is { readonly $ref: string } =>
  typeof value === "object" &&
  value !== null &&
  "$ref" in value &&
  typeof value.$ref === "string" &&
  Object.keys(value).length === 1;

/**
 * The body with the ids that earlier calls of the run made, by address. A `$ref` to anything else is data of
 * the file's own, under `extra`, and stays as it is.
 */
export function resolveReferences(value: BodyValue, ids: ReadonlyMap<string, string>): Json {
  if (isReference(value)) return ids.get(value.$ref) ?? value;
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item) => resolveReferences(item, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, resolveReferences(item, ids)]),
  );
}
