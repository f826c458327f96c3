// One of several runs that share the work: which instances are its own, whatever the others do.

import { createHash } from "node:crypto";

/** `i/n`: the part with this number, from 1, of so many. */
export interface Shard {
  readonly number: number;
  readonly count: number;
}

/** The most shards of a run. A matrix of GitHub Actions has at most 256 jobs. */
export const MAX_SHARDS = 256;

/** How many shards a run is cut into where nobody says otherwise, and how many environments one has then. */
export const SHARDS_AT_MOST = 20;
export const PER_SHARD = 100;

export const nameOfShard = ({ number, count }: Shard): string => `${number}/${count}`;

/** Undefined: the text is no shard. */
export function readShard(text: string): Shard | undefined {
  const [, number, count] = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(text) ?? [];
  const shard = { number: Number(number), count: Number(count) };
  return shard.number <= shard.count && shard.count <= MAX_SHARDS ? shard : undefined;
}

/** How many of `total` come before the end of this part, of so many. */
export const cutAt = (part: number, count: number, total: number): number =>
  Math.floor((part * total) / count);

/** How an instance is known to all shards alike. */
export interface Sharded {
  readonly file: string;
  readonly environment: string | null;
}

/**
 * The shard's own, in the order given. All are sorted by the SHA-256 of file and name and cut into runs whose
 * lengths differ by at most one: an instance that is added or taken out moves few others.
 */
export function takeShard<One extends Sharded>(
  all: readonly One[],
  { number, count }: Shard,
): readonly One[] {
  const sorted = all
    .map((one) => ({ one, key: keyOf(one) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ one }) => one);
  const { length } = sorted;
  const own = new Set(sorted.slice(cutAt(number - 1, count, length), cutAt(number, count, length)));
  return all.filter((one) => own.has(one));
}

const keyOf = ({ file, environment }: Sharded): string =>
  createHash("sha256")
    .update(`${file}\0${environment ?? ""}`)
    .digest("hex");
