// A plan that is kept: sealed with the secret key, so that it can be told whether it is the one that was made. Pure.

import { createHash, timingSafeEqual } from "node:crypto";
import type { Json } from "../../catalog/setting.ts";
import type { Plan } from "./plan.ts";

/** The file of `plan --out`: the plan, when it was made and from what. */
export interface SavedPlan extends Plan {
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly source: PlanSource;
  /** Over everything else in the document, with a key that comes from the secret key. */
  readonly seal: string;
}

/** What the plan was made from. */
export interface PlanSource {
  readonly file: string;
  /** Of what the file says, hexadecimal: comments and the order of its keys don't count. */
  readonly sha256: string;
  /** The sections of `--only`; absent: all. */
  readonly only?: readonly string[];
}

/** A keyed hash of a text, hexadecimal: who has not the key can't make it. */
export type Sealer = (text: string) => string;

/** The document with its seal. What is not JSON in it must not be there. */
export function sealDocument<Document extends object>(
  document: Document,
  sealer: Sealer,
): Document & { readonly seal: string } {
  return { ...document, seal: `hmac-sha256:${sealer(JSON.stringify(document))}` };
}

/** Whether the document is the one that was sealed, with the same key. Blanks between members don't count. */
export function isSealed(document: SavedPlan, sealer: Sealer): boolean {
  const { seal, ...sealed } = document;
  const [right, given] = [sealDocument(sealed, sealer).seal, seal].map((text) => Buffer.from(text));
  return right !== undefined && given?.length === right.length && timingSafeEqual(given, right);
}

/** Of the file's bytes, hexadecimal. */
export function hashSource(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Of what a file says, hexadecimal: the same data in another order of keys, or with other comments, is the same. */
export function hashData(data: Json): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(data)))
    .digest("hex");
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
