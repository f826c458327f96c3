// Which of Clerk's codes answers which mistake in a member of a request.

import type { ErrorCode } from "../http/error-codes.ts";
import { ApiError, paramError, type ClerkError } from "../http/errors.ts";
import type { Violation } from "./validate.ts";

/** What can be wrong with a member; the violations are those of its schema. */
export type Mistake = Violation | "missing" | "nil" | "unknown" | "taken";

/** The codes are Clerk's; which of them answers which mistake is not published, so each row is a guess of its own. */
const CODE_OF: Readonly<Record<Mistake, ErrorCode>> = {
  missing: "form_param_missing",
  nil: "form_param_nil",
  unknown: "form_param_unknown",
  type: "form_param_type_invalid",
  pattern: "form_param_format_invalid",
  item_pattern: "form_param_format_invalid",
  enum: "form_param_value_invalid",
  range: "form_param_value_invalid",
  uniqueItems: "form_param_duplicate",
  too_many: "form_param_array_size_exceeded",
  too_few: "form_param_value_invalid",
  too_long: "form_param_max_length_exceeded",
  too_short: "form_param_min_length_exceeded",
  taken: "form_identifier_exists",
};

/** Members with a code of their own for a mistake. Clerk's error catalogue of 2026-08-21 */
const CODE_OF_MEMBER: Readonly<Record<string, Partial<Readonly<Record<Mistake, ErrorCode>>>>> = {
  allowed_origins: { item_pattern: "form_invalid_origin" },
};

/** The error that blames a member for a mistake. */
export function mistakeIn(name: string, mistake: Mistake, says = `${name} is invalid`): ClerkError {
  const code = CODE_OF_MEMBER[name]?.[mistake] ?? CODE_OF[mistake];
  return paramError(code, name, says);
}

/** The refusal for a member alone. */
export function refuseMember(name: string, mistake: Mistake): ApiError {
  return new ApiError([mistakeIn(name, mistake)]);
}

/** The mistake in a member that must be a text: it is absent, null, or something else. */
export function mistakeInText(value: unknown): Mistake | null {
  if (value === undefined) return "missing";
  if (value === null) return "nil";
  return typeof value === "string" ? null : "type";
}
