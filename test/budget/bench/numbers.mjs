// Medians and their spread.

export function spread(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? sorted[Math.floor(middle)]
      : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), runs: sorted.length };
}

/**
 * Runs every command once per round, each round in another order, so that a busy moment of the
 * machine hits all alike. The first `warmUp` rounds don't count.
 */
export async function interleave(commands, { warmUp, rounds }, runOne) {
  const results = new Map(commands.map(({ id }) => [id, []]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const at = round % commands.length;
    const order = [...commands.slice(at), ...commands.slice(0, at)];
    for (const command of round % 2 === 0 ? order : order.toReversed()) {
      const result = await runOne(command);
      if (round >= warmUp) results.get(command.id).push(result);
    }
  }
  return results;
}
