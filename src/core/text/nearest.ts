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

/** Two letters in the wrong order count as one step. */
function stepsBetween(written: string, candidate: string): number {
  const swapped = Array.from(
    { length: Math.max(0, written.length - 1) },
    (_, at) =>
      written.slice(0, at) + written.charAt(at + 1) + written.charAt(at) + written.slice(at + 2),
  );
  return Math.min(
    distance(written, candidate),
    ...swapped.map((other) => 1 + distance(other, candidate)),
  );
}

/**
 * The candidate that is a slip away: one step, two in words of six letters and more. Where nearestOf guesses
 * what somebody meant, this one leaves out what somebody could have meant otherwise.
 */
export function closestOf(written: string, candidates: readonly string[]): string | undefined {
  const reach = written.length < 6 ? 1 : 2;
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: stepsBetween(written, candidate) }))
    .filter(({ steps, candidate }) => steps <= reach && steps < candidate.length)
    .toSorted((a, b) => a.steps - b.steps);
  return ranked[0]?.candidate;
}
