// The part on fleets in docs/benchmarks.md: it stands at the end, and each of the two benchmarks keeps the other's part.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const HEAD = "\n## Fleets\n";

const documentOf = (root) => join(root, "docs/benchmarks.md");

/** The part as it stands, with its heading; empty: there is none. */
export function fleetPartOf(root) {
  const text = existsSync(documentOf(root)) ? readFileSync(documentOf(root), "utf8") : "";
  const at = text.indexOf(HEAD);
  return at === -1 ? "" : text.slice(at);
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const mib = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
const percent = (ratio) => `${((ratio - 1) * 100).toFixed(1)} %`;
const verdict = (value, goal) => (value <= goal ? "met" : "missed");

export function writeFleetPart(
  root,
  { date, rounds, load, delay, atOnce, time, memory, progress },
) {
  const { total, start, trips, bound } = time;
  const growth = memory["1000"].median / memory["50"].median;
  const rows = [
    [
      `\`plan\` of 200, ${delay} ms per request`,
      `≤ ${seconds(bound)}`,
      `${seconds(total.median)} (${seconds(total.min)} to ${seconds(total.max)})`,
      verdict(total.median, bound),
    ],
    ["the same", "≤ 12 s", seconds(total.median), verdict(total.median, 12_000)],
    [
      "peak memory, 1,000 instances : 50",
      "≤ 1.5",
      `${growth.toFixed(2)} (${mib(memory["1000"].median)} : ${mib(memory["50"].median)})`,
      verdict(growth, 1.5),
    ],
    ...Object.entries(progress).map(([count, { drawn, plain, ratio }]) => [
      `progress on a terminal, ${count} instances: more processor time`,
      "≤ 5 %",
      `${percent(ratio.median)} (${drawn.median.toFixed(2)} s, without ${plain.median.toFixed(2)} s)`,
      verdict(ratio.median, 1.05),
    ]),
  ];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const part = `${HEAD}
Written by \`npm run bench:fleet\` on ${date}: ${rounds} runs of each, medians; ${availableParallelism()} cores, Node ${process.versions.node}, the load was up to ${load}. Every instance is pinned and has a key of its own in a file of keys. The emulator and the proxy that delays requests run on the same cores.

| What | Goal | Measured | |
| --- | --- | --- | --- |
${table}

The first goal is 1.3 × (${trips} round trips × ${delay} ms × 200 instances ÷ ${atOnce} at once) and the ${seconds(start.median)} before the first request.
`;
  const text = readFileSync(documentOf(root), "utf8");
  const at = text.indexOf(HEAD);
  writeFileSync(documentOf(root), `${at === -1 ? text : text.slice(0, at)}${part}`);
}
