// Roles that come into a role set, and sets and roles that give way to others.

import { shown, type Answering, type Call, type Route } from "../backend/call.ts";
import { mistakeIn } from "../backend/mistakes.ts";
import { isObject, type JsonObject } from "../http/answer.ts";
import { apiError, throwErrors } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import {
  findItem,
  itemsOf,
  textOf,
  textsOf,
  withItem,
  withItems,
  type Item,
} from "../state/items.ts";
import type { EmulatedMember } from "./collection.ts";
import { readMembers } from "./read-members.ts";
import { MOST_ROLES, withRoles } from "./role-set-members.ts";
import {
  namedRoles,
  requireRole,
  ROLE_KEYS,
  roleKey,
  roleMistakes,
  ROLE_SETS,
} from "./role-sets.ts";
import { showItem } from "./show-items.ts";
import { requireItem } from "./write-items.ts";

type Work = (state: InstanceState, set: Item, given: JsonObject, call: Call) => InstanceState;

function given(call: Call, members: readonly EmulatedMember[], due: readonly string[]): JsonObject {
  const rules = { members, required: { create: due, patch: [] } };
  const { strict } = call.switches;
  return readMembers(rules, call.body(), { from: null, strict }).given;
}

/** `POST /role_sets/{id}/roles`: more roles, and one of them the default or the creators'. */
const addRoles: Work = (state, set, body, call) => {
  const keys: readonly unknown[] = Array.isArray(body["role_keys"]) ? body["role_keys"] : [];
  const ids = keys.map((key) => requireRole(state, "role_keys", key).id);
  const grown = withRoles(set, [...textsOf(set, "role_ids"), ...ids]);
  if (textsOf(grown, "role_ids").length > MOST_ROLES) {
    throwErrors([mistakeIn("role_keys", "too_many")]);
  }
  const values = { ...grown.values, ...namedRoles(state, body, set) };
  throwErrors(roleMistakes(state, values));
  return withItem(state, "role_sets", { ...grown, values, updatedAt: call.now });
};

/** The members of one role as members of another. The emulator does at once what takes Clerk a while. */
function moveMembers(state: InstanceState, from: Item, to: Item): InstanceState {
  const count = (role: Item): number => Number(role.values["members"] ?? 0);
  const left = { ...from, values: { ...from.values, members: 0 } };
  const joined = { ...to, values: { ...to.values, members: count(from) + count(to) } };
  return withItem(withItem(state, "organization_roles", left), "organization_roles", joined);
}

/** `POST /role_sets/{id}/roles/replace`: the other role takes over members and what the set names. */
const replaceRole: Work = (state, set, body, call) => {
  const from = requireRole(state, "role_key", body["role_key"]);
  const to = requireRole(state, "to_role_key", body["to_role_key"]);
  if (from.id === to.id) throwErrors([mistakeIn("to_role_key", "enum")]);
  const held = textsOf(set, "role_ids");
  if (!held.includes(from.id)) throw apiError("resource_not_found", "The set lacks the role");
  const swap = (member: string): string => {
    const id = textOf(set, member);
    return id === from.id ? to.id : id;
  };
  const values = {
    ...withRoles(
      set,
      held.map((id) => (id === from.id ? to.id : id)),
    ).values,
    default_role_id: swap("default_role_id"),
    creator_role_id: swap("creator_role_id"),
  };
  throwErrors(roleMistakes(state, values));
  const moved = textOf(set, "type") === "initial" ? moveMembers(state, from, to) : state;
  return withItem(moved, "role_sets", { ...set, values, updatedAt: call.now });
};

/** Throws unless every mapping leads from a role of the one set to a role of the other. */
function checkMappings(state: InstanceState, from: Item, to: Item, mappings: unknown): void {
  const keysOf = (set: Item): readonly string[] =>
    textsOf(set, "role_ids").flatMap((id) => {
      const role = findItem(state, "organization_roles", id);
      return role ? [textOf(role, "key")] : [];
    });
  const fits = Object.entries(isObject(mappings) ? mappings : {}).every(
    ([one, other]) => keysOf(from).includes(one) && keysOf(to).includes(String(other)),
  );
  if (!fits) throw apiError("organization_role_set_reassignment_mappings_invalid");
}

/** `POST /role_sets/{id}/replace`: the set goes, and its organizations have the other one. */
const replaceSet: Answering = (state, call, [id = ""]) => {
  ROLE_SETS.admit?.(state, call.switches);
  const set = requireItem(ROLE_SETS, state, id);
  const text = { schema: { type: "string" }, initial: null, whenNull: "mistake" } as const;
  const map = { schema: { type: "object" }, initial: null, whenNull: "initial" } as const;
  const body = given(
    call,
    [
      { name: "dest_role_set_key", ...text },
      { name: "reassignment_mappings", ...map },
    ],
    ["dest_role_set_key"],
  );
  const to = requireItem(ROLE_SETS, state, String(body["dest_role_set_key"]));
  if (to.id === set.id) throwErrors([mistakeIn("dest_role_set_key", "enum")]);
  checkMappings(state, set, to, body["reassignment_mappings"]);
  if (textOf(set, "type") === "initial") throw apiError("cannot_delete_initial_role_set");
  const rest = itemsOf(state, "role_sets").filter((one) => one.id !== set.id);
  return {
    ...shown({ object: "role_set", id: set.id, deleted: true }),
    next: withItems(state, "role_sets", rest),
  };
};

function changing(
  members: readonly EmulatedMember[],
  due: readonly string[],
  work: Work,
): Answering {
  return (state, call, [id = ""]) => {
    ROLE_SETS.admit?.(state, call.switches);
    const set = requireItem(ROLE_SETS, state, id);
    const next = work(state, set, given(call, members, due), call);
    return { ...shown(showItem(ROLE_SETS, next, requireItem(ROLE_SETS, next, set.id))), next };
  };
}

const KEYS: EmulatedMember = {
  name: "role_keys",
  schema: ROLE_KEYS,
  initial: [],
  whenNull: "mistake",
};

const route = (below: string, answer: Answering): Route => ({
  method: "POST",
  path: `${ROLE_SETS.path}/{id}${below}`,
  versions: ROLE_SETS.versions,
  answer,
});

export const ROLE_SET_ROUTES: readonly Route[] = [
  route(
    "/roles",
    changing(
      [KEYS, roleKey("default_role_key"), roleKey("creator_role_key")],
      ["role_keys"],
      addRoles,
    ),
  ),
  route(
    "/roles/replace",
    changing(
      [roleKey("role_key"), roleKey("to_role_key")],
      ["role_key", "to_role_key"],
      replaceRole,
    ),
  ),
  route("/replace", replaceSet),
];
