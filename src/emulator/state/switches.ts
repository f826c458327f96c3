// The switches of an emulated instance, and what each may be set to.

import type { EnvironmentType } from "./secret-key.ts";

/** How an emulated instance behaves, beyond its settings. Under these names in `PATCH /_emulator/switches`. */
export interface Switches {
  /** Unknown members are refused (422 form_param_unknown) instead of dropped. */
  readonly strict: boolean;
  /** Paid settings are refused (402) while the instance is a production one. */
  readonly free_plan: boolean;
  /** How long Backend API reads show what was there before a write. */
  readonly lag_ms: number;
  readonly frontend_lag_ms: number;
  readonly rate_limit: boolean;
  /** The Frontend API of a development instance wants `__clerk_db_jwt`. */
  readonly dev_browser_required: boolean;
  /** Members that Clerk accepts without documenting them are kept and shown. */
  readonly undocumented: boolean;
  /** The newest version as in its copy of 2026-08-22: what came in autumn isn't shown, and unknown when written. */
  readonly august_2026: boolean;
  /** An empty `allowed_origins` is accepted and changes nothing, as Clerk's CLI of July 2026 reported. */
  readonly empty_origins_ignored: boolean;
  /** A development instance refuses settings for production (400) instead of ignoring them. */
  readonly refuse_production_settings: boolean;
  /** OAuth scopes that the instance knows besides the built-in ones. */
  readonly scope_catalog: readonly string[];
  /** Countries outside the base tier can't be taken off the SMS blocklist. */
  readonly restrict_country_removal: boolean;
  /** Overrides what the key says. */
  readonly environment_type: EnvironmentType | null;
  /** Whether users must have a password: while not, the preferred strategy is computed. */
  readonly password_required: boolean;
  /** The access mode: `public` is Open, `restricted` Invite-only, `waitlist` Waitlist. */
  readonly sign_up_mode: "public" | "restricted" | "waitlist";
  /** The Frontend API shows the major version of clerk-js, not the pinned one. */
  readonly resolve_clerk_js_version: boolean;
  /** Lists come back with what Clerk adds on its own, such as `manual_invitation`. */
  readonly unwritten_items: boolean;
  /** How long after `change_domain` `/domains` shows the new domain. */
  readonly domain_delay_ms: number;
  /** Whether a production instance's `/domains` has records in `dns_targets`, null, or no such member. */
  readonly dns_targets: "listed" | "null" | "absent";
  /** The same for the older `cname_targets`, which every version requires to be there. */
  readonly cname_targets: "listed" | "null";
  /** Wallets on the allowlist and the blocklist are kept in lower case, as e-mail addresses are. */
  readonly wallets_folded: boolean;
  /** How redirect URLs are kept: as sent, as a URL parser writes them, or without a slash at their end. */
  readonly redirect_url_form: "kept" | "parsed" | "without_slash";
  /** What a redirect URL is refused with that is there already. */
  readonly redirect_url_duplicate: "duplicate_record" | "form_identifier_exists";
  /** Names of JWT templates that differ in case alone are the same. */
  readonly template_names_folded: boolean;
  /** The claims sid, v, pla and fea are refused in JWT templates, as the other reserved ones are. */
  readonly session_claims_reserved: boolean;
  /** A PATCH with `custom_signing_key: true` and no `signing_key` keeps the key that is there, instead of 422. */
  readonly signing_key_kept: boolean;
  /** The list of JWT templates has the session token's. */
  readonly session_token_template: boolean;
  /** The list of permissions has the system's. */
  readonly system_permissions_listed: boolean;
  /** Features that the instance lacks: a permission for one can't be created (404). */
  readonly missing_features: readonly string[];
  /** For how long the creation of a permission makes another one fail (500). */
  readonly permission_creation_ms: number;
  /** What a permission or role is refused with whose key is taken. */
  readonly taken_key_code: "form_identifier_exists" | "form_already_exists";
  /** How many roles there may be besides the two default ones. */
  readonly max_allowed_roles: number;
  /** How many role sets there may be, the first one included. */
  readonly max_role_sets_allowed: number;
  /** Roles and role sets can't be reached (403) while organizations are off. */
  readonly organizations_required: boolean;
  /** A PATCH of a role with no permissions changes nothing, instead of taking all away. */
  readonly empty_permissions_ignored: boolean;
  /** No page has more items, whatever limit asks for. */
  readonly largest_page: number;
  /** How many items at the end of a list are counted and never come. */
  readonly missing_items: number;
  /** What somebody else does after each page that isn't the last. */
  readonly between_pages: "nothing" | "item_appears" | "item_vanishes";
  /** What the blocklist shows: the page that was asked for, all of it, or always the first ten. */
  readonly blocklist_pages: "asked" | "whole" | "first";
  /** An array without `limit` is whole, instead of ending after ten. */
  readonly whole_arrays: boolean;
  /** How lists are ordered for which nobody asked for an order. */
  readonly list_order: "newest" | "oldest";
  /** A second item with the same key is made, instead of refused. */
  readonly duplicates_accepted: boolean;
}

export const DEFAULT_SWITCHES: Switches = {
  strict: false,
  free_plan: false,
  lag_ms: 0,
  frontend_lag_ms: 0,
  rate_limit: false,
  dev_browser_required: false,
  undocumented: false,
  august_2026: false,
  empty_origins_ignored: false,
  refuse_production_settings: false,
  scope_catalog: [],
  restrict_country_removal: false,
  environment_type: null,
  password_required: true,
  sign_up_mode: "public",
  resolve_clerk_js_version: false,
  unwritten_items: false,
  domain_delay_ms: 0,
  dns_targets: "listed",
  cname_targets: "listed",
  wallets_folded: true,
  redirect_url_form: "kept",
  redirect_url_duplicate: "duplicate_record",
  template_names_folded: false,
  session_claims_reserved: false,
  signing_key_kept: false,
  session_token_template: false,
  system_permissions_listed: true,
  missing_features: [],
  permission_creation_ms: 0,
  taken_key_code: "form_identifier_exists",
  max_allowed_roles: 10,
  max_role_sets_allowed: 1,
  organizations_required: false,
  empty_permissions_ignored: false,
  largest_page: 500,
  missing_items: 0,
  between_pages: "nothing",
  blocklist_pages: "asked",
  whole_arrays: false,
  list_order: "newest",
  duplicates_accepted: false,
};

/** The switches that are neither on or off nor a number nor a list. */
const CHOICES: { readonly [Name in keyof Switches]?: readonly Switches[Name][] } = {
  environment_type: [null, "development", "production", "staging"],
  dns_targets: ["listed", "null", "absent"],
  cname_targets: ["listed", "null"],
  redirect_url_form: ["kept", "parsed", "without_slash"],
  redirect_url_duplicate: ["duplicate_record", "form_identifier_exists"],
  taken_key_code: ["form_identifier_exists", "form_already_exists"],
  between_pages: ["nothing", "item_appears", "item_vanishes"],
  blocklist_pages: ["asked", "whole", "first"],
  list_order: ["newest", "oldest"],
  sign_up_mode: ["public", "restricted", "waitlist"],
};

function fits(name: keyof Switches, value: unknown): boolean {
  const choices: readonly unknown[] | undefined = CHOICES[name];
  if (choices) return choices.includes(value);
  const initial = DEFAULT_SWITCHES[name];
  if (Array.isArray(initial)) {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  }
  return typeof value === typeof initial && !(typeof value === "number" && !(value >= 0));
}

/** The switches after a change, or a sentence about what is wrong with it. */
export function changeSwitches(
  switches: Switches,
  change: Readonly<Record<string, unknown>>,
): Switches | string {
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(DEFAULT_SWITCHES, name)) {
      return `there is no switch "${name}"; there are ${Object.keys(DEFAULT_SWITCHES).join(", ")}`;
    }
    if (!fits(name as keyof Switches, value))
      return `the switch "${name}" can't be ${JSON.stringify(value)}`;
  }
  return { ...switches, ...change };
}
