// Into which shards a run is cut, for a person.

import type { SizedShard } from "../report/shards-for.ts";
import { wrapText } from "../text/layout.ts";
import { line, plural, type Line } from "../text/line.ts";

/** `run` is the command of the first of them, to be copied. */
export function renderShards(
  total: number,
  shards: readonly SizedShard[],
  run: string,
  width: number,
): readonly Line[] {
  const column = Math.max(...shards.map(({ shard }) => shard.length));
  return [
    ...wrapText(`${plural(total, "environment")} in ${plural(shards.length, "shard")}:`, { width }),
    ...shards.map(({ shard, size }) =>
      line(`  ${shard.padEnd(column)}  ${plural(size, "environment")}`),
    ),
    line(`The first of them: ${run}`),
  ];
}
