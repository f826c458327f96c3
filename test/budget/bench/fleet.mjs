// npm run bench:fleet: what a plan over many instances takes: time, memory, and what saying how far it is costs.
//
//   --rounds N         how many counted runs of each (default 5)
//   --date YYYY-MM-DD  the day that the document names (default: today)
//   --json             one JSON document on stdout, and none is written

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startEmulator } from "./commands.mjs";
import { writeFleetPart } from "./fleet-document.mjs";
import { makeFleet } from "./fleet-file.mjs";
import { interleave, spread } from "./numbers.mjs";
import { countRoundTrips, startProxy } from "./proxy.mjs";
import { measureMemory, timeCommand } from "./run.mjs";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    date: { type: "string", default: new Date().toISOString().slice(0, 10) },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(flags.rounds);
const DELAY = 100;
const AT_ONCE = 16;

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "clerkwork-fleet-"));
const say = (text) => process.stderr.write(`${text}\n`);
const load = loadavg()[0];
const emulator = await startEmulator(join(root, "dist/cli.cjs"));
let delay = 0;
const proxy = await startProxy({
  target: emulator.url,
  before: () => new Promise((resolve) => void setTimeout(resolve, delay)),
});

/** A plan of so many instances. */
async function commandFor(count) {
  const cwd = join(folder, String(count));
  mkdirSync(cwd);
  const { yaml, keys } = await makeFleet(emulator.url, count);
  writeFileSync(join(cwd, "clerkwork.yaml"), yaml);
  writeFileSync(join(cwd, "keys"), keys, { mode: 0o600 });
  const cli = join(root, "dist/cli.cjs");
  return {
    id: String(count),
    name: `plan of ${count}`,
    command: [process.execPath, cli, "plan", "--all", "--keys-file", "keys", "--format", "jsonl"],
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, CLERK_API_URL: proxy.url },
    isNode: true,
  };
}

async function measureTime(command, one) {
  delay = 250;
  proxy.takeLog();
  await timeCommand(one);
  const trips = countRoundTrips(proxy.takeLog().requests);
  delay = DELAY;
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const { began, ms } = await timeCommand(command);
    const { requests } = proxy.takeLog();
    runs.push({ ms, start: Math.min(...requests.map(({ start }) => start)) - began });
  }
  delay = 0;
  return {
    trips,
    total: spread(runs.map(({ ms }) => ms)),
    start: spread(runs.map(({ start }) => start)),
  };
}

/** Seconds of the processor, with words for a person on a terminal of 40 lines or in a file. */
async function processorTime({ command, cwd, env }, onTerminal) {
  const times = join(folder, "times");
  const quoted = command.map((word) => `'${word}'`).join(" ");
  const timed = `/usr/bin/time -f '%U %S' -o ${times} ${quoted} > ${join(folder, "out")}`;
  const [program, ...args] = onTerminal
    ? ["script", "-qec", `stty rows 40 cols 100; ${timed}`, "/dev/null"]
    : ["sh", "-c", `${timed} 2> ${join(folder, "err")}`];
  const child = spawn(program, args, {
    cwd,
    env: { ...env, TERM: "xterm", SHELL: "/bin/sh" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  const [user, system] = readFileSync(times, "utf8").trim().split(" ").map(Number);
  return user + system;
}

let results;
try {
  const [one, fifty, twoHundred, thousand] = [
    await commandFor(1),
    await commandFor(50),
    await commandFor(200),
    await commandFor(1000),
  ];
  say(`200 instances, ${DELAY} ms per request: ${rounds} rounds`);
  const time = await measureTime(twoHundred, one);
  say("memory");
  const peaks = await interleave(
    [fifty, thousand],
    { warmUp: 0, rounds: Math.min(3, rounds) },
    (command) => measureMemory(command, folder),
  );
  const memory = Object.fromEntries([...peaks].map(([id, bytes]) => [id, spread(bytes)]));
  const progress = {};
  const canDraw = existsSync("/usr/bin/script") && existsSync("/usr/bin/time");
  for (const command of canDraw ? [twoHundred, thousand] : []) {
    say(`progress, ${command.name}`);
    delay = DELAY;
    const pairs = [];
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? [true, false] : [false, true];
      const found = new Map();
      for (const drawn of order) found.set(drawn, await processorTime(command, drawn));
      pairs.push({ drawn: found.get(true), plain: found.get(false) });
    }
    progress[command.id] = {
      drawn: spread(pairs.map(({ drawn }) => drawn)),
      plain: spread(pairs.map(({ plain }) => plain)),
      ratio: spread(pairs.map(({ drawn, plain }) => drawn / plain)),
    };
  }
  const waiting = (time.trips * DELAY * 200) / AT_ONCE;
  results = {
    date: flags.date,
    rounds,
    load: Math.round(Math.max(load, loadavg()[0]) * 10) / 10,
    delay: DELAY,
    atOnce: AT_ONCE,
    time: { ...time, waiting, bound: 1.3 * waiting + time.start.median },
    memory,
    progress,
  };
} finally {
  await proxy.close();
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
if (!flags.json) {
  writeFleetPart(root, results);
  say("the part on fleets in docs/benchmarks.md is written");
}
