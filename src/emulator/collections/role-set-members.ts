// What role sets and roles know of each other.

import { apiError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { itemsOf, textOf, textsOf, withItem, withItems, type Item } from "../state/items.ts";

/** The most roles that a set holds. bapi 2026-05-12, CreateRoleSet */
export const MOST_ROLES = 10;

export function withRoles(set: Item, roleIds: readonly string[]): Item {
  return { ...set, values: { ...set.values, role_ids: [...new Set(roleIds)] } };
}

/** The initial set with that role too, while there is room. */
export function joinInitialSet(state: InstanceState, role: Item): InstanceState {
  const initial = itemsOf(state, "role_sets").find((set) => textOf(set, "type") === "initial");
  if (!initial) return state;
  const held = textsOf(initial, "role_ids");
  if (held.length >= MOST_ROLES) return state;
  return withItem(state, "role_sets", withRoles(initial, [...held, role.id]));
}

/** All sets without that role. */
export function leaveSets(state: InstanceState, role: Item): InstanceState {
  const sets = itemsOf(state, "role_sets").map((set) =>
    withRoles(
      set,
      textsOf(set, "role_ids").filter((id) => id !== role.id),
    ),
  );
  return withItems(state, "role_sets", sets);
}

/** Refuses the deletion of a role that is a set's default or creators' role. Which codes answer that is a guess. */
export function refuseSetRole(state: InstanceState, role: Item): void {
  const names = (member: string): boolean =>
    itemsOf(state, "role_sets").some((set) => textOf(set, member) === role.id);
  if (names("creator_role_id")) throw apiError("organization_role_default_creator_role");
  if (names("default_role_id")) throw apiError("organization_role_domain_default_role");
}
