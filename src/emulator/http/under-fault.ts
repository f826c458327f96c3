// What a request gets when a fault strikes it, and whether its work is done all the same.

import type { Answer, JsonObject } from "./answer.ts";
import type { ErrorCode } from "./error-codes.ts";
import { ApiError, apiError, errorAnswer } from "./errors.ts";
import { CODE_OF_STATUS, type FaultRule, type FaultStatus } from "./faults.ts";

/** An answer, and the fault that strikes on the way to the client. No answer: the connection is reset. */
export interface Delivery {
  readonly answer: Answer | null;
  readonly fault: FaultRule | null;
}

/** What errors with these codes carry besides. The values are the emulator's own. */
const META_OF: { readonly [Code in ErrorCode]?: JsonObject } = {
  sms_country_removal_restricted: { country_codes: ["KP"] },
  unsupported_subscription_plan_features: { unsupported_features: ["emulated_feature"] },
};

function errorOf(status: FaultStatus, { code, param, retryAfter }: FaultRule): ApiError {
  const chosen = code ?? CODE_OF_STATUS[status];
  const meta = { ...META_OF[chosen], ...(param !== null && { param_name: param }) };
  return apiError(chosen, undefined, {
    ...(Object.keys(meta).length > 0 && { meta }),
    ...(status === "429" && { headers: { "retry-after": String(retryAfter) } }),
  });
}

/** The page of a CDN that could not reach Clerk: not JSON. The text stands in `body` all the same. */
const CDN_PAGE =
  "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1></body></html>";

/** What went wrong, as an answer. */
export function failureAnswer(error: unknown): Answer {
  if (error instanceof ApiError) return errorAnswer(error);
  const says = error instanceof Error ? error.message : String(error);
  return errorAnswer(apiError("internal_clerk_error", `The emulator failed: ${says}`));
}

function settle(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    return failureAnswer(error);
  }
}

/** The work under a fault: left out, done behind an error, or done and answered badly. */
export function underFault(fault: FaultRule | null, work: () => Answer): Delivery {
  if (!fault) return { answer: settle(work), fault };
  switch (fault.action) {
    case "reset_before":
      return { answer: null, fault };
    case "reset_after":
      settle(work);
      return { answer: null, fault };
    case "slow_headers":
    case "slow_body":
    case "truncated_body":
      return { answer: settle(work), fault };
    case "html":
      if (fault.phase === "after") settle(work);
      return {
        answer: {
          status: 502,
          body: CDN_PAGE,
          headers: { "content-type": "text/html; charset=UTF-8" },
        },
        fault,
      };
    default: {
      if (fault.phase === "after") settle(work);
      return { answer: errorAnswer(errorOf(fault.action, fault)), fault };
    }
  }
}
