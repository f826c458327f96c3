// Clerk's error codes with their statuses: what the emulator answers with, and what a fault rule may name.

/**
 * One row per code: its status and the short message. The codes are those of Clerk's error catalogue of 2026-08-21 that
 * can meet a client of these endpoints; a correction of a status is one line here. The messages are the emulator's own:
 * clients decide by status and code.
 */
export const ERROR_CODES = {
  authorization_header_format_invalid: [401, 'The Authorization header must be "Bearer <key>"'],
  clerk_key_invalid: [401, "The secret key is wrong"],
  authorization_invalid: [403, "This key may not do that"],
  authorization_missing_scopes: [403, "This key lacks a scope"],

  api_version_invalid: [400, "There is no such API version"],
  bad_request: [400, "The request is wrong"],
  malformed_request_parameters: [400, "The body can't be parsed"],
  request_invalid_for_environment: [400, "Only for another type of instance"],
  request_invalid_for_instance: [400, "The instance's settings don't allow it"],
  request_body_too_large: [413, "The body is too large"],
  unsupported_content_type: [415, "The content type must be application/json"],

  unsupported_subscription_plan_features: [402, "The plan lacks these features"],
  feature_not_enabled: [403, "The feature is off"],
  feature_not_implemented: [403, "The feature isn't there"],
  quota_exceeded: [403, "The quota is used up"],

  resource_not_found: [404, "Not found"],
  conflict: [409, "In conflict with another request"],
  resource_locked: [409, "Being modified; try again"],
  too_many_requests: [429, "Too many requests, retry later"],
  internal_clerk_error: [500, "Something went wrong on the server"],
  service_unavailable: [503, "The service is down for the moment"],

  form_already_exists: [422, "It is there already"],
  form_conditional_param_disallowed: [422, "Not beside another member"],
  form_conditional_param_missing: [422, "Needed because of another member"],
  form_identifier_exists: [422, "It is taken"],
  form_invalid_origin: [422, "Not an origin that can be allowed"],
  form_param_array_size_exceeded: [422, "Too many items"],
  form_param_duplicate: [422, "The same item twice"],
  form_param_format_invalid: [422, "Not in the format that is due"],
  form_param_max_length_exceeded: [422, "Too long"],
  form_param_min_length_exceeded: [422, "Too short"],
  form_param_missing: [422, "Missing"],
  form_param_nil: [422, "Can't be null"],
  form_param_type_invalid: [422, "Of the wrong type"],
  form_param_unknown: [422, "No such member"],
  form_param_value_invalid: [422, "A value that isn't on offer"],

  breaks_instance_invariant: [400, "Contradicts the user settings"],
  disabled_instance_restriction: [422, "This instance may not have that setting"],
  feature_requires_oidc_provider: [422, "Needs an OIDC provider"],
  feature_requires_progressive_sign_up: [422, "Needs progressive sign-up"],
  sign_up_mode_restricted_invalid_value: [422, "Not in this access mode"],
  sms_country_removal_restricted: [422, "The plan may not unblock these countries"],

  force_organization_selection_not_allowed_when_organizations_disabled: [
    422,
    "Needs organizations",
  ],
  organization_missing_creator_role_permissions: [422, "The creator role lacks permissions"],
  organization_not_enabled_in_instance: [403, "Organizations are off"],
  organizations_disable_not_allowed: [400, "Organizations can't be turned off"],

  domain_update_forbidden: [400, "Only for production"],
  feature_requires_custom_domain: [403, "Needs a domain of one's own"],
  home_url_taken: [422, "Another instance has this home URL"],
  insecure_url: [422, "The URL must use https"],
  invalid_proxy_configuration: [422, "The proxy doesn't work"],
  known_hosting_domain: [422, "A hosting provider's domain"],
  operation_not_allowed_on_primary_domain: [403, "Not for the primary domain"],
  primary_domain_already_exists: [422, "There is a primary domain already"],
  provider_domain_operation_not_allowed: [403, "Not for a provider's domain"],
  proxy_url_required_for_provider_domain: [422, "A provider's domain needs a proxy URL"],
  reserved_domain: [422, "The domain is reserved"],
  reserved_subdomain: [422, "The subdomain is reserved"],

  cannot_delete_initial_role_set: [403, "The initial role set stays"],
  organization_instance_role_sets_quota_exceeded: [403, "No more role sets"],
  organization_instance_roles_quota_exceeded: [403, "No more roles"],
  organization_role_assigned_members: [422, "The role has members"],
  organization_role_default_creator_role: [422, "The role is the creators'"],
  organization_role_domain_default_role: [422, "The role is the domains' default"],
  organization_role_exists_in_invitations: [422, "The role is in pending invitations"],
  organization_role_on_set_assigned_to_user: [422, "Users have the role in this set"],
  organization_role_permission_association_exists: [409, "The role has the permission"],
  organization_role_permission_association_not_found: [404, "The role lacks the permission"],
  organization_role_set_assigned_to_organizations: [422, "Organizations use the role set"],
  organization_role_set_reassignment_contact_support: [422, "Only support can reassign these"],
  organization_role_set_reassignment_mappings_invalid: [422, "The reassignments are wrong"],
  organization_role_set_reassignment_mappings_missing: [422, "Reassignments are missing"],
  organization_system_permission_not_modifiable: [403, "A system permission"],
  permission_cannot_be_removed: [400, "The permission stays"],
  role_migration_in_progress: [409, "Roles are being migrated; wait"],

  duplicate_record: [400, "It is on the list already"],
  invalid_redirect_url: [422, "Not a redirect URL"],
  prohibited_redirect_url: [422, "A redirect URL with this scheme can't be used"],
  redirect_url_too_long: [422, "The redirect URL is too long"],
  jwt_template_reserved_claim: [400, "The claim is reserved"],
  session_token_jwt_template: [403, "The session token's template stays"],

  // The next three codes are guesses: no published list has one for these.
  dev_browser_unauthenticated: [401, "A dev browser token is needed"],
  gateway_timeout: [504, "The server didn't answer in time"],
  method_not_allowed: [405, "Not with this method"],

  // Not Clerk's. Its Frontend API must never see a secret key, so the emulator is loud about one.
  secret_key_sent_to_frontend_api: [400, "A secret key was sent to the public Frontend API"],
  emulator_request_invalid: [400, "The emulator doesn't understand this"],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CODES, text);
}

export function statusOf(code: ErrorCode): number {
  return ERROR_CODES[code][0];
}
