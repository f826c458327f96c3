// The environment with nothing set.

import { FROZEN_API_VERSION } from "../../catalog/api-version.ts";
import type { JsonObject } from "../http/answer.ts";
import { domainAt } from "../backend/domains.ts";
import { userSettings } from "./blank-user-settings.ts";
import { deriveId } from "../state/identity.ts";
import { FOUNDED } from "../state/founding.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import type { View } from "../backend/show-section.ts";

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
    user_settings: userSettings(frozen, view.switches),
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
