// Rows in, a reading for each out. Sections that nobody names are not read. A read that fails ends the
// run: a partial picture is never compared.

import { type ReadSource, type Setting } from "../../catalog/setting.ts";
import { shows } from "../../core/plan/diff.ts";
import type { Live, Reading, Role } from "../../core/value/reading.ts";
import { decode, needsRoles, writesRole } from "../../core/value/wire.ts";
import { RequestError } from "../errors.ts";
import type { Wanted } from "../instance.ts";
import type { Sources } from "./sources.ts";
import { isExtraSetting } from "../../catalog/resource.ts";

/** All rows side by side, and the roles when an id must be translated or a role is to be written. */
export async function observe(rows: readonly Wanted[], sources: Sources): Promise<Live> {
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
    roles: (await (early ?? late)) ?? null,
  };
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
    const answer = await sources.read(source);
    reading = decode(setting, source, answer, needsRoles(source) ? ((await roles) ?? null) : null);
    if (!reading.known && reading.why === "malformed") throw malformed(setting, source);
    if (reading.known || reading.why !== "missing_in_answer") return reading;
  }
  // Of a member that the catalog doesn't know, nobody says that an answer should carry it.
  return isExtraSetting(setting) ? { known: false, why: "write_only" } : reading;
}

function malformed(setting: Setting, source: ReadSource): RequestError {
  const message = `${source.member.join(".")} is not what ${setting.name} is; the API has changed`;
  return new RequestError("unexpected", { method: "GET", where: source.path }, message);
}
