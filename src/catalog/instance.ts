import { API_VERSIONS, FROZEN_API_VERSION, LIVE_API_VERSIONS } from "./api-version.ts";
import { backend, boolean, frontend, section, set, text } from "./setting.ts";

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
        pattern: "^$|^https?://[^\\s/]+/?$",
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
        doc: "Origins of browser extensions and native shells that may talk to the instance. The whole list is replaced; Clerk ignores an empty one.",
        schema: { minItems: 1 },
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
