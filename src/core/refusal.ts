import type { Hazard } from "../catalog/hazard.ts";

/** Why something will not be done, and what would allow it. */
export interface Refusal {
  readonly code:
    | "hazard"
    | "empty_allowlist"
    | "allowlist_unreadable"
    | "unknown_role"
    | "role_not_eligible"
    | "development_only"
    | "production_only"
    | "empty_list"
    | "list_unreadable"
    | "too_many_changes";
  readonly address: string | null;
  readonly hazard: Hazard | null;
  readonly message: string;
  /** The flag that allows exactly this; null: nothing does. */
  readonly allow: string | null;
  /** The entry of `consents` that allows exactly this; null: nothing does. */
  readonly consent: {
    readonly address: string;
    readonly hazard: Hazard;
    readonly reason: string;
    readonly until: string;
  } | null;
}
