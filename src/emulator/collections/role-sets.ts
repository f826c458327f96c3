// Role sets: which roles the members of an organization can have.

import { LIVE_API_VERSIONS } from "../../catalog/api-version.ts";
import { mistakeIn } from "../backend/mistakes.ts";
import { isList, type JsonObject } from "../http/answer.ts";
import { ApiError, paramError, type ClerkError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { itemsOf, textOf, textsOf, withItems, type Item } from "../state/items.ts";
import { missingCreatorPermissions } from "../state/permissions.ts";
import type { EmulatedCollection, EmulatedMember, Writing } from "./collection.ts";
import { ROLES } from "./organization-roles.ts";
import { MOST_ROLES } from "./role-set-members.ts";

/** Roles by their keys, as bodies name them. */
export const ROLE_KEYS = {
  type: "array",
  items: { type: "string" },
  minItems: 1,
  maxItems: MOST_ROLES,
  uniqueItems: true,
} as const;

export function roleKey(name: string): EmulatedMember {
  return { name, schema: { type: "string" }, initial: null, whenNull: "unchanged", hidden: true };
}

/** The role with that key; 404 that blames the member. */
export function requireRole(state: InstanceState, member: string, key: unknown): Item {
  const role = itemsOf(state, "organization_roles").find((one) => textOf(one, "key") === key);
  if (role) return role;
  const says = `There is no role ${String(key)}`;
  throw new ApiError([paramError("resource_not_found", member, says)]);
}

/** The ids of the default and the creators' role: those that the body names, else those that were. */
export function namedRoles(
  state: InstanceState,
  given: JsonObject,
  from: Item | null,
): { readonly default_role_id: string; readonly creator_role_id: string } {
  const idOf = (kind: "default" | "creator"): string => {
    const member = `${kind}_role_key`;
    const key = given[member];
    if (key === undefined) return from ? textOf(from, `${kind}_role_id`) : "";
    return requireRole(state, member, key).id;
  };
  return { default_role_id: idOf("default"), creator_role_id: idOf("creator") };
}

/** What is wrong with the default and the creators' role of a set. */
export function roleMistakes(
  state: InstanceState,
  { role_ids: ids, default_role_id: joiner, creator_role_id: creator }: JsonObject,
): readonly ClerkError[] {
  const held = isList(ids) ? ids : [];
  const outside = [
    ...(held.includes(joiner ?? "") ? [] : ["default_role_key"]),
    ...(held.includes(creator ?? "") ? [] : ["creator_role_key"]),
  ];
  if (outside.length > 0) return outside.map((name) => mistakeIn(name, "enum"));
  const role = itemsOf(state, "organization_roles").find(({ id }) => id === creator);
  const missing = role ? missingCreatorPermissions(state, role) : [];
  const code = "organization_missing_creator_role_permissions";
  return missing.length === 0
    ? []
    : [
        paramError(code, "creator_role_key", "The role lacks permissions", {
          missing_permissions: missing,
        }),
      ];
}

function showRole(role: Item, isInitial: boolean): JsonObject {
  // Members are known per role: they belong to organizations of the initial set.
  const members = isInitial ? Number(role.values["members"] ?? 0) : 0;
  return {
    object: "role_set_item",
    id: role.id,
    name: textOf(role, "name"),
    key: textOf(role, "key"),
    description: role.values["description"] ?? null,
    members_count: members,
    has_members: members > 0,
    created_at: role.createdAt,
    updated_at: role.updatedAt,
  };
}

function keyFrom(name: string): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return `role_set:${letters.replaceAll(/^_+|_+$/g, "") || "set"}`;
}

function complete({ state, given, values, from }: Writing): JsonObject {
  const { default_role_key: _, creator_role_key: __, roles, key, ...rest } = values;
  const ids = from
    ? textsOf(from, "role_ids")
    : (isList(roles) ? roles : []).map((one) => requireRole(state, "roles", one).id);
  return {
    ...rest,
    key: key === "" ? keyFrom(String(values["name"])) : (key ?? ""),
    role_ids: ids,
    ...namedRoles(state, given, from),
  };
}

/** One set at a time is the initial one. bapi 2026-05-12, UpdateRoleSet */
function retireOthers(state: InstanceState, initial: Item): InstanceState {
  const sets = itemsOf(state, "role_sets").map((set) =>
    set.id === initial.id ? set : { ...set, values: { ...set.values, type: "custom" } },
  );
  return withItems(state, "role_sets", sets);
}

export const ROLE_SETS: EmulatedCollection = {
  name: "role_sets",
  path: "/role_sets",
  versions: LIVE_API_VERSIONS,
  verbs: ["list", "create", "show", "patch"],
  object: "role_set",
  idPrefix: "roleset",
  list: "page",
  searched: true,
  alsoFoundBy: "key",
  members: [
    { name: "name", schema: { type: "string", minLength: 1 }, initial: "", whenNull: "unchanged" },
    {
      name: "key",
      schema: { type: "string", pattern: "^role_set:[a-z0-9_]+$" },
      initial: "",
      whenNull: "unchanged",
    },
    { name: "description", schema: { type: "string" }, initial: null, whenNull: "initial" },
    {
      name: "type",
      schema: { type: "string", enum: ["initial", "custom"] },
      initial: "custom",
      whenNull: "unchanged",
    },
    roleKey("default_role_key"),
    roleKey("creator_role_key"),
    {
      name: "roles",
      schema: ROLE_KEYS,
      initial: [],
      whenNull: "mistake",
      createOnly: true,
      hidden: true,
    },
  ],
  required: { create: ["name", "default_role_key", "creator_role_key", "roles"], patch: [] },
  unique: { member: "key", code: (switches) => switches.taken_key_code },
  another: (n) => ({
    name: `Appeared ${n}`,
    roles: ["org:admin"],
    default_role_key: "org:admin",
    creator_role_key: "org:admin",
  }),
  plan: { feature: "role_sets", verbs: ["create"] },
  quota: {
    most: (switches) => switches.max_role_sets_allowed,
    counts: () => true,
    code: "organization_instance_role_sets_quota_exceeded",
  },
  ...(ROLES.admit && { admit: ROLES.admit }),
  complete,
  check: ({ state, from, given, values }) => [
    ...(from && given["type"] === "custom" ? [mistakeIn("type", "enum")] : []),
    ...roleMistakes(state, values),
  ],
  follow: (state, { to }) =>
    to && textOf(to, "type") === "initial" ? retireOthers(state, to) : state,
  derived: (state, set) => {
    const isInitial = textOf(set, "type") === "initial";
    const all = itemsOf(state, "organization_roles");
    const shown = (id: string): readonly JsonObject[] =>
      all.filter((role) => role.id === id).map((role) => showRole(role, isInitial));
    return {
      roles: textsOf(set, "role_ids").flatMap(shown),
      default_role: shown(textOf(set, "default_role_id"))[0] ?? null,
      creator_role: shown(textOf(set, "creator_role_id"))[0] ?? null,
    };
  },
};
