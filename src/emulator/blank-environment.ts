import { FROZEN_API_VERSION } from "../catalog/api-version.ts";
import type { Json } from "../catalog/setting.ts";
import type { JsonObject } from "./answer.ts";
import { domainAt } from "./domains.ts";
import { deriveId } from "./identity.ts";
import { FOUNDED, type InstanceState } from "./instance-state.ts";
import type { EnvironmentType } from "./secret-key.ts";
import type { View } from "./show-section.ts";

/**
 * Every member that Client.Environment requires, with nothing set: fapi 2026-05-12, and fapi 2025-03-12 for the
 * frozen version. Members of settings are placeholders.
 */
export function blankEnvironment(
  state: InstanceState,
  view: View & { readonly environmentType: EnvironmentType; readonly now: number },
): JsonObject {
  const frozen = view.version === FROZEN_API_VERSION;
  return {
    auth_config: authConfig(state, frozen),
    display_config: displayConfig(state, view, frozen),
    user_settings: userSettings(frozen, view.switches.password_required),
    organization_settings: organizationSettings(state, view, frozen),
    fraud_settings: {
      object: "fraud_settings",
      native: { device_attestation_mode: "disabled" },
    },
    commerce_settings: frozen
      ? { enabled: false, stripe_publishable_key: null }
      : {
          billing: {
            stripe_publishable_key: null,
            free_trial_requires_payment_method: true,
            user: { enabled: false, has_paid_plans: false },
            organization: { enabled: false, has_paid_plans: false },
          },
        },
    maintenance_mode: false,
    ...(!frozen && {
      api_keys_settings: {
        enabled: false,
        user_api_keys_enabled: false,
        orgs_api_keys_enabled: false,
      },
      protect_config: { loaders: [] },
      client_debug_mode: false,
      partitioned_cookies: false,
    }),
  };
}

function authConfig(state: InstanceState, frozen: boolean): JsonObject {
  return {
    object: "auth_config",
    id: deriveId("aconf", state.id),
    first_name: "off",
    last_name: "off",
    email_address: "required",
    phone_number: "off",
    username: "off",
    password: "required",
    identification_requirements: [["email_address"], []],
    identification_strategies: ["email_address"],
    first_factors: ["email_code", "password", "ticket"],
    second_factors: [],
    email_address_verification_strategies: ["email_code"],
    single_session_mode: true,
    enhanced_email_deliverability: false,
    test_mode: false,
    cookieless_dev: false,
    url_based_session_syncing: false,
    claimed_at: FOUNDED,
    reverification: true,
    ...(!frozen && {
      native_settings: {
        object: "native_settings",
        api_enabled: false,
        trusted_device_sign_in_enabled: false,
        trusted_device_enrollment_prompt_after_sign_in_enabled: false,
        trusted_device_enrollment_prompt_after_sign_up_enabled: false,
      },
    }),
  };
}

function displayConfig(
  state: InstanceState,
  view: View & { readonly environmentType: EnvironmentType; readonly now: number },
  frozen: boolean,
): JsonObject {
  const { name, homeUrl } = domainAt(state, view.now);
  const portal = `https://accounts.${name}`;
  return {
    object: "display_config",
    id: deriveId("display_config", state.id),
    instance_environment_type: view.environmentType,
    application_name: "Emulated application",
    theme: {},
    // While no password is required the strategy is computed and says nothing about the setting.
    preferred_sign_in_strategy: view.switches.password_required ? "password" : "otp",
    logo_image_url: null,
    favicon_image_url: null,
    home_url: homeUrl,
    sign_in_url: `${portal}/sign-in`,
    sign_up_url: `${portal}/sign-up`,
    user_profile_url: `${portal}/user`,
    waitlist_url: `${portal}/waitlist`,
    ...(!frozen && { oauth_consent_url: `${portal}/oauth-consent` }),
    after_sign_in_url: homeUrl,
    after_sign_up_url: homeUrl,
    after_sign_out_one_url: `${portal}/sign-in/choose`,
    after_sign_out_all_url: `${portal}/sign-in`,
    after_switch_session_url: homeUrl,
    after_join_waitlist_url: homeUrl,
    organization_profile_url: `${portal}/organization`,
    create_organization_url: `${portal}/create-organization`,
    after_leave_organization_url: homeUrl,
    after_create_organization_url: homeUrl,
    logo_link_url: homeUrl,
    // Whether an unset address shows as null or as "" is not known.
    support_email: null,
    branded: true,
    experimental_force_oauth_first: false,
    clerk_js_version: null,
    show_devmode_warning: view.environmentType === "development",
    google_one_tap_client_id: null,
    help_url: null,
    privacy_policy_url: null,
    terms_url: null,
    logo_url: null,
    favicon_url: null,
    logo_image: null,
    favicon_image: null,
    captcha_public_key: null,
    captcha_widget_type: "smart",
    captcha_public_key_invisible: null,
    captcha_provider: "turnstile",
    captcha_oauth_bypass: [],
  };
}

function organizationSettings(state: InstanceState, view: View, frozen: boolean): JsonObject {
  const written = state.undocumented["organization"] ?? {};
  const creation = written["organization_creation_defaults"] ?? { enabled: false };
  return {
    enabled: false,
    max_allowed_memberships: 0,
    actions: { admin_delete: false },
    domains: { enabled: false, enrollment_modes: [], default_role: "" },
    ...(!frozen && { slug: { disabled: false } }),
    creator_role: "",
    ...(view.switches.undocumented && {
      force_organization_selection: written["force_organization_selection"] ?? false,
      organization_creation_defaults: creation,
    }),
  };
}

function userSettings(frozen: boolean, passwordRequired: boolean): JsonObject {
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
      mode: "public",
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
