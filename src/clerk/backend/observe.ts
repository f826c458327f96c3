// Rows in, a reading for each out. Sections that nobody names are not read. A read that fails ends the
// run: a partial picture is never compared.

import { CATALOG } from "../../catalog/catalog.ts";
import { addressOfItem, itemRow, type Collection } from "../../catalog/item-row.ts";
import { ROLES } from "../../catalog/rows.ts";
import type { Json, ReadSource, Setting } from "../../catalog/setting.ts";
import { shows } from "../../core/plan/diff.ts";
import type { Listing, Live, Reading, Role, Unreadable } from "../../core/value/reading.ts";
import { memberAt } from "../../core/value/member.ts";
import { decode, needsRoles, readItem, writesRole } from "../../core/value/wire.ts";
import { hasCode, RequestError } from "../errors.ts";
import type { Wanted } from "../instance.ts";
import { ROLES_PATH, type Sources } from "./sources.ts";
import { isExtraSetting } from "../../catalog/resource.ts";

/** All rows side by side, and the roles when an id must be translated or a role is to be written. */
export async function observe(
  rows: readonly Wanted[],
  sources: Sources,
  collections: readonly Collection[] = [],
): Promise<Live> {
  const lists = readLists(collections, sources);
  // Avoids an unhandled rejection where a reading fails first.
  lists.catch(() => {});
  const needed = rows.map((row) => ({ row, offered: row.setting.read.filter(sources.offers) }));
  const early = needed.some(({ offered }) => offered.some(needsRoles))
    ? sources.roles()
    : undefined;
  const read = await Promise.all(
    needed.map(async ({ row, offered }) => {
      const reading = await readFirst(row.setting, offered, sources, early);
      const toWrite = isToWriteRole(row, reading);
      // Asked for as soon as it is known that one must be translated.
      if (toWrite) await sources.roles();
      return { address: row.address, reading, toWrite };
    }),
  );
  const late = read.some(({ toWrite }) => toWrite) ? sources.roles() : undefined;
  return {
    readings: new Map(read.map(({ address, reading }) => [address, reading])),
    ...(collections.length > 0 ? { lists: await lists } : {}),
    roles: (await (early ?? late ?? rolesAmong(collections, sources))) ?? null,
  };
}

/** The roles, where their list is read anyway. */
async function rolesAmong(
  collections: readonly Collection[],
  sources: Sources,
): Promise<readonly Role[] | undefined> {
  if (!collections.some(({ name }) => name === ROLES)) return undefined;
  const roles = sources.roles();
  const found = roles && (await listed(roles, offCodeAt(ROLES_PATH)));
  return found && "list" in found ? found.list : undefined;
}

/** Each list whole, by the names of the collections. */
async function readLists(
  collections: readonly Collection[],
  sources: Sources,
): Promise<ReadonlyMap<string, Listing>> {
  const all = collections.map(async (collection): Promise<[string, Listing]> => {
    const { name, path } = collection;
    if (!sources.offers({ via: "backend_api", path }))
      return [name, { known: false, why: "missing_in_answer" }];
    const read = sources.read({ via: "backend_api", path });
    const found = await listed(read, collection.items.offCode);
    if ("why" in found) return [name, { known: false, why: found.why }];
    const entries = Object.entries(found.list as Readonly<Record<string, Json>>);
    const readings = entries.map(([key, item]): [string, Reading] => [
      key,
      Array.isArray(item)
        ? { known: false, why: "ambiguous_item" }
        : readItem(itemRow(collection, key).setting, item),
    ]);
    const shows = new Map(entries.flatMap(([, item]) => shownIn(item, collection)));
    return [name, { known: true, items: new Map(readings), ...(shows.size > 0 ? { shows } : {}) }];
  });
  return new Map(await Promise.all(all));
}

/** The ids of items of other collections that an item shows, by address. */
function shownIn(item: Json, { items }: Collection): readonly (readonly [string, string])[] {
  return (items.members ?? []).flatMap(({ references, write }) => {
    const shown = references === undefined ? undefined : memberAt(item, [write.member]);
    return (Array.isArray(shown) ? (shown as readonly Json[]) : []).flatMap((one) => {
      const [key, id] = [memberAt(one, ["key"]), memberAt(one, ["id"])];
      return typeof key === "string" && typeof id === "string"
        ? [[addressOfItem(references ?? "", key), id] as const]
        : [];
    });
  });
}

/** What a read of a list came to. */
type Listed<Result> = { readonly list: Result } | { readonly why: Unreadable };

/** A list that Clerk does not show, because of its plan or of what is turned off, is not known, and never empty. */
async function listed<Result>(read: Promise<Result>, offCode?: string): Promise<Listed<Result>> {
  try {
    return { list: await read };
  } catch (error) {
    if (error instanceof RequestError && error.status === 402) return { why: "not_in_plan" };
    if (error instanceof RequestError && offCode !== undefined && hasCode(error, offCode))
      return { why: "turned_off" };
    throw error;
  }
}

/** The code that may say that the list of a path is off. */
const offCodeAt = (path: string): string | undefined =>
  CATALOG.find((section) => section.items && section.path === path)?.items?.offCode;

function isToWriteRole({ setting, value }: Wanted, reading: Reading): boolean {
  return value !== undefined && writesRole(setting) && !shows(setting, value, reading);
}

/** The first source that shows the setting. A later one is asked only when an earlier one leaves it out. */
export async function readFirst(
  setting: Setting,
  offered: readonly ReadSource[],
  sources: Sources,
  roles?: Promise<readonly Role[]>,
): Promise<Reading> {
  if (setting.read.length === 0) return { known: false, why: "write_only" };
  if (offered.length === 0) {
    const frontendOnly = setting.read.some(({ via }) => via === "frontend_api");
    return { known: false, why: frontendOnly ? "frontend_api_off" : "write_only" };
  }
  let reading: Reading = { known: false, why: "missing_in_answer" };
  for (const source of offered) {
    reading = await readAt(setting, source, sources, roles);
    if (reading.known || reading.why !== "missing_in_answer") return reading;
  }
  // Of a member that the catalog doesn't know, nobody says that an answer should carry it.
  return isExtraSetting(setting) ? { known: false, why: "write_only" } : reading;
}

/** Throws where the answer holds something of another type there. */
async function readAt(
  setting: Setting,
  source: ReadSource,
  sources: Sources,
  roles: Promise<readonly Role[]> | undefined,
): Promise<Reading> {
  const isListed = source.item !== undefined || source.transform === "keys";
  const read = sources.read(source);
  const found = isListed ? await listed(read, offCodeAt(source.path)) : { list: await read };
  if ("why" in found) return { known: false, why: found.why };
  const answer = found.list;
  const known = needsRoles(source) ? ((await roles) ?? null) : null;
  const reading = decode(setting, source, answer, known);
  if (!reading.known && reading.why === "malformed") throw malformed(setting, source);
  return reading;
}

function malformed(setting: Setting, source: ReadSource): RequestError {
  const message = `${source.member.join(".")} is not what ${setting.name} is; the API has changed`;
  return new RequestError("unexpected", { method: "GET", where: source.path }, message);
}
