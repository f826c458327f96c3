// The pairs of a comparison, weighed: what differs, what the files allow, and that something was compared at all.

import { CATALOG, findRow, findSection } from "../catalog/catalog.ts";
import { isCollection } from "../catalog/item-row.ts";
import type { Row } from "../catalog/resource.ts";
import type { AllowedDifference, Desired } from "../core/file/desired.ts";
import { Failure } from "../core/finding/failure.ts";
import type { Warning } from "../core/finding/warning.ts";
import { allowDifferences, isAsked, type Difference } from "../core/plan/allowed.ts";
import {
  comparePairs,
  NOT_COMPARED,
  type Comparison,
  type Pair,
  type Surface,
} from "../core/plan/comparison.ts";
import { areOne } from "../core/plan/pulled.ts";

/** A part of a file, as a side of a comparison. */
export interface DeclaredSide {
  /** As it is called for people. */
  readonly name: string;
  readonly desired: Desired;
}

export interface CompareOptions {
  /** Sections and addresses; undefined: all. */
  readonly only?: readonly string[] | undefined;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** A comparison in which what may differ is marked. */
export interface Settled extends Omit<Comparison, "differences"> {
  readonly differences: readonly Difference[];
  /** The names of the collections whose items were looked at. */
  readonly collections: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Whether a setting is asked for, under this or another of its names. */
export function isMeant(row: Row, only: CompareOptions["only"]): boolean {
  return (
    isAsked(only, row.address) ||
    (only ?? []).some((part) => {
      const other = findRow(CATALOG, part);
      return other !== undefined && areOne(other, row);
    })
  );
}

/** Throws a `Failure` (exit 1) when nothing could be compared: that two are the same is then not known. */
export function settle(
  [a, b]: readonly [DeclaredSide, DeclaredSide],
  pairs: readonly Pair[],
  surface: Surface,
  { only, today }: CompareOptions,
): Settled {
  const comparison = comparePairs(pairs, surface);
  if (comparison.compared === 0 && comparison.onlyOn.length === 0) {
    throw new Failure(
      "nothing_compared",
      `nothing that was asked for can be compared between ${a.name} and ${b.name}: ${whyNothing(comparison)}`,
      { hint: "take --only or --without-frontend-api away, and there may be something" },
    );
  }
  const homes = new Set(pairs.map(({ row }) => row.section).filter(isCollection));
  const collections = [...homes].map(({ name }) => name);
  const entries = allowedBy([a, b]).filter(
    ({ address }) => !surface.live || isSeen(address, collections),
  );
  const { differences, warnings } = allowDifferences(comparison, entries, {
    sides: [a.desired, b.desired],
    names: [a.name, b.name],
    only,
    today,
  });
  return { ...comparison, differences, collections, warnings };
}

/** Whether what is called that was read. Of instances, only some collections are. */
function isSeen(address: string, collections: readonly string[]): boolean {
  const [name = ""] = address.split(/[.[]/);
  const home = findSection(CATALOG, name);
  return home === undefined || !isCollection(home) || collections.includes(name);
}

/** Each reason once. */
function whyNothing({ notCompared }: Comparison): string {
  const reasons = new Set(notCompared.map(({ why }) => NOT_COMPARED[why]));
  return [...reasons].join("; ") || "neither instance has it under that name";
}

/** What the files allow, each entry once. */
function allowedBy(sides: readonly DeclaredSide[]): readonly AllowedDifference[] {
  const entries = sides.flatMap(({ desired }) => desired.allowedDifferences ?? []);
  return [...new Map(entries.map((one) => [placeOf(one), one])).values()];
}

const placeOf = ({ at }: AllowedDifference): string => `${at.file}:${at.line}:${at.column}`;
