// The allowlist and the blocklist.

import type { Json } from "../../catalog/setting.ts";
import type { JsonObject } from "../http/answer.ts";
import { ApiError, apiError, paramError } from "../http/errors.ts";
import { deriveId } from "../state/identity.ts";
import type { Identifier, InstanceState } from "../state/instance-state.ts";
import { mistakeInText, refuseMember } from "./mistakes.ts";
import { cutPage, parsePage } from "./paging.ts";

export type IdentifierList = "allowlist" | "blocklist";

const ID_PREFIX = { allowlist: "alid", blocklist: "blid" } as const;

function showIdentifier(state: InstanceState, list: IdentifierList, entry: Identifier): JsonObject {
  return {
    object: `${list}_identifier`,
    id: entry.id,
    identifier: entry.identifier,
    identifier_type: entry.identifierType,
    ...(entry.invitationId !== null && { invitation_id: entry.invitationId }),
    instance_id: state.id,
    created_at: entry.createdAt,
    updated_at: entry.createdAt,
  };
}

/**
 * `GET /allowlist_identifiers`: newest first, an array; with `paginated=true` `{data, total_count}`, which @clerk/backend
 * asks for and no published document describes. `GET /blocklist_identifiers` is always the latter, and takes limit and
 * offset although no document says so (@clerk/backend). Whether an array stops after the ten that LimitParameter has as
 * its default is not known; here it does, as a page does.
 */
export function listIdentifiers(
  state: InstanceState,
  list: IdentifierList,
  query: URLSearchParams,
): Json {
  const all = state[list].toReversed();
  const paginated = query.get("paginated") === "true";
  const shown = cutPage(all, parsePage(query)).map((entry) => showIdentifier(state, list, entry));
  return paginated || list === "blocklist" ? { data: shown, total_count: all.length } : shown;
}

function identifierTypeOf(identifier: string): Identifier["identifierType"] | null {
  if (/^\+[1-9]\d{5,14}$/.test(identifier)) return "phone_number";
  if (/^0x[0-9a-fA-F]{40}$/.test(identifier)) return "web3_wallet";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(identifier) ? "email_address" : null;
}

export function addIdentifier(
  state: InstanceState,
  list: IdentifierList,
  body: JsonObject,
  now: number,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  const { identifier, notify } = body;
  const type = typeof identifier === "string" ? identifierTypeOf(identifier) : null;
  if (typeof identifier !== "string" || type === null) {
    throw refuseMember("identifier", mistakeInText(identifier) ?? "pattern");
  }
  if (state[list].some((entry) => entry.identifier === identifier)) {
    const says = "The identifier is already on the list";
    throw new ApiError([paramError("duplicate_record", "identifier", says)]);
  }
  const entry: Identifier = {
    id: deriveId(ID_PREFIX[list], state.id, identifier),
    identifier,
    identifierType: type,
    invitationId: notify === true ? deriveId("inv", state.id, identifier) : null,
    createdAt: now,
  };
  const next = { ...state, [list]: [...state[list], entry] };
  return { next, shown: showIdentifier(next, list, entry) };
}

export function removeIdentifier(
  state: InstanceState,
  list: IdentifierList,
  id: string,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  if (!state[list].some((entry) => entry.id === id)) throw apiError("resource_not_found");
  return {
    next: { ...state, [list]: state[list].filter((entry) => entry.id !== id) },
    shown: { object: `${list}_identifier`, id, deleted: true },
  };
}
