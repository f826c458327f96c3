// Which fault strikes which request.

import type { ErrorCode } from "./error-codes.ts";

/** Errors, each with the code that it has when the rule names none. */
export const CODE_OF_STATUS = {
  "401": "clerk_key_invalid",
  "402": "unsupported_subscription_plan_features",
  "403": "authorization_invalid",
  "404": "resource_not_found",
  "409": "resource_locked",
  "422": "form_param_value_invalid",
  "429": "too_many_requests",
  "500": "internal_clerk_error",
  "503": "service_unavailable",
  "504": "gateway_timeout",
} as const satisfies Readonly<Record<string, ErrorCode>>;

export type FaultStatus = keyof typeof CODE_OF_STATUS;

export function isFaultStatus(action: string): action is FaultStatus {
  return Object.hasOwn(CODE_OF_STATUS, action);
}

export const OTHER_ACTIONS = [
  "html",
  "reset_before",
  "reset_after",
  "slow_headers",
  "slow_body",
  "truncated_body",
] as const;

export type FaultAction = FaultStatus | (typeof OTHER_ACTIONS)[number];

/** What goes wrong, and when. */
export interface FaultRule {
  readonly action: FaultAction;
  /** Clerk's code for an error; null: the usual one for that status. */
  readonly code: ErrorCode | null;
  /** The member that an error blames, as `meta.param_name`. */
  readonly param: string | null;
  /** Whose requests; null: either's. */
  readonly api: "backend" | "frontend" | null;
  /** null: any method. */
  readonly method: string | null;
  /** Below `/v1`; a trailing `*` stands for the rest; null: any path. */
  readonly path: string | null;
  /** Strikes from the nth matching request on, counted from 1. */
  readonly nth: number;
  /** How often it strikes; null: from then on always. */
  readonly times: number | null;
  /** Whether an error takes the place of the work or only of its answer. */
  readonly phase: "before" | "after";
  readonly retryAfter: number;
  readonly delayMs: number;
}

export interface Fault {
  readonly rule: FaultRule;
  /** Matching requests so far. */
  readonly seen: number;
}

export interface FaultTarget {
  readonly api: "backend" | "frontend";
  readonly method: string;
  readonly path: string;
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  if (rule.api !== null && rule.api !== target.api) return false;
  if (rule.method !== null && rule.method !== target.method) return false;
  if (rule.path === null) return true;
  return rule.path.endsWith("*")
    ? target.path.startsWith(rule.path.slice(0, -1))
    : target.path === rule.path;
}

function strikes({ rule, seen }: Fault): boolean {
  return seen >= rule.nth && (rule.times === null || seen < rule.nth + rule.times);
}

/** The faults after one more request, and the rule that strikes it: the first of those that match. */
export function countFaults(
  faults: readonly Fault[],
  target: FaultTarget,
): { readonly faults: readonly Fault[]; readonly striking: FaultRule | null } {
  const counted = faults.map((fault) =>
    matches(fault.rule, target) ? { ...fault, seen: fault.seen + 1 } : fault,
  );
  const striking = counted.find((fault) => matches(fault.rule, target) && strikes(fault));
  return { faults: counted, striking: striking?.rule ?? null };
}
