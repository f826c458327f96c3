// Reviewed entries whose last day is near: said before a pipeline stops for it.

import type { Desired } from "../file/desired.ts";
import { warning, type Warning } from "../finding/warning.ts";

/** Days before the last one from which on it is said. */
const SOON = 14;

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
      const days = daysBetween(today, until);
      if (days < 0 || days > SOON) return [];
      const when = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
      return [warning(code, { where: `${at.file}:${at.line}`, until, when }, address)];
    });
  return [...review(consents, "consent_ends_soon"), ...review(ignores, "ignore_ends_soon")];
}

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
