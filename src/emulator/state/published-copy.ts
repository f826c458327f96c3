// Which of two published copies of one API version the emulator follows, and what only the later one has.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { Setting } from "../../catalog/setting.ts";
import type { Switches } from "./switches.ts";

/** What decides about it. */
export interface Copy {
  readonly version: ApiVersion;
  readonly switches: Pick<Switches, "august_2026">;
}

/** The settings that bapi 2026-05-12 of autumn 2026 has and the copy of 2026-08-22 lacks. */
const AUTUMN_SETTINGS: readonly string[] = [
  "instance.allowed_subdomains",
  "instance.subdomain_allowlist_enabled",
  "oauth_applications.aud_claim_enabled",
  "oauth_applications.pkce_required",
];

/** Whether answers have what came in autumn 2026. Only of the newest version was a later copy seen. */
export function followsAutumn({ version, switches }: Copy): boolean {
  return version === NEWEST_API_VERSION && !switches.august_2026;
}

/** Whether the document that the emulator follows has the setting. */
export function isDocumented(section: string, setting: Setting, copy: Copy): boolean {
  return (
    setting.versions.includes(copy.version) &&
    (followsAutumn(copy) || !AUTUMN_SETTINGS.includes(`${section}.${setting.name}`))
  );
}
