// The entries of the allowlist: `/allowlist_identifiers`.

import { API_VERSIONS } from "../api-version.ts";
import { collection } from "../resource.ts";
import { IDENTIFIERS, WILDCARD } from "./identifiers.ts";

/**
 * `GET`, `POST /allowlist_identifiers`, `DELETE /allowlist_identifiers/{id}`; there is no update. bapi 2026-05-12.
 * Applications write here, too: invitations, pages for admins.
 */
export const allowlistIdentifiers = collection(
  "allowlist_identifiers",
  {
    doc: "Who may sign up while restrictions.allowlist is on.",
    path: "/allowlist_identifiers",
    versions: API_VERSIONS,
  },
  {
    ...IDENTIFIERS,
    example: "*@acme.com",
    noun: ["allowlist entry", "allowlist entries"],
    neededBy: [{ address: "restrictions.allowlist", deed: "sign up" }],
    isPulled: false,
    list: "page_when_asked",
    // True would send an e-mail or a text message.
    alwaysSent: { notify: false },
    othersWrite: "applications write into the allowlist themselves, such as with invitations",
    hazards: [
      {
        hazard: "opens_sign_up",
        when: "appears",
        keys: WILDCARD,
        of: "a wildcard",
        says: "everybody with an address at that domain can sign up",
      },
      {
        hazard: "locks_out_users",
        when: "disappears",
        says: "whoever it lets in can no longer sign up while the allowlist is on",
      },
    ],
  },
);
