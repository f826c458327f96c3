// `user_settings` of the environment with nothing set: fapi 2026-05-12, and 2025-03-12 for the frozen version.

import type { Json } from "../../catalog/setting.ts";
import type { JsonObject } from "../http/answer.ts";
import type { Switches } from "../state/switches.ts";

export function userSettings(
  frozen: boolean,
  { password_required: passwordRequired, sign_up_mode: mode }: Switches,
): JsonObject {
  const attribute = (
    enabled: boolean,
    required: boolean,
    factors: readonly string[] = [],
  ): Json => ({
    enabled,
    required,
    used_for_first_factor: factors.length > 0,
    first_factors: factors,
    used_for_second_factor: false,
    second_factors: [],
    verifications: factors,
    verify_at_sign_up: factors.length > 0,
    ...(!frozen && { immutable: false }),
  });
  const off = attribute(false, false);
  const switchedOff = { enabled: false };
  return {
    attributes: {
      email_address: attribute(true, true, ["email_code"]),
      phone_number: off,
      username: off,
      web3_wallet: off,
      first_name: off,
      last_name: off,
      password: attribute(true, passwordRequired),
      authenticator_app: off,
      ticket: attribute(true, false),
      backup_code: off,
      passkey: off,
    },
    social: {},
    saml: switchedOff,
    enterprise_sso: switchedOff,
    sign_in: { second_factor: { required: false } },
    sign_up: {
      captcha_enabled: true,
      captcha_widget_type: "smart",
      custom_action_required: false,
      progressive: false,
      mode,
      legal_consent_enabled: false,
    },
    restrictions: {
      allowlist: switchedOff,
      blocklist: switchedOff,
      ...(!frozen && { allowlist_blocklist_disabled_on_sign_in: switchedOff }),
      block_email_subaddresses: switchedOff,
      block_disposable_email_domains: switchedOff,
      ...(frozen && { ignore_dots_for_gmail_addresses: switchedOff }),
    },
    password_settings: {
      disable_hibp: false,
      min_length: 8,
      max_length: 72,
      require_special_char: false,
      require_numbers: false,
      require_uppercase: false,
      require_lowercase: false,
      show_zxcvbn: false,
      min_zxcvbn_strength: 0,
      enforce_hibp_on_sign_in: true,
      allowed_special_characters: "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
      ...(!frozen && { disable_password_reverification: false }),
    },
    username_settings: {
      min_length: 4,
      max_length: 64,
      ...(!frozen && { allow_extended_special_characters: false, allow_numeric_usernames: false }),
    },
    actions: { delete_self: true, create_organization: true, create_organizations_limit: null },
    attack_protection: {
      user_lockout: { enabled: true, max_attempts: 100, duration_in_minutes: 60 },
      pii: { enabled: true },
      email_link: { require_same_client: false },
      ...(!frozen && { enumeration_protection: { enabled: false } }),
    },
    passkey_settings: {
      allow_autofill: true,
      show_sign_in_button: true,
      ...(!frozen && { satisfies_second_factor: true }),
    },
  };
}
