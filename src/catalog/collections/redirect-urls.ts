// Redirect URLs: `/redirect_urls`.

import { API_VERSIONS } from "../api-version.ts";
import { collection } from "../resource.ts";

/**
 * Nonces of native and mobile sign-in go only to these URLs, in production. Clerk's documentation of 2026-08-21.
 * `GET`, `POST /redirect_urls`, `DELETE /redirect_urls/{id}`; there is no update. bapi 2026-05-12
 */
export const redirectUrls = collection(
  "redirect_urls",
  {
    doc: "Where native and mobile applications may come back to after a sign-in with SSO.",
    path: "/redirect_urls",
    versions: API_VERSIONS,
  },
  {
    example: "com.acme.app://callback",
    noun: ["redirect URL", "redirect URLs"],
    neededBy: [],
    key: {
      member: "url",
      fold: "none",
      schema: {
        type: "string",
        pattern: "^[A-Za-z][A-Za-z0-9+.-]*://[^\\s]+$",
        maxLength: 1000,
        $comment:
          "a URL with https:// or a scheme of the application's own, such as com.acme.app://callback",
      },
    },
    isPulled: true,
    list: "page_when_asked",
    alwaysSent: {},
    unlisted: ["keep", "report", "delete"],
    hazards: [
      {
        hazard: "weakens_security",
        when: "appears",
        only: "production",
        keys: /^http:\/\/|\*|^[a-z][a-z0-9+.-]*:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/?#]|$)/i,
        of: "http://, a wildcard, or this machine",
        says: "sign-ins can be sent to a place that others may listen at",
      },
      {
        hazard: "breaks_clients",
        when: "disappears",
        says: "applications that come back to it can no longer sign in with SSO",
      },
    ],
  },
);
