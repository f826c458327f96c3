// Who allowed which dangerous change. A hazard blocks on production alone; a consent covers one
// setting and one hazard.

import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import type { Consent } from "../file/desired.ts";
import { warning, type Warning } from "../finding/warning.ts";
import { quoteForShell } from "../text/shell.ts";
import type { InstanceType } from "../value/reading.ts";
import type { ConsentGiven, HazardMet, Move } from "./change.ts";

/** `--allow HAZARD[=ADDRESS]`. */
export interface Allowance {
  readonly hazard: Hazard;
  /** null: every address. */
  readonly address: string | null;
}

/** What a plan may do although it is dangerous. */
export interface Permissions {
  readonly allowances: readonly Allowance[];
  readonly consents: readonly Consent[];
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

/** The moves with what is blocked, and by whom what isn't was allowed. */
export function weigh(
  moves: readonly Move[],
  type: InstanceType,
  permissions: Permissions,
): readonly Move[] {
  return moves.map(({ change, row }) => {
    const hazards = change.hazards.map((met): HazardMet => {
      const consent = consentTo(met.hazard, change.address, permissions);
      const blocks = type === "production" && HAZARDS[met.hazard].blocks;
      return { ...met, blocked: blocks && consent === null, consent };
    });
    return { change: { ...change, hazards }, row };
  });
}

function consentTo(
  hazard: Hazard,
  address: string,
  { allowances, consents, today }: Permissions,
): ConsentGiven | null {
  const allowed = allowances.find(
    (one) => one.hazard === hazard && (one.address === null || one.address === address),
  );
  if (allowed) return { by: "flag", flag: flagOf(allowed) };
  const consent = consents.find(
    (one) => one.hazard === hazard && one.address === address && one.until >= today,
  );
  if (!consent) return null;
  const { reason, until, at } = consent;
  return { by: "file", reason, until, at };
}

/** As it is typed in a shell. */
export const flagOf = ({ hazard, address }: Allowance): string =>
  `--allow ${quoteForShell(`${hazard}${address === null ? "" : `=${address}`}`)}`;

/** Consents that have run out, and permissions that no move asks for. */
export function reviewConsents(
  moves: readonly Move[],
  { consents, allowances, today }: Permissions,
): readonly Warning[] {
  const meets = (hazard: Hazard, address: string | null): boolean =>
    moves.some(
      ({ change }) =>
        change.hazards.some((met) => met.hazard === hazard) &&
        (address === null || change.address === address),
    );
  const stale = consents.flatMap(({ address, hazard, until, at }): Warning[] => {
    const where = `${at.file}:${at.line}`;
    if (until < today) return [warning("consent_expired", { hazard, where, until }, address)];
    return meets(hazard, address) ? [] : [warning("consent_unmatched", { hazard, where }, address)];
  });
  const unused = allowances
    .filter(({ hazard, address }) => !meets(hazard, address))
    .map((one) => warning("allow_unmatched", { flag: flagOf(one) }, one.address));
  return [...stale, ...unused];
}
