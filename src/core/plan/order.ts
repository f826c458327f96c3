// Which call goes first: dependencies decide, then "what can lock people out goes last", then the
// order in which they come. A graph over calls. Stable and deterministic (law 7).

export interface Ordered {
  /** What this step makes available to others. */
  readonly provides: readonly string[];
  /** What must be available before, where a step provides it. */
  readonly needs: readonly string[];
  /** Goes only when nothing else can. */
  readonly last: boolean;
}

/** Throws when the dependencies form a circle: a fault in the catalog, never in a file. */
export function orderSteps<Step extends Ordered>(steps: readonly Step[]): readonly Step[] {
  const remaining = [...steps];
  const placed: Step[] = [];
  const waitsFor = (step: Step, other: Step): boolean =>
    other !== step && step.needs.some((need) => other.provides.includes(need));
  while (remaining.length > 0) {
    const free = remaining.filter((step) => !remaining.some((other) => waitsFor(step, other)));
    // A dangerous step is taken only when nothing else can go.
    const next = free.find((step) => !step.last) ?? free[0];
    if (!next) {
      const names = remaining.map(({ provides }) => provides.join(" ")).join(", ");
      throw new Error(`the catalog's dependencies form a circle: ${names}`);
    }
    placed.push(next);
    remaining.splice(remaining.indexOf(next), 1);
  }
  return placed;
}
