// docs/benchmarks.md.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { arch, availableParallelism, platform, totalmem } from "node:os";
import { join } from "node:path";
import { MEMORY_METHOD } from "./run.mjs";
import { fleetPartOf } from "./fleet-document.mjs";
import { tables } from "./tables.mjs";

const round = (value) => Math.round(value);
const mib = (bytes) => round(bytes / 2 ** 20);

/** Where the time or the memory goes, in the figures of this run; shown for goals that are missed. */
const REASONS = {
  version: ({ startUp: { node, version } }) =>
    `${round(version.median - node.median)} ms go into loading Node's module loader and one file.`,
  validate: ({ startUp: { node, version, help, validate } }) =>
    `Above bare Node, ${round(version.median - node.median)} ms go into the first file (\`--version\`), ${round(help.median - version.median)} ms into the command line and the catalog (\`--help\`), ${round(validate.median - help.median)} ms into the YAML parser, the compiled validators and the work itself.`,
  plan: plannedTime("plan"),
  "apply-patch": plannedTime("apply"),
  "plan-pk": plannedTime("plan-pk"),
  "trips-role-pk": () =>
    "The list of roles is asked for only when a role turns out to differ, which is known after the first round trip.",
  apply: ({ counts: { plan, apply } }) => {
    const reads = apply.requests.filter(({ method }) => method === "GET").map(({ path }) => path);
    const often = [...new Set(reads)]
      .map((path) => [path, reads.filter((one) => one === path).length])
      .map(([path, count]) => `${count} × \`${path.replace(/^\/fapi\/[^/]+/, "")}\``);
    return `Reads of the whole run (the plan's ${plan.requests.length} included): ${often.join(", ")}.`;
  },
  memory: ({ memory: { node, fetch, validate, plan } }) =>
    `Of the ${mib(plan.median - node.median)} MiB above bare Node, a single request with Node's own \`fetch\` and nothing else takes ${mib(fetch.median - node.median)} MiB; \`validate\`, which loads everything but the network, takes ${mib(validate.median - node.median)} MiB.`,
};

function plannedTime(id) {
  return ({ server }) => {
    const { start, waiting, end } = server[100][id];
    return `${round(start.median)} ms until the first request is sent, ${round(waiting.median)} ms until the last answer is there, ${round(end.median)} ms after it.`;
  };
}

function misses(results) {
  const missed = results.goals.filter(({ met }) => met === false);
  if (missed.length === 0) return "Every goal is met.";
  return missed
    .map(({ id, what }) => `- ${what}: ${REASONS[id]?.(results) ?? "see the tables below."}`)
    .join("\n");
}

export function writeDocument(root, results) {
  const { goals, startUp, server, counts, memory, sizes } = tables(results);
  const text = `# Benchmarks

Written by \`npm run bench\` on ${results.date}. Nothing here is edited by hand.

## Goals

${goals}

## Where it goes

${misses(results)}

## How it was measured

${availableParallelism()} cores (${arch()}, ${platform()}), ${round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.versions.node}; the load was up to ${results.load}. Milliseconds of a shared machine mean nothing by themselves: compare the ratios.

- ${results.rounds} runs of each command after a warm-up, in rounds: each round runs every command once, in changing order, so that a busy moment hits all alike. Figures are medians.
- A run lasts from just before the process is made until it has ended. Nothing of the surrounding environment is passed on but \`PATH\`: \`NODE_EXTRA_CA_CERTS\`, for one, would make every start slower and so every ratio smaller.
- The server is \`clerkwork emulator\` behind a proxy on loopback, which delays every request, those to the Frontend API included. "To the 1st request", "Waiting" and "After" is how the proxy saw the run. Real servers add DNS and TLS, which loopback doesn't show.
- The file of four sections is \`test/budget/bench/four-sections.yaml\`. The second one also sets a role, so that the role's id must be looked up.
- \`clerk\` is Clerk's own CLI as npm installs it, with telemetry and update checks off, in an empty folder. \`config pull\` shows the sections that have a GET; it does not read restrictions, nor most settings of the instance. \`config patch\` reads the sections that it patches and have a GET; with \`--yes\` it writes the same four sections, and verifies nothing.
- \`ajv validate\` is ajv-cli: it compiles the schema at each start, and says where in the data an error is, not where in the file.
- Round trips: a request that starts after the end of another one belongs to a later trip. Counted at 250 ms per request.
- Memory: the largest resident set among the command's processes, by ${MEMORY_METHOD}.
- Size: the files that npm unpacks. clerkwork has no dependencies.

## Start-up

${startUp}

## Against a server

${server.map(([delay, one]) => `### ${delay} ms per request\n\n${one}`).join("\n\n")}

## Requests

${counts}

## Memory

${memory}

## Size

${sizes}
${fleetPartOf(root)}`;
  const file = join(root, "docs/benchmarks.md");
  writeFileSync(file, text);
  // The tables as the formatter wants them.
  spawnSync(process.execPath, [join(root, "node_modules/oxfmt/bin/oxfmt"), file], { cwd: root });
}
