// Whether certificates are checked as they should be. Asked before an https host is.

import { accessSync, constants } from "node:fs";
import { Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";

/** Throws a `Failure` (exit 3) when the address is https and its certificate would not be checked as wished. */
export function requireTrust({ environment }: Pick<Context, "environment">, url: string): void {
  if (!url.startsWith("https:")) return;
  if (environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") {
    throw new Failure(
      "unsafe_tls",
      "NODE_TLS_REJECT_UNAUTHORIZED=0 turns the check of certificates off",
      { hint: "unset it; for a certificate of your own, name its file in NODE_EXTRA_CA_CERTS" },
    );
  }
  const file = environment["NODE_EXTRA_CA_CERTS"];
  if (!file) return;
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    // Node itself only warns, and the connection then fails for a reason that is harder to read.
    throw new Failure(
      "unreadable_file",
      `NODE_EXTRA_CA_CERTS names ${file}, which can't be read: ${errorText(error)}`,
      { hint: "correct the path, or unset it" },
    );
  }
}
