// Settings that moved beside a call, although it did not name them. Pure.

import type { Json } from "../../catalog/setting.ts";
import { rowsOfSection, type Row } from "../../catalog/resource.ts";
import type { Move } from "../plan/change.ts";
import { normalise, sameValue } from "../value/compare.ts";
import type { Reading } from "../value/reading.ts";
import type { SideEffect } from "./report.ts";
import type { Exhibits } from "./shown.ts";

/**
 * Settings of the section that are shown otherwise after the call than before. What is on its way to the
 * file's own value is no surprise: the read before may have lagged.
 */
export function findSideEffects(
  moves: readonly Move[],
  { before, echo, after, declared, twins }: Exhibits,
): readonly SideEffect[] {
  const [first] = moves;
  if (!first) return [];
  const sent = moves.map(({ change }) => change.address);
  // Two names of one thing: the one that is not named follows the other.
  const named = [...sent, ...declared.keys()];
  return rowsOfSection(first.row.section)
    .filter(
      ({ address, setting }) =>
        !sent.includes(address) &&
        twins?.has(address) !== true &&
        !named.some((one) => setting.excludes.includes(one)),
    )
    .flatMap((row) => {
      const from = before.get(row.address);
      const to = echo?.get(row.address) ?? sameSource(from, after?.get(row.address));
      return from && to ? compare(row, from, to, declared) : [];
    });
}

/** Two sources may lag differently, so only readings from the same one tell of a change. */
function sameSource(from: Reading | undefined, to: Reading | undefined): Reading | undefined {
  return from?.known && to?.known && from.source === to.source ? to : undefined;
}

function compare(
  { address, setting }: Row,
  from: Reading,
  to: Reading,
  declared: ReadonlyMap<string, Json>,
): readonly SideEffect[] {
  if (!from.known || !to.known) return [];
  const wanted = declared.get(address);
  // Stryker disable next-line all: no value is the same as none
  const expected = [from.value, ...(wanted === undefined ? [] : [wanted])];
  if (expected.some((value) => sameValue(setting, to.value, value))) return [];
  return [
    {
      address,
      from: normalise(setting, from.value),
      to: normalise(setting, to.value),
      // What the file declares is held against the file, whoever moved it.
      certain: wanted !== undefined || from.source === "backend_api",
    },
  ];
}
