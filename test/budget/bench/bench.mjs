// npm run bench: how fast clerkwork is, beside bare Node and Clerk's own CLI, in one run.
//
//   --quick            few runs, no document
//   --json             one JSON document on stdout
//   --rounds N         how many counted runs of each command (default 15; 3 with --quick)
//   --date YYYY-MM-DD  the day that the document names (default: today)
//   --cli FILE         another build of the CLI, to compare; no document

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serverCommands, startEmulator, startUpCommands } from "./commands.mjs";
import { writeDocument } from "./document.mjs";
import { judge } from "./goals.mjs";
import { interleave, spread } from "./numbers.mjs";
import { countRoundTrips, startProxy } from "./proxy.mjs";
import { measureMemory, timeCommand } from "./run.mjs";
import { measureSizes } from "./size.mjs";
import { showTables } from "./tables.mjs";

const DELAYS = [0, 50, 100];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    rounds: { type: "string" },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
    cli: { type: "string" },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 3 : 15));
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a number from 1 on");
if (!/^\d{4}-\d{2}-\d{2}$/.test(flags.date)) throw new Error("--date takes YYYY-MM-DD");

const root = fileURLToPath(new URL("../../..", import.meta.url));
const cli = flags.cli === undefined ? join(root, "dist/cli.cjs") : resolve(flags.cli);
const folder = mkdtempSync(join(tmpdir(), "clerkwork-bench-"));
const empty = join(folder, "empty");
mkdirSync(empty);
const env = { PATH: process.env.PATH, HOME: empty };
const say = (text) => process.stderr.write(`${text}\n`);

async function measureStartUp(commands) {
  say(`start-up: ${rounds} rounds`);
  const runs = await interleave(commands, { warmUp: 2, rounds }, timeCommand);
  return Object.fromEntries(
    [...runs].map(([id, results]) => [id, spread(results.map(({ ms }) => ms))]),
  );
}

/** One run against the server: how long, and where the time went as the server saw it. */
async function runAgainst(proxy, command) {
  await command.prepare?.();
  proxy.takeLog();
  const { began, ended, ms } = await timeCommand(command);
  const { requests, connections } = proxy.takeLog();
  const first = Math.min(...requests.map(({ start }) => start));
  const last = Math.max(...requests.map(({ end }) => end));
  return {
    ms,
    requests,
    connections,
    roundTrips: countRoundTrips(requests),
    start: first - began,
    waiting: last - first,
    end: ended - last,
  };
}

async function measureServer(commands, proxy, setDelay) {
  const server = {};
  const timed = commands.filter(({ onlyCounted }) => !onlyCounted);
  for (const delay of DELAYS) {
    say(`against the emulator, ${delay} ms per request: ${rounds} rounds`);
    setDelay(delay);
    const runs = await interleave(timed, { warmUp: 1, rounds }, (command) =>
      runAgainst(proxy, command),
    );
    server[delay] = Object.fromEntries(
      [...runs].map(([id, results]) => [
        id,
        {
          total: spread(results.map(({ ms }) => ms)),
          start: spread(results.map((one) => one.start)),
          waiting: spread(results.map((one) => one.waiting)),
          end: spread(results.map((one) => one.end)),
        },
      ]),
    );
  }
  return server;
}

/** Counted at the longest delay, where requests that don't wait for each other overlap. */
async function countRequests(commands, proxy, setDelay) {
  say("requests and round trips");
  setDelay(250);
  const counts = {};
  for (const command of commands) {
    const { requests, connections, roundTrips } = await runAgainst(proxy, command);
    counts[command.id] = {
      requests: requests.map(({ method, path, status }) => ({ method, path, status })),
      roundTrips,
      connections,
    };
  }
  return counts;
}

async function measurePeaks(commands) {
  say("memory");
  const times = { warmUp: 0, rounds: Math.min(5, rounds) };
  const runs = await interleave(commands, times, async (command) => {
    await command.prepare?.();
    return measureMemory(command, folder);
  });
  return Object.fromEntries(
    [...runs]
      .filter(([, results]) => results.every((bytes) => bytes !== undefined))
      .map(([id, results]) => [id, spread(results)]),
  );
}

const loadBefore = loadavg()[0];
const emulator = await startEmulator(cli);
let delay = 0;
const proxy = await startProxy({
  target: emulator.url,
  before: () => new Promise((resolve) => void setTimeout(resolve, delay)),
});
const setDelay = (ms) => {
  delay = ms;
};
let results;
try {
  const given = { root, cli, folder: empty, env, emulator, proxy };
  const starting = startUpCommands(given);
  const asking = await serverCommands(given);
  // So that there is nothing left to change.
  const same = asking.find(({ id }) => id === "same");
  await timeCommand(same);
  const sizes = measureSizes(root);
  const startUp = await measureStartUp(starting);
  const server = await measureServer(asking, proxy, setDelay);
  setDelay(0);
  const memory = await measurePeaks([...starting, ...asking.filter((one) => !one.onlyCounted)]);
  const counts = await countRequests(asking, proxy, setDelay);
  const measured = { startUp, server, memory, counts, sizes };
  const names = Object.fromEntries([...starting, ...asking].map(({ id, name }) => [id, name]));
  results = {
    date: flags.date,
    rounds,
    load: Math.round(Math.max(loadBefore, loadavg()[0]) * 10) / 10,
    names,
    ...measured,
    goals: judge(measured),
  };
} finally {
  await proxy.close();
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}

if (flags.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else process.stdout.write(`${showTables(results)}\n`);
if (!flags.quick && flags.cli === undefined) {
  writeDocument(root, results);
  say("docs/benchmarks.md is written");
}
