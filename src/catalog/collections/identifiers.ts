// What entries of the allowlist and of the blocklist have in common.

import type { Items } from "../items.ts";

/** A whole local part or a whole label may be a wildcard; `john*@acme.com` would match nobody. Clerk's documentation of 2026-08-21 */
const IDENTIFIER =
  "^(?:\\*|[^\\s@*]+)@(?:\\*\\.)?[^\\s@*.]+(?:\\.[^\\s@*.]+)+$|^\\+[1-9][0-9]{5,14}$|^0x[0-9a-fA-F]{40}$|^[1-9A-HJ-NP-Za-km-z]{32,44}$";

/** Addresses of a whole domain. */
export const WILDCARD = /^\*@/;

export const IDENTIFIERS: Pick<Items, "key" | "unlisted" | "shownKeys"> = {
  key: {
    member: "identifier",
    fold: "address_case",
    schema: {
      type: "string",
      pattern: IDENTIFIER,
      maxLength: 320,
      $comment:
        "an e-mail address, *@ and a domain, a phone number such as +15551234567, or the address of a wallet",
      examples: ["*@acme.com"],
    },
  },
  unlisted: ["keep", "report", "delete"],
  shownKeys: WILDCARD,
};
