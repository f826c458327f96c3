// What must not happen without a word from a person. Moves in, refusals out; pure. It looks at the state
// after the plan: adding a move removes a refusal only where it changes what the refusal is about, and a
// consent removes only its own.

import { rowsOfSection, type Row } from "../../catalog/resource.ts";
import { refusal, type Refusal } from "../finding/refusal.ts";
import { plural } from "../text/line.ts";
import type { InstanceType, Reading, Role } from "../value/reading.ts";
import { needsRoles, writesRole } from "../value/wire.ts";
import type { Move } from "./change.ts";
import { flagOf } from "./consent.ts";
import type { Facts, Limits } from "./facts.ts";
import { suggestedUntil } from "./ending.ts";
import { guardItems } from "./guard-items.ts";
import { hazardsOf } from "./hazard-rules.ts";

/** Whether the move needs the size of the allowlist: an empty one would keep everybody out. */
export function needsAllowlist({ change, row }: Move, afterwards: Facts["afterwards"]): boolean {
  const need = row.setting.needsAllowlist;
  if (!need || change.to !== need.when) return false;
  // Stryker disable next-line ConditionalExpression: nothing stands at no address
  const beside = need.besides === undefined ? undefined : afterwards.get(need.besides);
  return !beside?.known || beside.value === true;
}

/** The rows beside a move that decide whether it is a danger, or may be made at all. */
export function besides({ row: { section, setting } }: Move): readonly Row[] {
  const addresses = [
    setting.needsAllowlist?.besides,
    // Stryker disable next-line ArrayDeclaration: only addresses of the section are looked for
    ...setting.hazards.flatMap((rule) => rule.besides ?? []),
  ];
  return rowsOfSection(section).filter(({ address }) => addresses.includes(address));
}

/** The moves with the dangers that they meet where they are made. None is weighed yet. */
export function inSurroundings(
  moves: readonly Move[],
  type: InstanceType,
  facts: Pick<Facts, "roles" | "afterwards">,
): readonly Move[] {
  return moves.map(({ change, row }) => {
    const hazards = hazardsOf(row.setting, change.from, change.to, type, facts);
    return { change: { ...change, hazards }, row };
  });
}

/** A switch and the list without which it shuts everything out. */
export interface ListedSwitch {
  readonly switch: Row;
  readonly list: Row;
}

/** The pairs of switch and list of which the move is one. */
export function listedSwitches({ row: { section, address } }: Move): readonly ListedSwitch[] {
  const rows = rowsOfSection(section);
  return rows.flatMap((row) => {
    const list = rows.find((one) => one.address === row.setting.needsList);
    return list && [row.address, list.address].includes(address) ? [{ switch: row, list }] : [];
  });
}

/** Why the moves may not be applied as they are; empty: they may. */
export function guard(
  moves: readonly Move[],
  type: InstanceType,
  facts: Facts,
  { today, maxChanges, ...limits }: Limits,
): readonly Refusal[] {
  const refusals = moves.flatMap((move) => [
    ...refuseRole(move, facts),
    ...refuseOtherType(move, type),
    ...refuseEmptyAllowlist(move, type, facts),
    ...refuseEmptyList(move, type, facts),
    ...refuseHazards(move, today),
  ]);
  return [
    ...refusals,
    ...guardItems(moves, type, facts, limits),
    ...refuseTooMany(moves.length, maxChanges),
  ];
}

/** `--max-changes`: undefined is no limit. */
function refuseTooMany(count: number, limit: number | undefined): readonly Refusal[] {
  if (limit === undefined || count <= limit) return [];
  return [refusal("too_many_changes", { settings: plural(count, "setting"), limit })];
}

function refuseRole({ change, row }: Move, { roles }: Facts): readonly Refusal[] {
  const byKey = writesRole(row.setting);
  if (!roles || (!byKey && !row.setting.read.some(needsRoles))) return [];
  const { address } = change;
  const named = String(change.to);
  const nameOf = ({ id, key }: Role): string => (byKey ? key : id);
  const role = roles.find((one) => nameOf(one) === change.to);
  if (!role) {
    const known = roles.map(nameOf).toSorted().join(", ");
    return [refusal("unknown_role", { role: named, known }, { address })];
  }
  return row.setting.roleMustBeCreatorEligible && !role.creatorEligible
    ? [refusal("role_not_eligible", { role: named }, { address })]
    : [];
}

function refuseOtherType({ change, row }: Move, type: InstanceType): readonly Refusal[] {
  const needed = row.setting.environment;
  if (needed === undefined || needed === type) return [];
  return [refusal(`${needed}_only`, { type }, { address: change.address })];
}

/** Fails closed: an allowlist that could not be looked up may be empty. */
export function refuseEmptyAllowlist(
  move: Move,
  type: InstanceType,
  { allowlistSize, afterwards }: Facts,
): readonly Refusal[] {
  const need = move.row.setting.needsAllowlist;
  if (type !== "production" || !need || !needsAllowlist(move, afterwards)) return [];
  const rest = { address: move.change.address, hazard: "locks_out_users" } as const;
  const { deed } = need;
  if (allowlistSize === 0) return [refusal("empty_allowlist", { deed }, rest)];
  return typeof allowlistSize === "number" ? [] : [refusal("allowlist_unreadable", { deed }, rest)];
}

/** Only what shuts out is refused: the switch turned on, or the list's last item taken. */
function refuseEmptyList(
  move: Move,
  type: InstanceType,
  { afterwards }: Facts,
): readonly Refusal[] {
  if (type !== "production") return [];
  const rest = { address: move.change.address, hazard: "breaks_clients" } as const;
  return listedSwitches(move).flatMap((pair) => {
    const state = afterwards.get(pair.switch.address);
    const list = afterwards.get(pair.list.address);
    if (state?.known && state.value !== true) return [];
    if (list?.known && !isEmpty(list)) return [];
    const unread = [
      [state, pair.switch],
      [list, pair.list],
    ] as const;
    const [unknown] = unread.filter(([reading]) => !reading?.known);
    if (unknown) return [refusal("list_unreadable", { what: unknown[1].address }, rest)];
    const emptied = move.change.address === pair.list.address;
    const names = { list: pair.list.address, switch: pair.switch.address };
    return [refusal("empty_list", { ...names, emptied }, rest)];
  });
}

const isEmpty = (reading: Reading): boolean =>
  reading.known && Array.isArray(reading.value) && reading.value.length === 0;

function refuseHazards({ change }: Move, today: string): readonly Refusal[] {
  const { address } = change;
  return change.hazards
    .filter(({ blocked }) => blocked)
    .map(({ hazard, says }) =>
      refusal(
        "hazard",
        { says },
        {
          address,
          hazard,
          allow: flagOf({ hazard, address }),
          consent: { address, hazard, reason: "why this is meant", until: suggestedUntil(today) },
        },
      ),
    );
}
