// Text messages: `/instance/communication`.

import { LIVE_API_VERSIONS } from "../api-version.ts";
import { section } from "../resource.ts";
import { backend, set } from "../rows.ts";

const PATH = "/instance/communication";

/** `GET`, `PATCH /instance/communication`: whole-list replacement; codes that Clerk doesn't know are dropped in silence. */
export const communication = section(
  "communication",
  {
    doc: "Text messages.",
    path: PATH,
    answer: "echo",
    versions: LIVE_API_VERSIONS,
    get: { path: PATH, versions: LIVE_API_VERSIONS },
    frontend: [],
  },
  [
    set(
      "blocked_country_codes",
      {
        type: "string",
        pattern: "^[A-Z]{2}$",
        $comment: "a two-letter country code in upper case, such as KP",
      },
      {
        doc: "Countries (ISO 3166-1 alpha-2, upper case) that get no text messages. The whole list is replaced.",
        itemsAre: "code",
        schema: { maxItems: 250 },
        versions: LIVE_API_VERSIONS,
        echo: "blocked_country_codes",
        read: [backend(PATH, "blocked_country_codes", "null_is_empty")],
        hazards: [
          {
            hazard: "locks_out_users",
            when: "item_added",
            says: "people with a phone number of the added countries get no codes by text message",
          },
          {
            hazard: "costs_money",
            when: "item_removed",
            says: "text messages to the removed countries are sent and charged, toll fraud included",
          },
        ],
      },
    ),
  ],
);
