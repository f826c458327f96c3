// Reviewed differences between two sides: shown, and not counted. Pure.

import type { AllowedDifference } from "../file/desired.ts";
import type { Position } from "../finding/position.ts";
import { warning, type Warning } from "../finding/warning.ts";
import type { Comparison, Pair } from "./comparison.ts";
import { whenSoon } from "./ending.ts";

/** Who allowed a difference, and where. */
export interface Allowance {
  readonly reason: string;
  /** YYYY-MM-DD, the last day on which it holds (UTC); null: for good. */
  readonly until: string | null;
  readonly at: Position;
}

/** A difference, and whether it may be. */
export interface Difference extends Pair {
  readonly allowed: Allowance | null;
}

/** Which sides are compared. */
export interface Which {
  /** Each side's file, and its entry of `environments`. */
  readonly sides: readonly { readonly file: string; readonly environment: string | null }[];
  /** What they are called, for a message. */
  readonly names: readonly [a: string, b: string];
  /** Sections and addresses; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** Whether a part, such as `restrictions`, `restrictions.blocklist` or `redirect_urls`, holds the address. */
const holds = (part: string, address: string): boolean =>
  part === address || address.startsWith(`${part}.`) || address.startsWith(`${part}[`);

export const isAsked = (only: readonly string[] | undefined, address: string): boolean =>
  only === undefined || only.some((part) => holds(part, address));

/** The differences with what allows them; and which entries are over, or are not needed. */
export function allowDifferences(
  { differences, notCompared }: Comparison,
  entries: readonly AllowedDifference[],
  which: Which,
): { readonly differences: readonly Difference[]; readonly warnings: readonly Warning[] } {
  const meant = entries.filter((entry) => isMeant(entry, which));
  const isOver = ({ until }: AllowedDifference): boolean =>
    until !== undefined && until < which.today;
  const standing = meant.filter((entry) => !isOver(entry));
  const found = differences.map((pair): Difference => {
    const entry = standing.find(({ address }) => holds(address, pair.row.address));
    return { ...pair, allowed: entry ? allowanceOf(entry) : null };
  });
  const warnings = meant.flatMap((entry): readonly Warning[] => {
    const { address, until } = entry;
    const where = `${entry.at.file}:${entry.at.line}`;
    const covered = differences.filter(({ row }) => holds(address, row.address));
    if (covered.length === 0) {
      const [a, b] = which.names;
      const isOpen = notCompared.some((one) => holds(address, one.address));
      return isOpen || !isAsked(which.only, address)
        ? []
        : [warning("allowed_unmatched", { where, a, b }, address)];
    }
    if (until === undefined) return [];
    if (isOver(entry)) return [warning("allowed_expired", { where, until }, address)];
    const when = whenSoon(which.today, until);
    return when === undefined
      ? []
      : [warning("allowed_ends_soon", { where, until, when }, address)];
  });
  return { differences: found, warnings };
}

/** Whether an entry is for these two: those that it names, or any. */
function isMeant({ between, at }: AllowedDifference, { sides }: Which): boolean {
  return (
    between === undefined ||
    (sides.every(({ file }) => file === at.file) &&
      between.every((name) => sides.some(({ environment }) => environment === name)))
  );
}

const allowanceOf = ({ reason, until, at }: AllowedDifference): Allowance => ({
  reason,
  until: until ?? null,
  at,
});
