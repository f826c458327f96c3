// The allowlist and the blocklist: who may sign up, and who may not.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import { deriveId } from "../state/identity.ts";
import { textOf } from "../state/items.ts";
import type { EmulatedCollection, EmulatedMember } from "./collection.ts";

const PHONE = /^\+[1-9]\d{5,14}$/;
const WALLET = /^0x[0-9a-fA-F]{40}$/;

const IDENTIFIER: EmulatedMember = {
  name: "identifier",
  schema: {
    type: "string",
    pattern: String.raw`^(?:\+[1-9]\d{5,14}|0x[0-9a-fA-F]{40}|[^\s@]+@[^\s@]+\.[^\s@]+)$`,
  },
  initial: "",
  whenNull: "mistake",
};

/** Whether somebody is told by mail or SMS. bapi 2026-05-12, CreateAllowlistIdentifier */
const NOTIFY: EmulatedMember = {
  name: "notify",
  schema: { type: "boolean" },
  initial: false,
  whenNull: "initial",
  createOnly: true,
  hidden: true,
};

function typeOf(identifier: string): string {
  if (PHONE.test(identifier)) return "phone_number";
  return WALLET.test(identifier) ? "web3_wallet" : "email_address";
}

function identifiers(
  list: "allowlist" | "blocklist",
  rest: Pick<EmulatedCollection, "idPrefix" | "list" | "members">,
): EmulatedCollection {
  return {
    name: `${list}_identifiers`,
    path: `/${list}_identifiers`,
    versions: API_VERSIONS,
    verbs: ["list", "create", "delete"],
    object: `${list}_identifier`,
    required: { create: ["identifier"], patch: [] },
    unique: { member: "identifier", code: () => "duplicate_record" },
    // 402 is documented for every verb, the GET included. bapi 2026-05-12, ListAllowlistIdentifiers
    plan: { feature: list, verbs: ["list", "create", "delete"] },
    another: (n) => ({ identifier: `appeared-${n}@example.com` }),
    complete: ({ state, values: { identifier, notify }, call }) => {
      // "Stored in lower case." Clerk documentation. Whether that holds for wallets is not known.
      const text = String(identifier);
      const kept = WALLET.test(text) && !call.switches.wallets_folded ? text : text.toLowerCase();
      const invitation = notify === true ? deriveId("inv", state.id, kept) : null;
      return { identifier: kept, identifier_type: typeOf(kept), invitation_id: invitation };
    },
    derived: (state, item) => ({
      identifier_type: textOf(item, "identifier_type"),
      ...(item.values["invitation_id"] && { invitation_id: item.values["invitation_id"] }),
      instance_id: state.id,
    }),
    ...rest,
  };
}

export const ALLOWLIST = identifiers("allowlist", {
  idPrefix: "alid",
  list: "array_or_page",
  members: [IDENTIFIER, NOTIFY],
});

export const BLOCKLIST = identifiers("blocklist", {
  idPrefix: "blid",
  list: "page",
  members: [IDENTIFIER],
});
