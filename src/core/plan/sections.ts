// Sections as calls: one PATCH for each section that changes, with the members that differ.

import type { Role } from "../value/reading.ts";
import { encode } from "../value/wire.ts";
import type { BodyValue } from "./call.ts";
import type { Move } from "./change.ts";
import type { Step } from "./order.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import type { Section } from "../../catalog/resource.ts";

/** A role that `roles` doesn't hold leaves its member out. */
export function sectionSteps(moves: readonly Move[], roles: readonly Role[]): readonly Step[] {
  const sections = [...new Set(moves.map(({ row }) => row.section))];
  return sections.map((section) =>
    stepFor(
      section,
      moves.filter(({ row }) => row.section === section),
      roles,
    ),
  );
}

function stepFor(section: Section, moves: readonly Move[], roles: readonly Role[]): Step {
  const body: Record<string, BodyValue> = {};
  for (const { change, row } of moves) {
    const value = encode(row.setting, change.to, roles);
    if (value !== undefined) body[row.setting.write.member] = value;
  }
  const addresses = moves.map(({ change }) => change.address);
  return {
    provides: addresses,
    needs: moves
      .flatMap(({ row }) => row.setting.after)
      .filter((address) => !addresses.includes(address)),
    rank: Number(
      moves.some(({ change }) => change.hazards.some(({ hazard }) => HAZARDS[hazard].goesLast)),
    ),
    call: { method: "PATCH", path: section.path, body, addresses },
  };
}
