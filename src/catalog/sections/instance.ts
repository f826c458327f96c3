// General settings: `/instance`.

import {
  API_VERSIONS,
  AUTUMN_2026_VERSIONS,
  FROZEN_API_VERSION,
  LIVE_API_VERSIONS,
} from "../api-version.ts";
import { section } from "../resource.ts";
import { backend, boolean, frontend, set, text } from "../rows.ts";

/** One label of a host name. */
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

/** `PATCH /instance`: 204 without a body, so nothing here is echoed. */
export const instance = section(
  "instance",
  {
    doc: "General settings of the instance.",
    path: "/instance",
    answer: "none",
    versions: API_VERSIONS,
    get: { path: "/instance", versions: API_VERSIONS },
    frontend: [
      ["auth_config", "*"],
      ["display_config", "*"],
    ],
  },
  [
    boolean("test_mode", {
      doc: "Accepts test email addresses and phone numbers with a fixed code. On by default on development instances.",
      read: [frontend("auth_config.test_mode")],
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_true",
          only: "production",
          says: "anybody can sign in with a test address and its published code",
        },
      ],
    }),
    boolean("hibp", {
      doc: "Rejects passwords that are known from a breach (Have I Been Pwned).",
      // The environment holds the opposite switch. fapi 2026-05-12, UserSettings.PasswordSettings
      read: [frontend("user_settings.password_settings.disable_hibp", "not")],
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "people can choose passwords that are known from a breach",
        },
      ],
    }),
    text("support_email", {
      doc: 'The address that end users see for support. "" clears it.',
      schema: {
        maxLength: 320,
        pattern: "^$|^[^\\s@<>]{1,64}@[^\\s@<>]{1,255}$",
        $comment: "an email address, such as help@example.com",
      },
      read: [frontend("display_config.support_email", "null_is_empty")],
    }),
    text("clerk_js_version", {
      doc: 'Pins the clerk-js version of the hosted Account Portal pages. "" clears the pin.',
      schema: {
        maxLength: 100,
        pattern: "^[0-9A-Za-z.+-]*$",
        $comment: "a version, such as 5 or 5.3.1",
      },
      read: [frontend("display_config.clerk_js_version", "null_is_empty")],
      mayReadResolved: true,
    }),
    text("development_origin", {
      doc: "The origin of the application under development.",
      schema: {
        maxLength: 500,
        // Nothing documents that "" clears it. bapi 2026-05-12, UpdateInstance
        pattern: "^https?://[^\\s/]+/?$",
        $comment: "an origin, such as http://localhost:3000",
      },
      environment: "development",
      read: [backend("/domains", "development_origin", "null_is_empty")],
    }),
    set(
      "allowed_origins",
      {
        type: "string",
        minLength: 1,
        maxLength: 500,
        pattern: "^(?!javascript:)[a-z][a-z0-9+.-]*://[^\\s/*]+$",
        $comment: "an origin without a path, such as chrome-extension://abc",
      },
      {
        // "Send an empty array to remove all allowed origins." bapi 2026-05-12 of 2026-08-22, UpdateInstance;
        // the frozen version's document doesn't say so.
        doc: "Origins of browser extensions and native shells that may talk to the instance. The whole list is replaced; [] removes all.",
        itemsAre: "origin",
        clearableIn: LIVE_API_VERSIONS,
        read: [backend("/instance", "allowed_origins", "null_is_empty")],
        hazards: [
          {
            hazard: "breaks_clients",
            when: "item_removed",
            says: "clients at the removed origins can no longer reach Clerk",
          },
        ],
      },
    ),
    // bapi 2026-05-12 of autumn 2026, UpdateInstance and Instance
    set(
      "allowed_subdomains",
      {
        type: "string",
        minLength: 1,
        maxLength: 255,
        pattern: `^(?:${LABEL}\\.)+${LABEL}\\.?$|^\\*\\.(?:${LABEL}\\.){2,}${LABEL}\\.?$`,
        $comment:
          "a host, such as app.example.com, or a wildcard below a subdomain, such as *.preview.example.com",
      },
      {
        doc: "Subdomains of the instance's own domains that may send requests while subdomain_allowlist_enabled is true: exact hosts, or wildcards such as *.preview.example.com, which stand for every host below preview.example.com but not for that host. The primary domain is always allowed. The whole list is replaced; [] removes all.",
        versions: AUTUMN_2026_VERSIONS,
        environment: "production",
        itemsAre: "subdomain",
        itemsFoldedAs: "host",
        read: [backend("/instance", "allowed_subdomains")],
        hazards: [
          {
            hazard: "weakens_security",
            when: "item_added",
            says: "the added subdomains may send requests while the subdomain allowlist is on",
          },
          {
            hazard: "breaks_clients",
            when: "item_removed",
            says: "applications at the removed subdomains are refused while the subdomain allowlist is on",
          },
        ],
      },
    ),
    boolean("subdomain_allowlist_enabled", {
      doc: "Accepts requests only from the subdomains in allowed_subdomains and from the primary domain. Off, every subdomain of the instance's domain is accepted.",
      versions: AUTUMN_2026_VERSIONS,
      environment: "production",
      needsList: "instance.allowed_subdomains",
      read: [backend("/instance", "subdomain_allowlist_enabled")],
      hazards: [
        {
          hazard: "breaks_clients",
          when: "becomes_true",
          says: "applications at subdomains that are not in allowed_subdomains are refused",
        },
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "requests from every subdomain are accepted, which Clerk advises against in production",
        },
      ],
    }),
    boolean("cookieless_dev", {
      doc: "Cookieless development mode.",
      deprecated: "use url_based_session_syncing",
      read: [frontend("auth_config.cookieless_dev")],
    }),
    boolean("url_based_session_syncing", {
      doc: "Syncs development sessions through the URL, without third-party cookies.",
      environment: "development",
      read: [frontend("auth_config.url_based_session_syncing")],
    }),
    text<"preferred_sign_in_strategy_when_password_required", "password" | "otp" | "">(
      "preferred_sign_in_strategy_when_password_required",
      {
        doc: 'What Clerk\'s components offer first while a password is required. "" clears the override.',
        schema: { enum: ["password", "otp", ""] },
        versions: LIVE_API_VERSIONS,
        // "Defaults to `password`." bapi 2026-05-12, UpdateInstance
        emptyReadsAs: "password",
        valueNotes: { "": "Clears the override." },
        read: [
          // The member speaks of the override only while a password is required; otherwise it is computed.
          frontend("display_config.preferred_sign_in_strategy", "null_is_empty", {
            onlyWhile: {
              member: ["user_settings", "attributes", "password", "required"],
              equals: true,
            },
          }),
        ],
      },
    ),
    boolean("enhanced_email_deliverability", {
      doc: "Sends production authentication email through Clerk's managed delivery path.",
      versions: [FROZEN_API_VERSION],
      deprecated: "Clerk removed it from every later API version",
      read: [frontend("auth_config.enhanced_email_deliverability")],
    }),
  ],
);
