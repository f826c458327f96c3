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
  /** Countries outside the base tier can't be taken off the SMS blocklist. */
  readonly restrict_country_removal: boolean;
  /** Overrides what the key says. */
  readonly environment_type: EnvironmentType | null;
  /** Whether users must have a password: while not, the preferred strategy is computed. */
  readonly password_required: boolean;
  /** The Frontend API shows the major version of clerk-js, not the pinned one. */
  readonly resolve_clerk_js_version: boolean;
  /** Lists come back with what Clerk adds on its own, such as `manual_invitation`. */
  readonly unwritten_items: boolean;
  /** How long after `change_domain` `/domains` shows the new domain. */
  readonly domain_delay_ms: number;
}

export const DEFAULT_SWITCHES: Switches = {
  strict: false,
  free_plan: false,
  lag_ms: 0,
  frontend_lag_ms: 0,
  rate_limit: false,
  dev_browser_required: false,
  undocumented: false,
  restrict_country_removal: false,
  environment_type: null,
  password_required: true,
  resolve_clerk_js_version: false,
  unwritten_items: false,
  domain_delay_ms: 0,
};

const ENVIRONMENT_TYPES: readonly unknown[] = [null, "development", "production", "staging"];

/** The switches after a change, or a sentence about what is wrong with it. */
export function changeSwitches(
  switches: Switches,
  change: Readonly<Record<string, unknown>>,
): Switches | string {
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(DEFAULT_SWITCHES, name)) {
      return `there is no switch "${name}"; there are ${Object.keys(DEFAULT_SWITCHES).join(", ")}`;
    }
    const known = switches[name as keyof Switches];
    const fits =
      name === "environment_type"
        ? ENVIRONMENT_TYPES.includes(value)
        : typeof value === typeof known && !(typeof value === "number" && !(value >= 0));
    if (!fits) return `the switch "${name}" can't be ${JSON.stringify(value)}`;
  }
  return { ...switches, ...change };
}
