import type { ApiVersion } from "../catalog/api-version.ts";
import type { Json, Section } from "../catalog/setting.ts";
import { isList, isObject, type JsonObject } from "./answer.ts";
import { COUNTRY_CODES } from "./country-codes.ts";
import { ApiError, paramError, unprocessable, type ClerkError } from "./errors.ts";
import type { InstanceState } from "./instance-state.ts";
import { findRole, MEMBERS, readSetting, writeSetting, type Member } from "./members.ts";
import { missingCreatorPermissions } from "./permissions.ts";
import { refuseCountryRemoval, refuseUnpaid } from "./plan-limits.ts";
import type { EnvironmentType } from "./secret-key.ts";
import type { Switches } from "./switches.ts";
import { undocumentedOf } from "./undocumented.ts";
import { findViolation, type Violation } from "./validate.ts";

export interface PatchContext {
  readonly version: ApiVersion;
  readonly switches: Switches;
  readonly environmentType: EnvironmentType;
}

/** Which code answers which fault is not published; one row each. */
const CODE_OF: Readonly<Record<Violation, string>> = {
  type: "form_param_format_invalid",
  pattern: "form_param_format_invalid",
  item_pattern: "form_param_format_invalid",
  enum: "form_param_value_invalid",
  uniqueItems: "form_param_value_invalid",
  size: "form_param_value_invalid",
};

/** null resets here; elsewhere it changes nothing. bapi 2026-05-12, UpdateInstanceOAuthApplicationSettings; @clerk/backend, InstanceApi */
const RESET_BY_NULL: readonly string[] = ["default_scopes"];
/** An empty list is accepted and ignored. Clerk CLI README */
const IGNORED_WHEN_EMPTY: readonly string[] = ["allowed_origins"];

type Step =
  | { readonly value: Json }
  | { readonly unchanged: true }
  | { readonly error: ClerkError };

function readMember(state: InstanceState, member: Member, value: Json): Step {
  const { name, setting } = member;
  if (value === null && !RESET_BY_NULL.includes(name)) return { unchanged: true };
  if (isList(value) && value.length === 0 && IGNORED_WHEN_EMPTY.includes(name)) {
    return { unchanged: true };
  }
  if (setting.write.transform === "role_id_from_key") return readRole(state, name, value);
  const violation = findViolation(setting.schema, value);
  if (violation) {
    const origin = name === "allowed_origins" && violation === "item_pattern";
    const code = origin ? "form_invalid_origin" : CODE_OF[violation];
    return { error: paramError(code, name, `${name} is invalid`) };
  }
  if (name !== "blocked_country_codes" || !isList(value)) return { value };
  // "Codes that aren't recognized are silently dropped." bapi 2026-05-12, InstanceCommunication
  return { value: value.filter((code) => COUNTRY_CODES.some((one) => one === code)) };
}

/** Roles come in by id and are kept by key; a key in place of an id is not found. clerk-sdk-go, pull request 180 */
function readRole(state: InstanceState, name: string, value: Json): Step {
  if (typeof value !== "string") {
    return { error: paramError(CODE_OF.type, name, `${name} must be a role id`) };
  }
  const role = value.startsWith("role_") ? findRole(state, value) : undefined;
  if (!role) {
    throw new ApiError(404, [
      paramError("resource_not_found", name, "Organization role not found"),
    ]);
  }
  const missing = missingCreatorPermissions(role.permissions);
  if (name !== "creator_role_id" || missing.length === 0) return { value: role.key };
  const says = "The role lacks permissions that the creator of an organization needs";
  const code = "organization_missing_creator_role_permissions";
  return { error: paramError(code, name, says, { missing_permissions: missing }) };
}

/**
 * The state after a PATCH of that section. All or nothing: whatever is wrong with the body is reported
 * together. Members that nobody knows are dropped in silence, as Clerk does (Clerk CLI README).
 */
export function patchSection(
  state: InstanceState,
  section: Section,
  body: JsonObject,
  context: PatchContext,
): InstanceState {
  const errors: ClerkError[] = [];
  let settings = state.settings;
  let undocumented = state.undocumented;
  for (const [name, value] of Object.entries(body)) {
    const member = MEMBERS.find(
      (one) =>
        one.section.name === section.name &&
        one.name === name &&
        one.versions.includes(context.version),
    );
    const extra = undocumentedOf(section.name).find((one) => one.name === name);
    if (member) {
      const step = readMember(state, member, value);
      if ("error" in step) errors.push(step.error);
      if ("value" in step)
        settings = writeSetting(settings, section.name, member.setting, step.value);
    } else if (extra && context.switches.undocumented) {
      const violation = extra.schema["type"] !== "object" && findViolation(extra.schema, value);
      if (violation || (extra.schema["type"] === "object" && !isObject(value))) {
        errors.push(paramError(CODE_OF[violation || "type"], name, `${name} is invalid`));
      } else {
        undocumented = {
          ...undocumented,
          [section.name]: { ...undocumented[section.name], [name]: value },
        };
      }
    } else if (context.switches.strict) {
      errors.push(
        paramError(
          "form_param_unknown",
          name,
          `${name} is not a valid parameter for this request.`,
        ),
      );
    }
  }
  const next = { ...state, settings, undocumented };
  errors.push(...refuseForcedSelection(section, body, next));
  if (errors.length > 0) throw unprocessable(errors);
  refuseUnpaid(state, next, context);
  refuseCountryRemoval(state, next, context);
  return next;
}

function refuseForcedSelection(
  section: Section,
  body: JsonObject,
  next: InstanceState,
): readonly ClerkError[] {
  const name = "force_organization_selection";
  const enabled = section.settings.find((setting) => setting.name === "enabled");
  if (section.name !== "organization" || body[name] !== true || !enabled) return [];
  if (next.undocumented[section.name]?.[name] !== true) return [];
  if (readSetting(next.settings, section.name, enabled) === true) return [];
  const code = "force_organization_selection_not_allowed_when_organizations_disabled";
  return [paramError(code, name, "Organizations are not enabled")];
}
