/** Items of collections in the model Clerk: listed, made and taken away. Written by hand from Clerk's documents. */
import { createHash } from "node:crypto";
import type { InstanceState } from "./clerk-state.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

interface Kind {
  readonly list: "redirect_urls" | "allowlist_identifiers" | "blocklist_identifiers";
  readonly member: "url" | "identifier";
  readonly object: string;
  readonly prefix: string;
  /** What a POST may carry beside the member. */
  readonly besides: readonly string[];
  /** Whether the list is a page whatever is asked for. */
  readonly alwaysPage: boolean;
  readonly duplicate: readonly [status: number, code: string];
}

const KINDS: Readonly<Record<string, Kind>> = {
  "/redirect_urls": {
    list: "redirect_urls",
    member: "url",
    object: "redirect_url",
    prefix: "ru",
    besides: [],
    alwaysPage: false,
    duplicate: [422, "form_identifier_exists"],
  },
  "/allowlist_identifiers": {
    list: "allowlist_identifiers",
    member: "identifier",
    object: "allowlist_identifier",
    prefix: "alid",
    besides: ["notify"],
    alwaysPage: false,
    duplicate: [400, "duplicate_record"],
  },
  "/blocklist_identifiers": {
    list: "blocklist_identifiers",
    member: "identifier",
    object: "blocklist_identifier",
    prefix: "blid",
    besides: [],
    alwaysPage: true,
    duplicate: [400, "duplicate_record"],
  },
};

/** Lists that the model has with nothing in them, and whether each is a page whatever is asked for. */
const EMPTY: Readonly<Record<string, boolean>> = {
  "/jwt_templates": false,
  "/organization_permissions": true,
};

/** Where items are listed. */
export const ITEM_PATHS: readonly string[] = [...Object.keys(KINDS), ...Object.keys(EMPTY)];

/** Of an item, whose list `path` is; undefined: it is none. */
export const listOf = (path: string): string | undefined =>
  ITEM_PATHS.find((one) => path === one || path.startsWith(`${one}/`));

/** An item has another id each time it is made. */
const idOf = ({ prefix, list }: Kind, state: InstanceState, key: string): string => {
  const made = state.made[`${list} ${key}`] ?? 0;
  const hash = createHash("sha256").update(`${state.id} ${key} ${made}`).digest("hex");
  return `${prefix}_${hash.slice(0, 20)}`;
};

const shown = (kind: Kind, state: InstanceState, key: string): JsonObject => ({
  object: kind.object,
  id: idOf(kind, state, key),
  [kind.member]: key,
  ...(kind.member === "identifier" ? { identifier_type: "email_address" } : {}),
  created_at: 1_790_000_000_000,
  updated_at: 1_790_000_000_000,
});

/** The whole list, newest first, and whether it is a page; undefined: another path. */
export function itemsAt(
  path: string,
  state: InstanceState,
): { readonly all: readonly JsonObject[]; readonly alwaysPage: boolean } | undefined {
  const kind = KINDS[path];
  const alwaysPage = EMPTY[path];
  if (alwaysPage !== undefined) return { all: [], alwaysPage };
  if (!kind) return undefined;
  const all = state[kind.list].toReversed().map((key) => shown(kind, state, key));
  return { all, alwaysPage: kind.alwaysPage };
}

/** What comes of a POST or a DELETE; `blame` is told what a careful client does not do. */
export function writeItem(
  method: string,
  path: string,
  body: Json | undefined,
  state: InstanceState,
  blame: (what: string) => void,
): { readonly status: number; readonly code?: string; readonly body?: JsonObject } {
  const kind = KINDS[listOf(path) ?? ""];
  if (!kind) throw new Error(`${path} is no list of items`);
  const keys = state[kind.list];
  if (method === "DELETE") {
    if (body !== undefined) blame("a DELETE with a body");
    const id = path.slice(path.lastIndexOf("/") + 1);
    const index = keys.findIndex((key) => idOf(kind, state, key) === id);
    if (index === -1) return { status: 404, code: "resource_not_found" };
    const [key = ""] = keys.splice(index, 1);
    state.made[`${kind.list} ${key}`] = (state.made[`${kind.list} ${key}`] ?? 0) + 1;
    return { status: 200, body: { object: kind.object, id, deleted: true } };
  }
  if (method !== "POST" || !isObject(body)) {
    blame(`${method} is not for items`);
    return { status: 405, code: "method_not_allowed" };
  }
  const known = [kind.member, ...kind.besides];
  for (const name of Object.keys(body)) if (!known.includes(name)) blame(`unknown member ${name}`);
  if (kind.besides.includes("notify") && body["notify"] !== false) blame("an item that notifies");
  const key = body[kind.member];
  if (typeof key !== "string") return { status: 422, code: "form_param_missing" };
  const kept = kind.member === "identifier" ? key.toLowerCase() : key;
  const [status, code] = kind.duplicate;
  if (keys.includes(kept)) return { status, code };
  keys.push(kept);
  return { status: 200, body: shown(kind, state, kept) };
}
