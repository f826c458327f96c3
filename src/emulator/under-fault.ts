import type { Answer } from "./answer.ts";
import { ApiError, apiError, errorAnswer, tooManyRequests } from "./errors.ts";
import type { FaultRule } from "./faults.ts";

/** An answer, and the fault that strikes on the way to the client. No answer: the connection is reset. */
export interface Delivery {
  readonly answer: Answer | null;
  readonly fault: FaultRule | null;
}

const ERROR_OF = {
  "409": "resource_locked",
  "500": "internal_clerk_error",
  "503": "service_unavailable",
  "504": "gateway_timeout",
} as const;

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
      const error =
        fault.action === "429"
          ? tooManyRequests(fault.retryAfter)
          : apiError(ERROR_OF[fault.action]);
      return { answer: errorAnswer(error), fault };
    }
  }
}
