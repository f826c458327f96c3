// The emulator's own endpoints, below `/_emulator`: how an instance is told to behave, and what it got.

import { CATALOG, findSection } from "../../catalog/catalog.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { isObject, type Answer, type JsonObject } from "../http/answer.ts";
import { apiError } from "../http/errors.ts";
import { parseFaultRules } from "./parse-fault-rules.ts";
import { showState } from "./show-state.ts";
import { newestState, type Instance } from "../state/instance.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { itemsOf, textOf, withItem } from "../state/items.ts";
import { findRole, writeSetting } from "../state/members.ts";
import type { Credential } from "../state/secret-key.ts";
import { commit, findOrFound, type Store } from "../state/store.ts";
import { changeSwitches } from "../state/switches.ts";
import { undocumentedOf } from "../state/undocumented.ts";
import { findViolation } from "../backend/validate.ts";
import type { Section } from "../../catalog/resource.ts";

export interface ControlCall {
  readonly method: string;
  /** Below `/_emulator`. */
  readonly path: string;
  readonly body: () => JsonObject;
  readonly now: number;
}

function refuse(says: string): Error {
  return apiError("emulator_request_invalid", says);
}

/** What the dashboard may set where the file may not: "never set" and "cleared". */
const NULL_IN_DASHBOARD: readonly string[] = ["instance.allowed_origins"];

/** A value of a row; role ids become keys. Emptying is always possible there. */
function editSetting(
  state: InstanceState,
  section: Section,
  setting: Setting,
  value: Json,
): InstanceState {
  const address = `${section.name}.${setting.name}`;
  const cleared = value === null && NULL_IN_DASHBOARD.includes(address);
  const emptied = value === "" || (Array.isArray(value) && value.length === 0);
  if (!cleared && !emptied && findViolation(setting.schema, value)) {
    throw refuse(`"${address}" can't be ${JSON.stringify(value)}`);
  }
  const isRole = typeof value === "string" && setting.name.endsWith("_role_id");
  const role = isRole ? findRole(state, value) : undefined;
  const stored = role ? textOf(role, "key") : value;
  return { ...state, settings: writeSetting(state.settings, section.name, setting, stored) };
}

/** A member that no row has: one that Clerk takes undocumented, or nothing at all. */
function editUndocumented(
  state: InstanceState,
  section: string,
  name: string,
  value: Json,
): InstanceState {
  if (!undocumentedOf(section).some((one) => one.name === name)) {
    throw refuse(`there is no setting "${section}.${name}"`);
  }
  const kept = { ...state.undocumented[section], [name]: value };
  return { ...state, undocumented: { ...state.undocumented, [section]: kept } };
}

/** Members and invitations come and go: how many have each role, by its key. */
function editRoleUse(state: InstanceState, uses: Json): InstanceState {
  if (!isObject(uses)) throw refuse('"organization_roles" must hold roles by their keys');
  let next = state;
  for (const [key, use] of Object.entries(uses)) {
    const role = itemsOf(next, "organization_roles").find((one) => textOf(one, "key") === key);
    if (!role) throw refuse(`there is no role "${key}"`);
    const entries = isObject(use) ? Object.entries(use) : [];
    const isUse = ([name, count]: readonly [string, Json]): boolean =>
      ["members", "invitations"].includes(name) && Number.isInteger(count) && Number(count) >= 0;
    if (entries.length === 0 || !entries.every(isUse)) {
      throw refuse(`a role has numbers of "members" and "invitations", not ${JSON.stringify(use)}`);
    }
    const values = { ...role.values, ...Object.fromEntries(entries) };
    next = withItem(next, "organization_roles", { ...role, values });
  }
  return next;
}

/** Somebody changes settings in the dashboard. Under the catalog's names. */
function editState(state: InstanceState, edit: JsonObject): InstanceState {
  const { organization_roles: uses, ...sections } = edit;
  let next = uses === undefined ? state : editRoleUse(state, uses);
  for (const [sectionName, values] of Object.entries(sections)) {
    const section = findSection(CATALOG, sectionName);
    if (!section) throw refuse(`there is no section "${sectionName}"`);
    if (!isObject(values)) throw refuse(`"${sectionName}" must hold settings`);
    for (const [name, value] of Object.entries(values)) {
      const setting = section.settings.find((row) => row.name === name);
      next = setting
        ? editSetting(next, section, setting, value)
        : editUndocumented(next, sectionName, name, value);
    }
  }
  return next;
}

/** The emulator's own endpoints. They are no part of Clerk, are not logged, don't lag and strike no faults. */
export function answerControl(
  store: Store,
  instance: Instance,
  credential: Credential,
  call: ControlCall,
): Answer {
  const ok = (body: Json): Answer => ({ status: 200, body });
  switch (`${call.method} ${call.path}`) {
    case "GET /state":
      return ok(showState(instance, call.now));
    case "PATCH /state":
      commit(store, instance, editState(newestState(instance), call.body()), call.now);
      return ok(showState(instance, call.now));
    case "GET /switches":
      return ok({ ...instance.switches });
    case "PATCH /switches": {
      const changed = changeSwitches(instance.switches, call.body());
      if (typeof changed === "string") throw refuse(changed);
      instance.switches = changed;
      return ok({ ...changed });
    }
    case "POST /faults": {
      const rules = parseFaultRules(call.body());
      if (typeof rules === "string") throw refuse(rules);
      instance.faults = [...instance.faults, ...rules.map((rule) => ({ rule, seen: 0 }))];
      return ok({ rules: instance.faults.length });
    }
    case "DELETE /faults":
      instance.faults = [];
      return { status: 204 };
    case "GET /requests":
      return ok({ requests: instance.requests as unknown as Json });
    case "DELETE /requests":
      instance.requests = [];
      return { status: 204 };
    case "POST /reset":
      store.instances.delete(credential.fingerprint);
      findOrFound(store, credential);
      return { status: 204 };
    default:
      throw apiError(
        "resource_not_found",
        `The emulator has no ${call.method} /_emulator${call.path}`,
      );
  }
}
