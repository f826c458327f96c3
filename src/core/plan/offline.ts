// What a file changes against an earlier text of it, without a look at any instance. Pure.

import { HAZARDS } from "../../catalog/hazard.ts";
import { addressOfItem } from "../../catalog/item-row.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Declaration, Desired } from "../file/desired.ts";
import { reviewDesired } from "../file/review.ts";
import type { Position } from "../finding/position.ts";
import { isNote, warning, type Warning } from "../finding/warning.ts";
import { normalise, sameValue } from "../value/compare.ts";
import type { InstanceType, Reading } from "../value/reading.ts";
import type { Change, Move } from "./change.ts";
import { reviewConsents, weigh, type Allowance } from "./consent.ts";
import { asSent, moveOf } from "./diff.ts";
import { endingSoon, repeatedEntries } from "./ending.ts";
import { inSurroundings } from "./guard.ts";
import { ignoreMoves } from "./ignore.ts";
import { FORMAT_VERSION, type IgnoredSetting } from "./plan.ts";

/** Where an earlier text of a file comes from. */
export const AGAINST = ["ref", "file", "none"] as const;

/** What the file is held against. `name`: the file or the revision; null: there is none. */
export interface Against {
  readonly what: (typeof AGAINST)[number];
  readonly name: string | null;
}

/** A setting that the base declares and the file does not: nothing is sent for it. */
export interface NoLongerManaged {
  readonly address: string;
  readonly section: string;
  readonly setting: string;
  /** What the base says. */
  readonly value: Json;
  /** Where the base says so. */
  readonly at: Position;
}

/** What the file changes for one environment. What Clerk holds is not known. */
export interface OfflinePlan {
  readonly format_version: typeof FORMAT_VERSION;
  readonly tool_version: string;
  readonly result: "offline";
  readonly environment: string | null;
  /** Null: the file does not say. Hazards are then weighed as on production. */
  readonly environment_type: InstanceType | null;
  readonly against: Against;
  /** Settings that no base declares, in catalog order. Every hazard that some live value could meet is there. */
  readonly added: readonly Change[];
  /** Settings whose value is another one; `from` is the base's. */
  readonly changed: readonly Change[];
  readonly removed: readonly NoLongerManaged[];
  /** Hazards that production asks consent for, and how many of them have it. */
  readonly consents: { readonly needed: number; readonly given: number };
  /** How many settings the file declares. */
  readonly declared: number;
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
  /** What is no warning and worth knowing. */
  readonly notes: readonly Warning[];
}

export interface OfflineOptions {
  readonly toolVersion: string;
  readonly against: Against;
  readonly allowances: readonly Allowance[];
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** What is to be said beside what is found here; notes go to the notes. */
  readonly findings?: readonly Warning[];
}

/** `base` null: there is none, or it can't be compared; all that the file declares is then as if it were new. */
export function comparedWith(
  head: Desired,
  base: Desired | null,
  { toolVersion, against, allowances, today, findings = [] }: OfflineOptions,
): OfflinePlan {
  const before = new Map(base?.declarations.map((one) => [one.address, one]));
  const type = head.target.environment_type ?? null;
  const permissions = { allowances, consents: head.consents, today };
  const { moves: kept, ignored } = ignoreMoves(movesOf(head, before), head);
  const facts = { roles: null, afterwards: afterwardsOf(head) };
  const moves = weigh(
    inSurroundings(kept, type ?? "production", facts),
    type ?? "production",
    permissions,
  );
  const changes = moves.map(({ change }) => change);
  const said = [
    ...findings,
    ...(type === null && changes.some(({ hazards }) => hazards.length > 0)
      ? [warning("offline_type_not_known", {})]
      : []),
    ...reviewDesired(head),
    ...endingSoon(head, today),
    ...repeatedEntries(head, today),
    ...(head.absentSections ?? []).map((section) => warning("section_not_named", { section })),
    // What no change needs can't be told: the live state may differ from the base.
    ...reviewConsents(moves, permissions).filter(({ code }) => code === "consent_expired"),
  ];
  return {
    format_version: FORMAT_VERSION,
    tool_version: toolVersion,
    result: "offline",
    environment: head.environment,
    environment_type: type,
    against,
    added: changes.filter(({ from }) => !from.known),
    changed: changes.filter(({ from }) => from.known),
    removed: removedFrom(head, base),
    consents: countConsents(changes),
    declared: head.declarations.length,
    ignored,
    warnings: said.filter((one) => !isNote(one)),
    notes: said.filter(isNote),
  };
}

const NOT_IN_BASE: Reading = { known: false, why: "not_in_base" };

/** Everything that the file says otherwise than the base. No danger is known yet. */
const movesOf = (head: Desired, before: ReadonlyMap<string, Declaration>): readonly Move[] =>
  head.declarations.flatMap((declaration): readonly Move[] => {
    const { address, section, setting, of, value } = declaration;
    const old = before.get(address);
    if (old && sameValue(setting, old.value, value)) return [];
    // An item that is new is one change, with all that it holds.
    if (of && !before.get(addressOfItem(section.name, of.key))?.value) return [];
    const from: Reading = old
      ? { known: true, value: normalise(setting, old.value), source: "base" }
      : NOT_IN_BASE;
    return [moveOf(declaration, { from, to: asSent(setting, value), holder: from, hazards: [] })];
  });

/** What the file declares holds once it is applied, unless an exception keeps it from being sent. */
function afterwardsOf({ declarations, ignores }: Desired): ReadonlyMap<string, Reading> {
  const ignored = new Set(ignores.map(({ address }) => address));
  return new Map(
    declarations
      .filter(({ address }) => !ignored.has(address))
      .map(({ address, value }) => [address, { known: true, value, source: "base" }]),
  );
}

function removedFrom(head: Desired, base: Desired | null): readonly NoLongerManaged[] {
  const kept = new Set(head.declarations.map(({ address }) => address));
  return (base?.declarations ?? [])
    .filter(({ address }) => !kept.has(address))
    .map(({ address, section, setting, value, at }) => ({
      address,
      section: section.name,
      setting: setting.name,
      value: asSent(setting, value),
      at,
    }));
}

function countConsents(changes: readonly Change[]): OfflinePlan["consents"] {
  const asked = changes.flatMap(({ hazards }) =>
    hazards.filter(({ hazard }) => HAZARDS[hazard].blocks),
  );
  const given = asked.filter(({ consent }) => consent !== null).length;
  return { needed: asked.length, given };
}
