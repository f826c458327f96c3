// Who may sign up and sign in: `/instance/restrictions`.

import { API_VERSIONS, FROZEN_API_VERSION, LIVE_API_VERSIONS } from "../api-version.ts";
import type { ApiVersion } from "../api-version.ts";
import type { HazardRule } from "../hazard.ts";
import { section } from "../resource.ts";
import { ALLOWLIST_HAZARDS, boolean, frontend } from "../rows.ts";
import type { AllowlistNeed, EffectiveWhile, Setting } from "../setting.ts";

function restriction<Name extends string>(
  name: Name,
  rest: {
    readonly doc: string;
    readonly hazards: readonly HazardRule[];
    readonly versions?: readonly ApiVersion[];
    readonly deprecated?: string;
    readonly needsAllowlist?: AllowlistNeed;
    readonly effectiveWhile?: EffectiveWhile;
    readonly after?: readonly string[];
  },
): Setting<Name, boolean> {
  return boolean(name, {
    ...rest,
    echo: name,
    read: [frontend(`user_settings.restrictions.${name}.enabled`)],
  });
}

/**
 * The allowlist "can only be enabled while your application is in Open mode". Clerk's documentation of 2026-08-21;
 * the API's values of the sign-up mode are fapi 2026-05-12, UserSettings.SignUp.
 */
const OPEN_ACCESS: EffectiveWhile = {
  source: frontend("user_settings.sign_up.mode"),
  what: "access mode",
  equals: "public",
  names: { public: "Open", restricted: "Invite-only", waitlist: "Waitlist" },
};

/** `PATCH /instance/restrictions` echoes all; there is no GET (405). */
export const restrictions = section(
  "restrictions",
  {
    doc: "Who may sign up and sign in.",
    path: "/instance/restrictions",
    answer: "echo",
    versions: API_VERSIONS,
    get: null,
    frontend: [["user_settings", "restrictions", "*", "enabled"]],
  },
  [
    restriction("allowlist", {
      doc: "Only identifiers on the allowlist can sign up. With an empty allowlist nobody can. Takes precedence over the blocklist. Applies only while the access mode is Open.",
      needsAllowlist: { when: true, deed: "sign up" },
      after: ["allowlist_identifiers"],
      effectiveWhile: OPEN_ACCESS,
      hazards: ALLOWLIST_HAZARDS,
    }),
    restriction("blocklist", {
      doc: "Identifiers on the blocklist can't sign up.",
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "identifiers on the blocklist can sign up again",
        },
      ],
    }),
    restriction("allowlist_blocklist_disabled_on_sign_in", {
      doc: "Applies the allowlist and the blocklist to sign-up only, not to sign-in.",
      versions: LIVE_API_VERSIONS,
      needsAllowlist: { when: false, besides: "restrictions.allowlist", deed: "sign in" },
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_true",
          says: "blocked identifiers that already have an account can sign in again",
        },
        {
          hazard: "locks_out_users",
          when: "becomes_false",
          says: "existing users whom the allowlist or the blocklist excludes can no longer sign in",
        },
      ],
    }),
    restriction("block_email_subaddresses", {
      doc: "Rejects email addresses with a subaddress, such as name+tag@example.com.",
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "one mailbox can sign up any number of times",
        },
      ],
    }),
    restriction("block_disposable_email_domains", {
      doc: "Rejects email addresses of known disposable-mail domains.",
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "throw-away addresses can sign up",
        },
      ],
    }),
    restriction("ignore_dots_for_gmail_addresses", {
      doc: "Treats Gmail addresses that differ only in dots as the same.",
      versions: [FROZEN_API_VERSION],
      deprecated: "Clerk removed it from every later API version",
      hazards: [],
    }),
  ],
);
