// What a new instance holds.

import { CATALOG, sectionsOf } from "../../catalog/catalog.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { BLOCKED_BY_DEFAULT } from "./country-codes.ts";
import type { EnvironmentType } from "./secret-key.ts";

/** Values by section and setting, under the catalog's names. */
export type Settings = { readonly [section: string]: { readonly [setting: string]: Json } };

/** What a new instance has where it isn't what `blank` says. Clerk's documentation and reports of live instances. */
function knownDefaults(development: boolean): { readonly [address: string]: Json } {
  return {
    "instance.test_mode": development,
    "instance.hibp": true,
    "instance.allowed_origins": null,
    "instance.url_based_session_syncing": development,
    "organization.max_allowed_memberships": 5,
    "organization.admin_delete_enabled": true,
    "organization.slug_disabled": true,
    "organization.creator_role": "org:admin",
    "communication.blocked_country_codes": BLOCKED_BY_DEFAULT,
    "oauth_applications.default_scopes": null,
    "beta.from_email_address": "notifications",
    "beta.progressive_sign_up": true,
  };
}

function blank(setting: Setting): Json {
  if (setting.comparison === "set" || setting.comparison === "list") return [];
  switch (setting.schema["type"]) {
    case "boolean":
      return false;
    case "integer":
      return 0;
    case "string":
      return "";
    default:
      return null;
  }
}

/** The settings of a new instance: every row of the catalog has a value. */
export function defaultSettings(environmentType: EnvironmentType): Settings {
  const known = knownDefaults(environmentType !== "production");
  const valueOf = (address: string, setting: Setting): Json =>
    Object.hasOwn(known, address) ? (known[address] ?? null) : blank(setting);
  return Object.fromEntries(
    sectionsOf(CATALOG).map(({ name, settings }) => [
      name,
      Object.fromEntries(
        settings.map((setting) => [setting.name, valueOf(`${name}.${setting.name}`, setting)]),
      ),
    ]),
  );
}
