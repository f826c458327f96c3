// Settings behind the beta endpoint: `/beta_features/instance_settings`.

import { API_VERSIONS, FROZEN_API_VERSION } from "../api-version.ts";
import { section } from "../resource.ts";
import { ALLOWLIST_HAZARDS, boolean, frontend, text } from "../rows.ts";

/** `PATCH /beta_features/instance_settings`: no GET; the answer may show all but test_mode. */
export const beta = section(
  "beta",
  {
    doc: "Settings behind Clerk's beta endpoint.",
    path: "/beta_features/instance_settings",
    answer: "echo",
    versions: API_VERSIONS,
    get: null,
    frontend: [],
  },
  [
    boolean("restricted_to_allowlist", {
      doc: "Restricts sign-up to the allowlist. Older than restrictions.allowlist; nothing shows its value.",
      agreesWith: "restrictions.allowlist",
      needsAllowlist: { when: true, deed: "sign up" },
      echo: "restricted_to_allowlist",
      echoOptional: true,
      hazards: ALLOWLIST_HAZARDS,
    }),
    text("from_email_address", {
      doc: "The part before the @ of the address that authentication email comes from. Letters and digits only; nothing shows its value.",
      schema: {
        maxLength: 64,
        pattern: "^[A-Za-z0-9]+$",
        $comment: "letters and digits only, without the @ and what follows",
        examples: ["accounts"],
      },
      echo: "from_email_address",
      echoOptional: true,
    }),
    boolean("progressive_sign_up", {
      doc: "Progressive sign-up.",
      deprecated: "Clerk asks to contact its support",
      echo: "progressive_sign_up",
      echoOptional: true,
      read: [frontend("user_settings.sign_up.progressive")],
    }),
    boolean("test_mode", {
      doc: "The same switch as instance.test_mode; prefer that one.",
      excludes: ["instance.test_mode"],
      // The answer leaves it out. bapi 2026-05-12, InstanceSettings
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
    boolean("enhanced_email_deliverability", {
      doc: "Sends production authentication email through Clerk's managed delivery path; nothing shows its value here.",
      versions: [FROZEN_API_VERSION],
      agreesWith: "instance.enhanced_email_deliverability",
      deprecated: "Clerk removed it from every later API version",
      echo: "enhanced_email_deliverability",
      echoOptional: true,
    }),
  ],
);
