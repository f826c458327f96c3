// What the plan of an emulated instance refuses.

import type { Json } from "../../catalog/setting.ts";
import { isList } from "../http/answer.ts";
import { ApiError, apiError, paramError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { PatchContext } from "./patch-context.ts";

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

type Plan = Pick<PatchContext, "switches" | "environmentType">;

/** Production instances only; development has every feature. */
function isFree({ switches, environmentType }: Plan): boolean {
  return switches.free_plan && environmentType === "production";
}

function refuseFeatures(features: readonly string[]): ApiError {
  return apiError("unsupported_subscription_plan_features", undefined, {
    meta: { unsupported_features: features },
  });
}

/** 402 for something that needs a plan with that feature. */
export function refuseUnpaidFeature(feature: string, plan: Plan): void {
  if (isFree(plan)) throw refuseFeatures([feature]);
}

/** 402 for a change to a paid setting. */
export function refuseUnpaid(from: InstanceState, to: InstanceState, context: PatchContext): void {
  if (!isFree(context)) return;
  const features = PAID_SETTINGS.flatMap(({ section, setting, feature, needsPlan }) => {
    const value = to.settings[section]?.[setting] ?? null;
    return value !== from.settings[section]?.[setting] && needsPlan(value) ? [feature] : [];
  });
  if (features.length > 0) throw refuseFeatures(features);
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
  throw new ApiError([
    paramError("sms_country_removal_restricted", name, says, { country_codes: removed }),
  ]);
}
