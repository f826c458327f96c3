// Which call goes first: dependencies decide, then "what can lock people out goes last, and deletions after that",
// then the order in which they come. A graph over calls. Stable and deterministic (law 7).

import type { Call } from "./call.ts";

export interface Ordered {
  /** What this step makes available to others. */
  readonly provides: readonly string[];
  /** What must be available before, where a step provides it. */
  readonly needs: readonly string[];
  /** Goes only when nothing of a lower one can. 0: as soon as possible. */
  readonly rank: number;
}

/** A call in that order. */
export interface Step extends Ordered {
  readonly call: Omit<Call, "id">;
}

/** Throws when the dependencies form a circle: a fault in the catalog, never in a file. */
export function orderSteps<Step extends Ordered>(steps: readonly Step[]): readonly Step[] {
  const remaining = [...steps];
  const placed: Step[] = [];
  const waitsFor = (step: Step, other: Step): boolean =>
    other !== step && step.needs.some((need) => other.provides.includes(need));
  while (remaining.length > 0) {
    const free = remaining.filter((step) => !remaining.some((other) => waitsFor(step, other)));
    // Stryker disable next-line ArrowFunction: without any the circle is told below
    const lowest = Math.min(...free.map(({ rank }) => rank));
    const next = free.find(({ rank }) => rank === lowest);
    if (!next) {
      const names = remaining.map(({ provides }) => provides.join(" ")).join(", ");
      throw new Error(`the catalog's dependencies form a circle: ${names}`);
    }
    placed.push(next);
    remaining.splice(remaining.indexOf(next), 1);
  }
  return placed;
}
