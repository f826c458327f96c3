// What the reviewed entries of a file give reason to say on a day: last days that are near, said before a pipeline
// stops for them, and consents that stand twice.

import type { Desired } from "../file/desired.ts";
import { warning, type Warning } from "../finding/warning.ts";

/** Days before the last one from which on it is said. */
const SOON = 14;

/** Days for which a consent is suggested. */
const SUGGESTED = 30;

/** The last day of a consent that is suggested on a day; both YYYY-MM-DD, UTC. */
export function suggestedUntil(today: string): string {
  const time = Date.parse(`${today}T00:00:00Z`) + SUGGESTED * 86_400_000;
  return new Date(time).toISOString().slice(0, 10);
}

/** `today` is YYYY-MM-DD, UTC. Entries that are over are somebody else's to name. */
export function endingSoon(
  { consents, ignores }: Pick<Desired, "consents" | "ignores">,
  today: string,
): readonly Warning[] {
  const review = (
    entries: Desired["ignores"],
    code: "consent_ends_soon" | "ignore_ends_soon",
  ): readonly Warning[] =>
    entries.flatMap(({ address, until, at }) => {
      const when = whenSoon(today, until);
      if (when === undefined) return [];
      return [warning(code, { where: `${at.file}:${at.line}`, until, when }, address)];
    });
  return [...review(consents, "consent_ends_soon"), ...review(ignores, "ignore_ends_soon")];
}

/** Two consents to one danger that both hold: ending one of them would end nothing. */
export function repeatedConsents(
  { consents }: Pick<Desired, "consents">,
  today: string,
): readonly Warning[] {
  const held = consents.filter(({ until }) => until >= today);
  return held.flatMap(({ address, hazard, at }, index) => {
    const first = held.findIndex((one) => one.address === address && one.hazard === hazard);
    const other = held[first]?.at;
    if (first === index || !other) return [];
    const places = { where: `${at.file}:${at.line}`, first: `${other.file}:${other.line}` };
    return [warning("consent_repeated", { hazard, ...places }, address)];
  });
}

/** When a day comes that is near; undefined: it is not, or is over. */
export function whenSoon(today: string, until: string): string | undefined {
  const days = daysBetween(today, until);
  if (days < 0 || days > SOON) return undefined;
  return days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
}

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
