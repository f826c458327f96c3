// The signing keys of JWT templates: what is kept of one is no key.

import { createHash } from "node:crypto";
import type { Json } from "../../catalog/setting.ts";
import { isObject } from "../http/answer.ts";

/** SHA-256 in hex: the same for the same key, and the key can't be told from it. */
export function signingKeyFingerprint(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** A body with the fingerprint of the signing key in the key's place; one that is no JSON is withheld. */
export function withoutSigningKey(body: Json): Json {
  if (typeof body === "string" && body.includes("signing_key")) {
    return "[withheld: it is no JSON, and may hold a signing key]";
  }
  const key = isObject(body) ? body["signing_key"] : undefined;
  if (!isObject(body) || typeof key !== "string") return body;
  return { ...body, signing_key: `[sha256 ${signingKeyFingerprint(key)}]` };
}
