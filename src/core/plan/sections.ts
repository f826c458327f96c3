// Sections as calls: one PATCH for each section that changes, with the members that differ.

import { encode, type Lookup } from "../value/wire.ts";
import type { BodyValue } from "./call.ts";
import type { Move } from "./change.ts";
import type { Step } from "./order.ts";
import { neededBy } from "./references.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import type { Section } from "../../catalog/resource.ts";

/** A role that the look-up doesn't know leaves its member out. */
export function sectionSteps(moves: readonly Move[], idOf: Lookup): readonly Step[] {
  const sections = [...new Set(moves.map(({ row }) => row.section))];
  return sections.map((section) =>
    stepFor(
      section,
      moves.filter(({ row }) => row.section === section),
      idOf,
    ),
  );
}

function stepFor(section: Section, moves: readonly Move[], idOf: Lookup): Step {
  const body: Record<string, BodyValue> = {};
  for (const { change, row } of moves) {
    const value = encode(row.setting, change.to, idOf);
    if (value !== undefined) body[row.setting.write.member] = value;
  }
  const addresses = moves.map(({ change }) => change.address);
  return {
    provides: addresses,
    needs: moves.flatMap(neededBy).filter((address) => !addresses.includes(address)),
    rank: Number(
      moves.some(({ change }) => change.hazards.some(({ hazard }) => HAZARDS[hazard].goesLast)),
    ),
    call: { method: "PATCH", path: section.path, body, addresses },
  };
}
