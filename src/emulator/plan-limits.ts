import type { Json } from "../catalog/setting.ts";
import { isList } from "./answer.ts";
import { ApiError, paramError, unprocessable } from "./errors.ts";
import type { InstanceState } from "./instance-state.ts";
import type { PatchContext } from "./patch-section.ts";

interface PaidSetting {
  readonly section: string;
  readonly setting: string;
  /** The feature's name in `meta.unsupported_features`; the names are not published. */
  readonly feature: string;
  readonly needsPlan: (value: Json) => boolean;
}

/** The free plan of a production instance holds 20 members an organization; 0 is unlimited. Clerk documentation, "Membership limit" */
const FREE_MEMBERSHIPS = 20;

const PAID_SETTINGS: readonly PaidSetting[] = [
  {
    section: "restrictions",
    setting: "allowlist",
    feature: "allowlist",
    needsPlan: (value) => value === true,
  },
  {
    section: "restrictions",
    setting: "blocklist",
    feature: "blocklist",
    needsPlan: (value) => value === true,
  },
  {
    section: "organization",
    setting: "max_allowed_memberships",
    feature: "organization_membership_limit",
    needsPlan: (value) => typeof value === "number" && (value === 0 || value > FREE_MEMBERSHIPS),
  },
];

/** 402 for a change to a paid setting, on production instances only; development has every feature. */
export function refuseUnpaid(from: InstanceState, to: InstanceState, context: PatchContext): void {
  if (!context.switches.free_plan || context.environmentType !== "production") return;
  const features = PAID_SETTINGS.flatMap(({ section, setting, feature, needsPlan }) => {
    const value = to.settings[section]?.[setting] ?? null;
    return value !== from.settings[section]?.[setting] && needsPlan(value) ? [feature] : [];
  });
  if (features.length === 0) return;
  const says = "Your plan does not support these features. Upgrade it to use them in production.";
  const code = "unsupported_subscription_plan_features";
  throw new ApiError(402, [
    {
      code,
      message: "Unsupported plan features",
      long_message: says,
      meta: { unsupported_features: features },
    },
  ]);
}

/** Countries that any plan may take off the blocklist. Which tier a country is in is not published; this is a guess. */
const BASE_TIER: readonly string[] = ["US", "CA"];

/** 422 when the switch is on and countries of the other tiers come off the blocklist. */
export function refuseCountryRemoval(
  from: InstanceState,
  to: InstanceState,
  context: PatchContext,
): void {
  if (!context.switches.restrict_country_removal) return;
  const name = "blocked_country_codes";
  const codesOf = (state: InstanceState): readonly Json[] => {
    const codes = state.settings["communication"]?.[name];
    return isList(codes) ? codes : [];
  };
  const blocked = codesOf(to);
  const removed = codesOf(from).filter(
    (code) => !blocked.includes(code) && !BASE_TIER.some((one) => one === code),
  );
  if (removed.length === 0) return;
  const says = "These countries can't be removed from the blocklist on your plan";
  throw unprocessable([
    paramError("sms_country_removal_restricted", name, says, { country_codes: removed }),
  ]);
}
