// Why a plan will not be applied, and what would change that: first what no flag lifts, then what needs
// somebody's consent, ready to be copied.

import type { Refusal } from "../finding/refusal.ts";
import type { Change } from "../plan/change.ts";
import { escapeText } from "../text/escape.ts";
import { line, span, type Line } from "../text/line.ts";
import { widthOf, wordsOf, wrap } from "../text/layout.ts";
import { inFileOrder } from "../plan/file-order.ts";
import { consentLines } from "./consent-lines.ts";
import { cellsOf, type View } from "./view.ts";

/** Refusals by what lifts them, in the order in which the plan's changes are shown. */
export interface Sorted {
  /** How many of what, in one sentence. */
  readonly verdict: string;
  /** What no flag and no consent lifts. */
  readonly fixed: readonly Refusal[];
  /** What a flag or a consent lifts. */
  readonly lifted: readonly Refusal[];
}

export function sortRefusals(refusals: readonly Refusal[], changes: readonly Change[]): Sorted {
  const order = inFileOrder(changes).map(({ address }) => address);
  const placeOf = ({ address }: Refusal): number =>
    address === null ? order.length : order.indexOf(address);
  const sorted = refusals.toSorted((one, other) => placeOf(one) - placeOf(other));
  const lifted = sorted.filter(({ allow }) => allow !== null);
  const fixed = sorted.filter(({ allow }) => allow === null);
  return {
    verdict: `${verdictOn(lifted, fixed, changes.length)} Nothing was written.`,
    fixed,
    lifted,
  };
}

export function renderRefusals(
  refusals: readonly Refusal[],
  changes: readonly Change[],
  view: View,
): readonly Line[] {
  if (refusals.length === 0) return [];
  const width = cellsOf(view);
  const { verdict, fixed, lifted } = sortRefusals(refusals, changes);
  const blocks = [
    wrap(wordsOf(verdict, "danger"), { start: [], hang: 2, width, tone: "danger" }),
    renderFixed(fixed, width),
    renderAllowances(lifted, fixed.length > 0, width),
    consentLines(lifted, view),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [line(""), ...block]));
}

function verdictOn(lifted: readonly Refusal[], fixed: readonly Refusal[], count: number): string {
  const changes = count === 1 ? "1 change" : `${count} changes`;
  const one = lifted.length > 0 ? addressesIn(lifted) : 0;
  const consent = `${one} of ${changes} ${one === 1 ? "needs" : "need"} consent`;
  if (fixed.length === 0) return `REFUSED: ${consent}.`;
  const must = `${sayFixed(fixed, lifted.length > 0 ? "" : ` of ${changes}`)} must be mended first`;
  return lifted.length === 0 ? `REFUSED: ${must}.` : `REFUSED: ${consent}, and ${must}.`;
}

/** As many as are listed: what is refused of the plan as a whole is no change of its own. */
function sayFixed(fixed: readonly Refusal[], ofChanges: string): string {
  const count = addressesIn(fixed);
  if (count === fixed.length) return `${count}${ofChanges}`;
  return count === 0 && fixed.length === 1 ? "the plan" : `${fixed.length} things`;
}

const addressesIn = (refusals: readonly Refusal[]): number =>
  new Set(refusals.flatMap(({ address }) => address ?? [])).size;

function renderFixed(fixed: readonly Refusal[], width: number): readonly Line[] {
  if (fixed.length === 0) return [];
  const head = "Mend first, no flag and no consent lifts it:";
  return [
    line(`  ${head}`, "bold"),
    ...fixed.flatMap(({ address, message }) =>
      wrap(
        [
          ...(address === null ? [] : [span(`${escapeText(address)}:`, "danger")]),
          ...wordsOf(escapeText(message), "danger"),
        ],
        { start: [span("    ")], hang: 6, width, tone: "danger" },
      ),
    ),
  ];
}

/** Flags in one line where they fit it; else a line each, to be copied into a shell as they stand. */
function renderAllowances(
  lifted: readonly Refusal[],
  isLater: boolean,
  width: number,
): readonly Line[] {
  const flags = flagsOf(lifted);
  if (flags.length === 0) return [];
  const head = isLater ? "After that, to allow the rest once:" : "To allow it once:";
  const together = `  ${head}  ${flags.join(" ")}`;
  if (widthOf(together) <= width) return [line(together)];
  return [
    line(`  ${head}`),
    ...flags.map((flag, index) => line(`    ${flag}${index + 1 < flags.length ? " \\" : ""}`)),
  ];
}

/** What allows them on the command line. */
export const flagsOf = (lifted: readonly Refusal[]): readonly string[] =>
  [...new Set(lifted.flatMap(({ allow }) => allow ?? []))].map(escapeText);
