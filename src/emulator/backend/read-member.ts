// What becomes of one member of a PATCH body: a value to keep, nothing, or an error.

import type { Json } from "../../catalog/setting.ts";
import { isList } from "../http/answer.ts";
import { COUNTRY_CODES } from "../state/country-codes.ts";
import { ApiError, apiError, paramError, type ClerkError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { textOf } from "../state/items.ts";
import { findRole, keptForm, type Member } from "../state/members.ts";
import { mistakeIn, type Mistake } from "./mistakes.ts";
import type { PatchContext } from "./patch-context.ts";
import { missingCreatorPermissions } from "../state/permissions.ts";
import { holdsForeignScope } from "../state/scopes.ts";
import { findViolation } from "./validate.ts";

export type Step =
  | { readonly value: Json }
  | { readonly unchanged: true }
  | { readonly error: ClerkError };

/**
 * Whether the value is accepted and changes nothing. null does so everywhere but where it resets, which is documented
 * for the members that Clerk documents as nullable and guessed for the others. The empty list of origins empties
 * since bapi of 2026-08-22, UpdateInstance, in the live versions; 2025-03-12 doesn't say, and is the same server. The
 * switch brings back what Clerk's CLI of July 2026 reported.
 */
function changesNothing({ name, setting }: Member, value: Json, context: PatchContext): boolean {
  if (value === null) return setting.emptyIsNull !== true;
  if (name !== "allowed_origins" || !context.switches.empty_origins_ignored) return false;
  return isList(value) && value.length === 0;
}

function findMistake({ name, setting }: Member, kept: Json, context: PatchContext): Mistake | null {
  // Before the schema, whose pattern refuses offline_access as if it had the wrong format.
  if (name === "default_scopes" && holdsForeignScope(kept, context.switches.scope_catalog)) {
    return "enum";
  }
  return findViolation(setting.schema, kept);
}

/**
 * Settings for production have no effect elsewhere: "always empty", "always false on a development instance". bapi
 * 2026-05-12 of autumn 2026, Instance. What a write answers there is not published; the switch makes it a refusal.
 */
function isLostHere({ setting }: Member, { environmentType, switches }: PatchContext): boolean {
  if (setting.environment !== "production" || environmentType === "production") return false;
  if (!switches.refuse_production_settings) return true;
  throw apiError("request_invalid_for_environment");
}

/** What a member that the version knows does. Throws what can't stand beside other errors. */
export function readMember(
  state: InstanceState,
  member: Member,
  value: Json,
  context: PatchContext,
): Step {
  const { name, setting } = member;
  if (changesNothing(member, value, context)) return { unchanged: true };
  if (setting.write.transform === "role_id_from_key") return readRole(state, name, value);
  const kept = keptForm(setting, value);
  const mistake = findMistake(member, kept, context);
  if (mistake) return { error: mistakeIn(name, mistake) };
  if (isLostHere(member, context)) return { unchanged: true };
  if (name !== "blocked_country_codes" || !isList(kept)) return { value: kept };
  // "Codes that aren't recognized are silently dropped." bapi 2026-05-12, InstanceCommunication
  return { value: kept.filter((code) => COUNTRY_CODES.some((one) => one === code)) };
}

/** Roles come in by id and are kept by key; a key in place of an id is not found. clerk-sdk-go, pull request 180 */
function readRole(state: InstanceState, name: string, value: Json): Step {
  if (typeof value !== "string") {
    return { error: mistakeIn(name, "type", `${name} must be a role id`) };
  }
  const role = findRole(state, value);
  if (!role) {
    throw new ApiError([paramError("resource_not_found", name, "Organization role not found")]);
  }
  const missing = missingCreatorPermissions(state, role);
  if (name !== "creator_role_id" || missing.length === 0) return { value: textOf(role, "key") };
  const says = "The role lacks permissions that the creator of an organization needs";
  const code = "organization_missing_creator_role_permissions";
  return { error: paramError(code, name, says, { missing_permissions: missing }) };
}
