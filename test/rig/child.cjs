/**
 * Loaded into a child before the CLI. It makes the child's time run faster and lets names fail to resolve, so that
 * deadlines of half a minute are met within a second. It changes nothing else, and nothing without its variables.
 *
 * RIG_TIME: how many times faster. RIG_NAMES: a JSON file `{"fail": CODE, "times": N}` or `{"addresses": [[IP, FAMILY]]}`,
 * looked at with each look-up; while it is not there, names resolve as ever. RIG_DIE: `{"at": STEP, "nth": N, "file":
 * NAME}`, the step of writing a file before which the child is killed, as by SIGKILL from outside.
 */
"use strict";
const dns = require("node:dns");
const { existsSync, readFileSync } = require("node:fs");
const timers = require("node:timers");
const promises = require("node:timers/promises");
const { syncBuiltinESMExports } = require("node:module");

const faster = Number(process.env.RIG_TIME ?? "1");
const names = process.env.RIG_NAMES;
const die = process.env.RIG_DIE;
delete process.env.RIG_DIE;
delete process.env.RIG_TIME;
delete process.env.RIG_NAMES;

if (faster !== 1) {
  const { setTimeout: later } = globalThis;
  const { setTimeout: sleep } = promises;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const now = performance.now.bind(performance);
  // What a 32-bit timer can't hold stays what it is: Node makes it one millisecond.
  const short = (ms) => (ms >= 2 ** 31 ? ms : ms / faster);
  const quick = (what, ms, ...rest) => later(what, short(ms ?? 0), ...rest);
  quick[require("node:util").promisify.custom] = (ms, ...rest) => sleep(short(ms ?? 0), ...rest);
  globalThis.setTimeout = quick;
  timers.setTimeout = quick;
  promises.setTimeout = (ms, ...rest) => sleep(short(ms ?? 0), ...rest);
  AbortSignal.timeout = (ms) => timeout(Math.ceil(short(ms)));
  performance.now = () => now() * faster;
}

if (names !== undefined) {
  const { lookup } = dns;
  let failed = 0;
  dns.lookup = (host, options, done) => {
    const answer = typeof options === "function" ? options : done;
    const rule = existsSync(names) ? JSON.parse(readFileSync(names, "utf8")) : {};
    if (rule.fail !== undefined && failed < (rule.times ?? Infinity)) {
      failed += 1;
      const error = Object.assign(new Error(`getaddrinfo ${rule.fail} ${host}`), {
        code: rule.fail,
        syscall: "getaddrinfo",
        hostname: host,
      });
      return void process.nextTick(answer, error);
    }
    if (rule.addresses === undefined) return void lookup(host, options, done);
    const all = rule.addresses.map(([address, family]) => ({ address, family }));
    if (options.all === true) process.nextTick(answer, null, all);
    else process.nextTick(answer, null, all[0].address, all[0].family);
  };
}
if (die !== undefined) {
  const files = require("node:fs/promises");
  const { at, nth, file } = JSON.parse(die);
  const { basename } = require("node:path");
  let met = 0;
  /** Only steps that have to do with the file, its temporary neighbours included. */
  const reach = (step, ...paths) => {
    if (step !== at || !paths.some((path) => basename(String(path)).includes(file))) return;
    met += 1;
    if (met === nth) process.kill(process.pid, "SIGKILL");
  };
  const { open } = files;
  files.open = async (path, ...rest) => {
    reach("open", path);
    const handle = await open(path, ...rest);
    for (const [step, name] of [
      ["write", "writeFile"],
      ["sync", "sync"],
      ["close", "close"],
    ]) {
      const real = handle[name].bind(handle);
      handle[name] = (...given) => {
        reach(step, path);
        return real(...given);
      };
    }
    return handle;
  };
  for (const name of ["rename", "link", "rm"]) {
    const real = files[name];
    files[name] = async (...given) => {
      reach(name, ...given.slice(0, 2));
      const result = await real(...given);
      reach(`after ${name}`, ...given.slice(0, 2));
      return result;
    };
  }
}
syncBuiltinESMExports();
