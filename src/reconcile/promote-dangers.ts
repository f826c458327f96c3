// What a promotion will endanger once it is applied.

import type { Desired } from "../core/file/desired.ts";
import { actionOf } from "../core/plan/collections.ts";
import type { HazardMet, Move } from "../core/plan/change.ts";
import { weigh } from "../core/plan/consent.ts";
import { hazardsOf } from "../core/plan/hazard-rules.ts";
import { UNREAD, type InstanceType, type Readings } from "../core/value/reading.ts";
import type { Proposal } from "./pull-proposal.ts";

export type HazardsByAddress = ReadonlyMap<string, readonly HazardMet[]>;

/** What a file says, as if it had been read. */
export const declaredReadings = ({ declarations }: Desired): Readings =>
  new Map(
    declarations.map(({ address, value }) => [
      address,
      { known: true, value, source: "backend_api" } as const,
    ]),
  );

/** Of an instance whose type nobody knows, those of production. Roles are not looked up: any may give more. */
export function dangers(
  proposals: readonly Proposal[],
  before: Readings,
  known: InstanceType | null,
  { consents, file }: Desired,
  today: string,
): HazardsByAddress {
  const type = known ?? "production";
  const afterwards = new Map(before);
  for (const { row, value } of proposals)
    afterwards.set(row.address, { known: true, value, source: "backend_api" });
  const moves = proposals.map(({ row, value, declared }): Move => {
    const { address, section, setting } = row;
    const from = before.get(address) ?? UNREAD;
    const hazards = hazardsOf(setting, from, value, type, { roles: null, afterwards });
    return {
      row,
      change: {
        address,
        section: section.name,
        setting: setting.name,
        action: actionOf(row, value),
        from,
        to: value,
        hazards,
        at: declared?.at ?? { file, line: 1, column: 1 },
      },
    };
  });
  const weighed = weigh(moves, type, { allowances: [], consents, today });
  return new Map(weighed.map(({ change }) => [change.address, change.hazards]));
}

/** The dangers of several items, each once. */
export function together(
  items: readonly Proposal[],
  hazards: HazardsByAddress,
): readonly HazardMet[] {
  const all = items.flatMap(({ row: { address } }) => hazards.get(address) ?? []);
  return [...new Map(all.map((met) => [JSON.stringify(met), met])).values()];
}
