// Which call goes first: dependencies decide, then "what can lock people out goes last", then the
// catalog's order. Stable and deterministic (law 7).

export interface Ordered {
  readonly name: string;
  /** Goes as late as its dependants allow. */
  readonly last: boolean;
  /** Names that must come before. */
  readonly after: readonly string[];
}

/** Throws when the dependencies form a circle: a fault in the catalog, never in a file. */
export function orderSteps<Step extends Ordered>(steps: readonly Step[]): readonly Step[] {
  // Chosen from the end: of the steps that nothing unplaced depends on, the one that should be last.
  const remaining = [...steps];
  const placed: Step[] = [];
  while (remaining.length > 0) {
    const free = remaining.filter(
      (step) => !remaining.some((other) => other !== step && other.after.includes(step.name)),
    );
    const next = free.findLast((step) => step.last) ?? free.at(-1);
    if (!next || next.after.includes(next.name)) {
      throw new Error(
        `the catalog's dependencies form a circle: ${remaining.map(({ name }) => name).join(", ")}`,
      );
    }
    placed.unshift(next);
    remaining.splice(remaining.indexOf(next), 1);
  }
  return placed;
}
