// The settings of one call as they are now.

import { wholesOf } from "../../core/plan/whole-items.ts";
import { rowsOfSection, type Row } from "../../catalog/resource.ts";
import type { ReadSource, Setting } from "../../catalog/setting.ts";
import type { Move } from "../../core/plan/change.ts";
import type { Readings } from "../../core/value/reading.ts";
import { needsRoles } from "../../core/value/wire.ts";
import { observe } from "./observe.ts";
import type { Sources } from "./sources.ts";

/**
 * The rows of the moves, and their neighbours where the answer is there anyway. A setting that its first source
 * leaves out is asked of the next, as a plan does.
 */
export async function reread(moves: readonly Move[], sources: Sources): Promise<Readings> {
  const own = moves.map(({ row }) => row);
  const places = new Set(
    own.flatMap(({ setting }) =>
      setting.read
        .filter(sources.offers)
        .slice(0, 1)
        .map(({ path }) => path),
    ),
  );
  const isThere = (source: ReadSource): boolean => places.has(source.path) && !needsRoles(source);
  const near = neighboursOf(own).flatMap((row): readonly Row[] => {
    const setting: Setting = { ...row.setting, read: row.setting.read.filter(isThere) };
    return setting.read.length > 0 ? [{ ...row, setting }] : [];
  });
  return (await observe([...own, ...wholesOf(moves), ...near], sources)).readings;
}

/** The other settings of the section. */
function neighboursOf(own: readonly Row[]): readonly Row[] {
  const section = own[0]?.section;
  if (!section) return [];
  return rowsOfSection(section).filter(
    ({ address }) => !own.some((row) => row.address === address),
  );
}
