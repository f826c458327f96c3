// Rows in, a reading for each out. Sections that nobody names are not read. A read that fails ends the
// run: a partial picture is never compared.

import type { Collection } from "../../catalog/item-row.ts";
import type { Json, ReadSource, Setting } from "../../catalog/setting.ts";
import { shows } from "../../core/plan/diff.ts";
import { readItem } from "../../core/value/item.ts";
import type { Listing, Live, Reading, Role } from "../../core/value/reading.ts";
import { decode, needsRoles, writesRole } from "../../core/value/wire.ts";
import { RequestError } from "../errors.ts";
import type { Wanted } from "../instance.ts";
import type { Sources } from "./sources.ts";
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
    roles: (await (early ?? late)) ?? null,
  };
}

/** Each list whole, by the names of the collections. */
async function readLists(
  collections: readonly Collection[],
  sources: Sources,
): Promise<ReadonlyMap<string, Listing>> {
  const found = collections.map(async (collection): Promise<[string, Listing]> => {
    const { name, path, items } = collection;
    if (!sources.offers({ via: "backend_api", path }))
      return [name, { known: false, why: "missing_in_answer" }];
    const list = await unlessUnpaid(sources.read({ via: "backend_api", path }));
    if (list === undefined) return [name, NOT_IN_PLAN];
    const readings = Object.entries(list as Readonly<Record<string, Json>>).map(
      ([key, item]) => [key, readItem(items.key.member, item)] as const,
    );
    return [name, { known: true, items: new Map(readings) }];
  });
  return new Map(await Promise.all(found));
}

const NOT_IN_PLAN = { known: false, why: "not_in_plan" } as const;

/** Undefined: Clerk's plan does not show it, so that it is not known, and never empty. */
async function unlessUnpaid<Result>(read: Promise<Result>): Promise<Result | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof RequestError && error.status === 402) return undefined;
    throw error;
  }
}

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
  const read = sources.read(source);
  const isListed = source.transform === "item" || source.transform === "keys";
  const answer = isListed ? await unlessUnpaid(read) : await read;
  if (answer === undefined) return NOT_IN_PLAN;
  const known = needsRoles(source) ? ((await roles) ?? null) : null;
  const reading = decode(setting, source, answer, known);
  if (!reading.known && reading.why === "malformed") throw malformed(setting, source);
  return reading;
}

function malformed(setting: Setting, source: ReadSource): RequestError {
  const message = `${source.member.join(".")} is not what ${setting.name} is; the API has changed`;
  return new RequestError("unexpected", { method: "GET", where: source.path }, message);
}
