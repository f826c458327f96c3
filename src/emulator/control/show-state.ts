// What `GET /_emulator/state` shows of an instance.

import { CATALOG, sectionsOf } from "../../catalog/catalog.ts";
import type { Json } from "../../catalog/setting.ts";
import { domainAt } from "../backend/domains.ts";
import type { JsonObject } from "../http/answer.ts";
import { environmentTypeOf, newestState, type Instance } from "../state/instance.ts";
import { COLLECTION_NAMES, itemsOf, textOf } from "../state/items.ts";
import { readSetting } from "../state/members.ts";

/** The newest state, whatever reads lag; items with what no answer of Clerk's shows. */
export function showState(instance: Instance, now: number): JsonObject {
  const state = newestState(instance);
  const settings = sectionsOf(CATALOG).map((section) => [
    section.name,
    Object.fromEntries(
      section.settings.map((row) => [row.name, readSetting(state.settings, section.name, row)]),
    ),
  ]);
  return {
    instance_id: state.id,
    environment_type: environmentTypeOf(instance),
    domain: domainAt(state, now).name,
    settings: Object.fromEntries(settings) as Json,
    undocumented: state.undocumented,
    roles: itemsOf(state, "organization_roles").map((role) => ({
      id: role.id,
      key: textOf(role, "key"),
      name: textOf(role, "name"),
    })),
    allowlist: itemsOf(state, "allowlist_identifiers").map((item) => textOf(item, "identifier")),
    blocklist: itemsOf(state, "blocklist_identifiers").map((item) => textOf(item, "identifier")),
    collections: Object.fromEntries(
      COLLECTION_NAMES.map((name) => [
        name,
        itemsOf(state, name).map(({ id, values }) => ({ id, ...values })),
      ]),
    ),
  };
}
