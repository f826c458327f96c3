// Which call goes first: dependencies decide, then "what can lock people out goes last", then the
// catalog's order. Stable and deterministic (law 7).

export interface Ordered {
  readonly name: string;
  /** Goes only when nothing else can. */
  readonly last: boolean;
  /** Names that must come before. */
  readonly after: readonly string[];
}

/** Throws when the dependencies form a circle: a fault in the catalog, never in a file. */
export function orderSteps<Step extends Ordered>(steps: readonly Step[]): readonly Step[] {
  const remaining = [...steps];
  const placed: Step[] = [];
  while (remaining.length > 0) {
    const free = remaining.filter(
      (step) => !remaining.some(({ name }) => step.after.includes(name)),
    );
    // A dangerous step is taken only when nothing else can go.
    const next = free.find((step) => !step.last) ?? free[0];
    if (!next) {
      const names = remaining.map(({ name }) => name).join(", ");
      throw new Error(`the catalog's dependencies form a circle: ${names}`);
    }
    placed.push(next);
    remaining.splice(remaining.indexOf(next), 1);
  }
  return placed;
}
