// PATCH of a section: which members of the body land, and whether the whole is refused.

import type { Json } from "../../catalog/setting.ts";
import { isObject, type JsonObject } from "../http/answer.ts";
import { paramError, throwErrors, type ClerkError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { MEMBERS, readSetting, writeSetting, type Member } from "../state/members.ts";
import type { PatchContext } from "./patch-context.ts";
import { mistakeIn } from "./mistakes.ts";
import { refuseCountryRemoval, refuseUnpaid } from "./plan-limits.ts";
import { isDocumented } from "../state/published-copy.ts";
import { readMember } from "./read-member.ts";
import { undocumentedOf, type UndocumentedMember } from "../state/undocumented.ts";
import { findViolation } from "./validate.ts";
import type { Section } from "../../catalog/resource.ts";

type Written = { readonly next: InstanceState } | { readonly error: ClerkError };

function findMember(section: Section, name: string, context: PatchContext): Member | undefined {
  return MEMBERS.find(
    (one) =>
      one.section.name === section.name &&
      one.name === name &&
      one.rows.some((row) => isDocumented(row, context)),
  );
}

function writeUndocumented(
  state: InstanceState,
  { section, name, schema }: UndocumentedMember,
  value: Json,
): Written {
  const mistake =
    schema["type"] === "object" ? !isObject(value) && "type" : findViolation(schema, value);
  if (mistake) return { error: mistakeIn(name, mistake) };
  const kept = { ...state.undocumented[section], [name]: value };
  return { next: { ...state, undocumented: { ...state.undocumented, [section]: kept } } };
}

/** Members that nobody knows are dropped in silence, as Clerk does (Clerk CLI README). */
function writeMember(
  state: InstanceState,
  section: Section,
  [name, value]: readonly [name: string, value: Json],
  context: PatchContext,
): Written {
  const member = findMember(section, name, context);
  if (member) {
    const step = readMember(state, member, value, context);
    if ("error" in step) return step;
    if (!("value" in step)) return { next: state };
    const settings = writeSetting(state.settings, section.name, member.setting, step.value);
    return { next: { ...state, settings } };
  }
  const extra = undocumentedOf(section.name).find((one) => one.name === name);
  if (extra && context.switches.undocumented) return writeUndocumented(state, extra, value);
  if (!context.switches.strict) return { next: state };
  return { error: mistakeIn(name, "unknown", `${name} is no member of this request`) };
}

/** The state after a PATCH of that section. All or nothing: whatever is wrong is reported together. */
export function patchSection(
  state: InstanceState,
  section: Section,
  body: JsonObject,
  context: PatchContext,
): InstanceState {
  const errors: ClerkError[] = [];
  let next = state;
  for (const member of Object.entries(body)) {
    const written = writeMember(next, section, member, context);
    if ("error" in written) errors.push(written.error);
    else next = written.next;
  }
  throwErrors([...errors, ...refuseForcedSelection(section, body, next)]);
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
