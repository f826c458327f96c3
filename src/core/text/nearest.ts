// What a typist most likely meant.

import { distance } from "fastest-levenshtein";

/** The candidate that a typist most likely meant; undefined when none is close. */
export function nearestOf(written: string, candidates: readonly string[]): string | undefined {
  // Two letters in the wrong order are two steps; of three letters, two steps leave little.
  const reach = Math.max(written.length > 3 ? 2 : 1, Math.floor(written.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(written, candidate) }))
    .filter(({ steps }) => steps <= reach)
    .toSorted((a, b) => a.steps - b.steps);
  return ranked[0]?.candidate;
}
