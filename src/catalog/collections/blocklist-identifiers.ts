// The entries of the blocklist: `/blocklist_identifiers`.

import { API_VERSIONS } from "../api-version.ts";
import { collection } from "../resource.ts";
import { IDENTIFIERS, WILDCARD } from "./identifiers.ts";

/** `GET`, `POST /blocklist_identifiers`, `DELETE /blocklist_identifiers/{id}`; there is no update. bapi 2026-05-12 */
export const blocklistIdentifiers = collection(
  "blocklist_identifiers",
  {
    doc: "Who may not sign up while restrictions.blocklist is on. An address stands for its subaddresses, too.",
    path: "/blocklist_identifiers",
    versions: API_VERSIONS,
  },
  {
    ...IDENTIFIERS,
    example: "*@disposable.example",
    noun: ["blocklist entry", "blocklist entries"],
    neededBy: [],
    isPulled: false,
    list: "page",
    alwaysSent: {},
    othersWrite: "applications write into the blocklist themselves",
    hazards: [
      {
        hazard: "locks_out_users",
        when: "appears",
        keys: WILDCARD,
        of: "a wildcard",
        says: "nobody with an address at that domain can sign up while the blocklist is on",
      },
      {
        hazard: "weakens_security",
        when: "disappears",
        keys: WILDCARD,
        of: "a wildcard",
        says: "everybody with an address at that domain can sign up",
      },
    ],
  },
);
