/** The items in another order, the same one for the same seed; 0 leaves them as they are. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const rest = [...items];
  if (seed === 0) return rest;
  let state = seed;
  return items.flatMap(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return rest.splice(state % rest.length, 1);
  });
}
