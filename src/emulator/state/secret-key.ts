// Which instance a secret key opens.

import { createHash } from "node:crypto";
import { apiError } from "../http/errors.ts";

export type EnvironmentType = "development" | "production" | "staging";

/** Who asks. The key itself goes no further than this file. */
export interface Credential {
  /** Stands for the key: same key, same fingerprint; the key can't be told from it. */
  readonly fingerprint: string;
  readonly environmentType: EnvironmentType;
}

const SECRET_KEY = /^sk_(test|live)_[\x21-\x7e]{3,250}$/;

/** Any well-formed secret key is somebody; everything else is refused with 401. */
export function parseAuthorization(header: string | undefined): Credential {
  const key = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  if (key === undefined) throw apiError("authorization_header_format_invalid");
  const prefix = SECRET_KEY.exec(key)?.[1];
  if (prefix === undefined) throw apiError("clerk_key_invalid");
  return {
    fingerprint: createHash("sha256").update(key).digest("hex"),
    environmentType: prefix === "test" ? "development" : "production",
  };
}

export function holdsSecretKey(text: string): boolean {
  return /sk_(test|live)_/.test(text);
}

/** The text without anything that looks like a secret key. */
export function redactSecretKeys(text: string): string {
  return text.replace(/sk_(test|live)_[^\s"'\\]*/g, "sk_$1_[redacted]");
}
