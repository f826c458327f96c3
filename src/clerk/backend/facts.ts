// What must be looked up before a dangerous change, and only then.

import { CATALOG, findRow } from "../../catalog/catalog.ts";
import type { Row } from "../../catalog/resource.ts";
import { rolesAfterwards } from "../../core/plan/references.ts";
import { besides, listedSwitches, needsAllowlist } from "../../core/plan/guard.ts";
import type { Facts, IdleSwitch } from "../../core/plan/facts.ts";
import type { Move } from "../../core/plan/change.ts";
import { comparable } from "../../core/plan/diff.ts";
import { memberAt } from "../../core/value/member.ts";
import type { InstanceType, Live, Reading } from "../../core/value/reading.ts";
import { RequestError } from "../errors.ts";
import type { Wanted } from "../instance.ts";
import { readFirst } from "./observe.ts";
import { countAllowlist } from "./pages.ts";
import type { ReadPort } from "./requests.ts";
import type { Sources } from "./sources.ts";

/** Fails closed: a look-up that fails is a fact of its own. */
export async function lookUpFacts(
  moves: readonly Move[],
  declared: readonly Wanted[],
  live: Live,
  type: InstanceType,
  from: { readonly reader: ReadPort; readonly sources: Sources },
): Promise<Facts> {
  const [afterwards, idle, quotas] = await Promise.all([
    readRowsAfterwards(moves, live, type, from.sources),
    findIdle(declared, from.sources),
    readQuotas(moves, from.sources),
  ]);
  const asks =
    type === "production" &&
    moves.some((move) => needsAllowlist(move, afterwards) || emptiesList(move));
  const allowlistSize = asks ? await sizeAfterwards(moves, live, from.reader) : null;
  const roles = rolesAfterwards(live.roles, moves);
  return {
    roles,
    allowlistSize,
    afterwards,
    idle,
    quotas,
    ...(live.lists ? { lists: live.lists } : {}),
  };
}

/** Whether the move is of an item of a list that lets people in. */
const letsIn = ({ row: { section } }: Move): boolean => (section.items?.neededBy.length ?? 0) > 0;

/** Whether the move takes something away from such a list. */
const emptiesList = (move: Move): boolean => move.change.action === "delete" && letsIn(move);

/** What the allowlist holds at least, with what the moves add and take away. */
async function sizeAfterwards(
  moves: readonly Move[],
  { lists }: Live,
  reader: ReadPort,
): Promise<number | "unknown"> {
  const own = moves.filter(letsIn);
  const list = own[0] && lists?.get(own[0].row.section.name);
  const size = list
    ? list.known
      ? list.items.size
      : "unknown"
    : await closed(countAllowlist(reader), "unknown" as const);
  if (size === "unknown") return size;
  const made = own.filter(({ change }) => change.action === "create").length;
  return Math.max(0, size + made - (own.length - made));
}

/** What stands beside the moves and decides about them. */
async function readRowsAfterwards(
  moves: readonly Move[],
  live: Live,
  type: InstanceType,
  sources: Sources,
): Promise<Facts["afterwards"]> {
  const listed = type === "production" ? moves.flatMap(listedSwitches) : [];
  const rows = [
    ...listed.flatMap((pair) => [pair.switch, pair.list]),
    ...moves.flatMap(besides),
    ...moves.flatMap(usersOf),
    ...(type === "production" ? moves.filter(emptiesList).flatMap(switchesOf) : []),
  ];
  const found = rows.map(
    async (row) => [row.address, await readAfterwards(row, moves, live, sources)] as const,
  );
  return new Map(await Promise.all(found));
}

/** The settings that may name what the move deletes, or takes something from. */
const usersOf = ({ change: { action }, row: { section, setting } }: Move): readonly Row[] =>
  (action === "delete" || setting.references !== undefined
    ? (section.items?.usedBy ?? [])
    : []
  ).flatMap((address) => findRow(CATALOG, address) ?? []);

/** Of the collections in which items are made; a quota that can't be read is Clerk's to enforce. */
async function readQuotas(
  moves: readonly Move[],
  sources: Sources,
): Promise<ReadonlyMap<string, number>> {
  const made = moves.filter(({ change }) => change.action === "create");
  const homes = [...new Set(made.map(({ row }) => row.section))];
  const found = homes.map(async ({ name, items }): Promise<readonly [string, number][]> => {
    const quota = items?.quota;
    if (!quota || !sources.offers(quota)) return [];
    const limit = memberAt(await closed(sources.read(quota), null), quota.member);
    return typeof limit === "number" ? [[name, limit]] : [];
  });
  return new Map((await Promise.all(found)).flat());
}

/** The switches that keep everybody out while the move's collection is empty. */
const switchesOf = ({ row: { section } }: Move): readonly Row[] =>
  (section.items?.neededBy ?? []).flatMap(({ address }) => findRow(CATALOG, address) ?? []);

/** The result, or `instead` when the look-up failed; a run that was stopped stays stopped. */
async function closed<Value, Instead>(
  lookUp: Promise<Value>,
  instead: Instead,
): Promise<Value | Instead> {
  try {
    return await lookUp;
  } catch (error) {
    if (error instanceof RequestError && error.kind === "stopped") throw error;
    return instead;
  }
}

/** What a setting holds once the moves are made: where none names it, what it holds now. */
async function readAfterwards(
  { address, setting }: Row,
  moves: readonly Move[],
  { readings }: Live,
  sources: Sources,
): Promise<Reading> {
  const move = moves.find(({ change }) => change.address === address);
  if (move) return { known: true, value: move.change.to, source: "backend_api" };
  const unknown: Reading = { known: false, why: "missing_in_answer" };
  const reading =
    readings.get(address) ??
    (await closed(readFirst(setting, setting.read.filter(sources.offers), sources), unknown));
  return comparable(setting, null, reading);
}

/** Asks only sources that the switch itself is read from, so no request is added. */
async function findIdle(
  declared: readonly Wanted[],
  sources: Sources,
): Promise<readonly IdleSwitch[]> {
  const found = await Promise.all(
    declared.map(async ({ address, setting, value }): Promise<readonly IdleSwitch[]> => {
      const { effectiveWhile: when } = setting;
      if (!when || value !== true || !sources.offers(when.source)) return [];
      const shown = memberAt(await sources.read(when.source), when.source.member);
      if (typeof shown !== "string" || shown === when.equals) return [];
      const name = (of: string): string =>
        (Object.hasOwn(when.names, of) ? when.names[of] : undefined) ?? of;
      return [{ address, what: when.what, needed: name(String(when.equals)), shown: name(shown) }];
    }),
  );
  return found.flat();
}
