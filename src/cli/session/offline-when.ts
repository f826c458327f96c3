// Whether a plan may have to do without the live state. What does so is loaded only then.

import type { Context } from "../context.ts";
import type { WithoutLive } from "./offline-plan.ts";
import type { PlanFlags } from "./plan-flags.ts";
import type { RunParts } from "./take-part.ts";

/** Undefined: the live state of all is to be read. */
export async function planOfflineInstead(
  context: Context,
  parts: RunParts,
  flags: PlanFlags,
): Promise<WithoutLive | undefined> {
  const { environment } = context;
  const isJob = environment["GITHUB_ACTIONS"] === "true" || environment["GITLAB_CI"] === "true";
  if (flags.against === undefined && !isJob) return undefined;
  const { planWithoutLive } = await import("./offline-plan.ts");
  const { contentsFrom } = await import("../ci/tracker.ts");
  return planWithoutLive(context, parts, flags, contentsFrom(context, flags));
}
