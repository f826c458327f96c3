// States that an earlier emulator wrote to its file, in today's form.

import { isList, isObject, type JsonObject } from "../http/answer.ts";
import { defaultSettings } from "./defaults.ts";
import { foundCollections } from "./founding.ts";
import { COLLECTION_NAMES, type CollectionName, type Collections, type Item } from "./items.ts";
import type { InstanceState } from "./instance-state.ts";
import { permissionId } from "./permissions.ts";

/** The file's format when each kind of item had a shape of its own. */
export const FIRST_FORMAT = 1;

/** Where the items of the first format stood. */
const FIRST_PLACES: { readonly [Name in CollectionName]?: string } = {
  allowlist_identifiers: "allowlist",
  blocklist_identifiers: "blocklist",
  organization_roles: "roles",
};

const DEFAULT_ROLES: readonly string[] = ["org:admin", "org:member"];

/** The values of an item of the first format; it had members of its own names, and permissions by key. */
function valuesOf(state: InstanceState, old: JsonObject): JsonObject {
  const { key, name, description = null, permissions, identifier, identifierType } = old;
  if (identifier !== undefined) {
    const type = identifierType ?? "email_address";
    const invitation = old["invitationId"] ?? null;
    return { identifier, identifier_type: type, invitation_id: invitation };
  }
  const keys = isList(permissions) ? permissions : [];
  return {
    key: key ?? "",
    name: name ?? "",
    description,
    permissions: keys.map((one) => permissionId(state.id, String(one))),
    ...(DEFAULT_ROLES.includes(String(key)) && { is_default: true }),
  };
}

function fromFirstFormat(state: InstanceState): Partial<Collections> {
  const content = state as unknown as JsonObject;
  const entries = Object.entries(FIRST_PLACES).flatMap(([name, place]) => {
    const listed = content[place];
    if (!isList(listed)) return [];
    const items = listed.filter(isObject).map((old, position): Item => {
      // Those were not always later than the one before.
      const createdAt = Number(old["createdAt"]) + position;
      return {
        id: String(old["id"]),
        values: valuesOf(state, old),
        createdAt,
        updatedAt: createdAt,
      };
    });
    return [[name, items] as const];
  });
  return Object.fromEntries(entries);
}

/** What came since the file was written, settings and collections, starts as in a new instance. */
export function upgradeState(
  state: InstanceState,
  fingerprint: string,
  format: number,
): InstanceState {
  const settings = Object.entries(defaultSettings(state.environmentType)).map(
    ([section, values]) => [section, { ...values, ...state.settings[section] }] as const,
  );
  const found: Partial<Collections> =
    format === FIRST_FORMAT ? fromFirstFormat(state) : state.collections;
  const founded = foundCollections(fingerprint, state.id);
  const collections = Object.fromEntries(
    COLLECTION_NAMES.map((name) => [name, found[name] ?? founded[name]]),
  ) as unknown as Collections;
  const { id, slug, workspaceId, environmentType, undocumented, domain, nextDomain } = state;
  return {
    id,
    slug,
    workspaceId,
    environmentType,
    settings: Object.fromEntries(settings),
    undocumented,
    collections,
    made: state.made ?? 0,
    busyUntil: {},
    domain,
    nextDomain,
  };
}
