// Into how many shards a run is cut, and how large each is.

import { cutAt, nameOfShard, PER_SHARD, SHARDS_AT_MOST } from "./shard.ts";

/** A shard, and how many environments are its own. */
export interface SizedShard {
  readonly shard: string;
  readonly size: number;
}

/** The shards for so many environments: as many as it takes to have at most `per` in each, and at most `max`. */
export function shardsFor(
  total: number,
  { max = SHARDS_AT_MOST, per = PER_SHARD }: { readonly max?: number; readonly per?: number },
): readonly SizedShard[] {
  const count = Math.max(1, Math.min(max, Math.ceil(total / per)));
  return Array.from({ length: count }, (_, index) => ({
    shard: nameOfShard({ number: index + 1, count }),
    size: cutAt(index + 1, count, total) - cutAt(index, count, total),
  }));
}

/** What a matrix of CI jobs takes. */
export const matrixOf = (
  shards: readonly SizedShard[],
): { readonly include: readonly Pick<SizedShard, "shard">[] } => ({
  include: shards.map(({ shard }) => ({ shard })),
});
