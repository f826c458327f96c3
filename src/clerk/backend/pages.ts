// Lists of the Backend API, read whole or not at all. What an answer says of its list is held against what
// came: an item that is none, or a list that ends too early, is unreadable, never empty.

import type { Collection } from "../../catalog/item-row.ts";
import { foldKey } from "../../catalog/items.ts";
import type { Json } from "../../catalog/setting.ts";
import { memberAt } from "../../core/value/member.ts";
import type { Role } from "../../core/value/reading.ts";
import { RequestError } from "../errors.ts";
import type { ReadPort } from "./requests.ts";

/** The most that Clerk gives at once. bapi 2026-05-12, LimitParameter */
const PAGE = 500;
const MAX_PAGES = 200;
/** How often a list is read from its start when items move while it is read. */
const READINGS = 3;

interface Page {
  readonly items: readonly Json[];
  /** Undefined: the answer doesn't say how many there are. */
  readonly total: number | undefined;
}

const unreadable = (path: string, why: string): RequestError =>
  new RequestError("unexpected", { method: "GET", where: path }, why);

/** One page. A bare array says nothing of how many there are. */
async function readPage(
  port: ReadPort,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Page> {
  const answer = await port.get(path, query);
  const data = Array.isArray(answer) ? (answer as readonly Json[]) : memberAt(answer, ["data"]);
  const total = memberAt(answer, ["total_count"]);
  if (!Array.isArray(data)) throw unreadable(path, "an answer without a list in it");
  return {
    items: data as readonly Json[],
    total: typeof total === "number" ? total : undefined,
  };
}

/** A member that is a text with something in it. */
function textAt(item: Json, name: string): string | undefined {
  const value = memberAt(item, [name]);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** All items of a list, by id. What moved from page to page while it was read is read again. */
async function readAll(
  port: ReadPort,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly Json[]> {
  for (let reading = 1; reading <= READINGS; reading += 1) {
    const { items, totals } = await readPages(port, path, query);
    const [total = items.size, ...others] = totals;
    if (others.length === 0 && items.size === total) return [...items.values()];
  }
  throw unreadable(path, "a list whose items move while it is read");
}

/** The pages one after the other, each from where the one before ended. */
async function readPages(
  port: ReadPort,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<{
  readonly items: ReadonlyMap<string, Json>;
  /** How many items the list has, as its pages say; more than one: it changed meanwhile. */
  readonly totals: ReadonlySet<number | undefined>;
}> {
  const items = new Map<string, Json>();
  const totals = new Set<number | undefined>();
  let offset = 0;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    const cut = { limit: String(PAGE), offset: String(offset) };
    const page = await readPage(port, path, { ...query, ...cut });
    const before = items.size;
    totals.add(page.total);
    for (const item of page.items) {
      const id = textAt(item, "id");
      if (id === undefined) throw unreadable(path, "an item without an id");
      items.set(id, item);
    }
    offset += page.items.length;
    if (isLast(path, page, offset, items.size - before)) return { items, totals };
  }
  throw unreadable(path, `more than ${MAX_PAGES} pages`);
}

/** Without a total, a page that brings nothing new is the last, whether it is empty or the same again. */
function isLast(path: string, { items, total }: Page, offset: number, fresh: number): boolean {
  if (total === undefined) return fresh === 0;
  if (items.length === 0 && offset < total)
    throw unreadable(path, `a list that ends after ${offset} of ${total} items`);
  return offset >= total && items.length < PAGE;
}

/**
 * The items of a collection by their keys, as Clerk shows them; items of one key stand in a list. `paginated` makes a
 * page of what the documents call an array; Clerk's SDKs send it always.
 */
export async function readItems(port: ReadPort, { path, items }: Collection): Promise<Json> {
  const found = new Map<string, Json>();
  const asked = items.list === "page" ? {} : { paginated: "true" };
  for (const item of await readAll(port, path, asked)) {
    const key = textAt(item, items.key.member);
    if (key === undefined) throw unreadable(path, `an item without ${items.key.member}`);
    const folded = foldKey(items, key);
    const others = found.get(folded);
    found.set(folded, others === undefined ? item : [others, item].flat());
  }
  return Object.fromEntries(found);
}

/** The roles in a list of them that was read whole. */
export function rolesIn(list: Json): readonly Role[] {
  return Object.entries(list as Readonly<Record<string, Json>>)
    .flatMap(([key, role]) => [role].flat().map((one: Json) => ({ key, role: one })))
    .map(({ key, role }): Role => {
      const permissions = permissionsOf(role);
      return {
        id: textAt(role, "id") ?? "",
        key,
        creatorEligible: memberAt(role, ["is_creator_eligible"]) === true,
        ...(permissions ? { permissions } : {}),
      };
    });
}

/** The keys of a role's permissions; undefined: the answer doesn't show them all. */
function permissionsOf(role: Json): readonly string[] | undefined {
  const shown = memberAt(role, ["permissions"]);
  if (!Array.isArray(shown)) return undefined;
  const keys = (shown as readonly Json[]).map((permission) => textAt(permission, "key"));
  const found = keys.filter((key) => key !== undefined);
  return found.length === keys.length ? found : undefined;
}

/** 0: the allowlist is empty; otherwise how many identifiers one page shows. The first one is enough. */
export async function countAllowlist(port: ReadPort): Promise<number> {
  const path = "/allowlist_identifiers";
  const query = { paginated: "true", limit: "10", offset: "0" };
  const { items, total = items.length } = await readPage(port, path, query);
  const isReal = (item: Json): boolean =>
    (textAt(item, "identifier") ?? textAt(item, "id")) !== undefined;
  if (!items.every(isReal)) throw unreadable(path, "an item that is no identifier");
  if (total < items.length || (total > 0 && items.length === 0))
    throw unreadable(path, `${items.length} identifiers, and a total of ${total}`);
  return items.length;
}
