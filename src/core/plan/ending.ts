// What the reviewed entries of a file give reason to say on a day: last days that are near, said before a pipeline
// stops for them, and entries that stand twice.

import type { Desired } from "../file/desired.ts";
import type { Position } from "../finding/position.ts";
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
      return [warning(code, { where: placeOf(at), until, when }, address)];
    });
  return [...review(consents, "consent_ends_soon"), ...review(ignores, "ignore_ends_soon")];
}

/** Entries that hold beside another one for the same: ending one of them would end nothing. */
export function repeatedEntries(
  { consents, ignores }: Pick<Desired, "consents" | "ignores">,
  today: string,
): readonly Warning[] {
  const held = ({ until }: { readonly until: string }): boolean => until >= today;
  const twice = repeatsIn(
    consents.filter(held),
    (one, other) => one.address === other.address && one.hazard === other.hazard,
  );
  const excepted = repeatsIn(ignores.filter(held), (one, other) => one.address === other.address);
  return [
    ...twice.map(([{ address, hazard, at }, { at: first }]) =>
      warning("consent_repeated", { hazard, where: placeOf(at), first: placeOf(first) }, address),
    ),
    ...excepted.map(([{ address, at }, { at: first }]) =>
      warning("ignore_repeated", { where: placeOf(at), first: placeOf(first) }, address),
    ),
  ];
}

/** Each entry that an earlier one is the same as, with the first of those. */
const repeatsIn = <Entry>(
  entries: readonly Entry[],
  isSame: (one: Entry, other: Entry) => boolean,
): readonly (readonly [entry: Entry, first: Entry])[] =>
  entries.flatMap((entry): (readonly [Entry, Entry])[] => {
    const first = entries.find((one) => isSame(one, entry));
    return first === undefined || first === entry ? [] : [[entry, first]];
  });

const placeOf = ({ file, line }: Position): string => `${file}:${line}`;

/** When a day comes that is near; undefined: it is not, or is over. */
export function whenSoon(today: string, until: string): string | undefined {
  const days = daysBetween(today, until);
  if (days < 0 || days > SOON) return undefined;
  return days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
}

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
