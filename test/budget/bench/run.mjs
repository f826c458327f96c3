// Runs a command and says what it took.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TIME = "/usr/bin/time";
export const MEMORY_METHOD = existsSync(TIME) ? "GNU time (%M)" : "process.resourceUsage() at exit";
const MEMORY_HOOK = fileURLToPath(new URL("memory-hook.cjs", import.meta.url));

function start([program, ...args], { cwd, env }) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => {
        said[name] += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ began, ended: performance.now(), code, ...said }));
  });
}

function expectSuccess({ code, stdout, stderr }, name) {
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${stdout}${stderr}`);
}

/** Milliseconds from before the process is made to after its last output; throws unless it exits 0. */
export async function timeCommand({ name, command, ...surroundings }) {
  const run = await start(command, surroundings);
  expectSuccess(run, name);
  return { began: run.began, ended: run.ended, ms: run.ended - run.began };
}

/** The largest resident set of its processes in bytes; undefined: can't be measured here. */
export async function measureMemory({ name, command, isNode, ...surroundings }, folder) {
  const file = `${folder}/memory`;
  if (existsSync(TIME)) {
    expectSuccess(await start([TIME, "-f", "%M", "-o", file, ...command], surroundings), name);
  } else {
    if (!isNode) return undefined;
    const [node, ...rest] = command;
    const env = { ...surroundings.env, BENCH_MEMORY_FILE: file };
    expectSuccess(await start([node, "-r", MEMORY_HOOK, ...rest], { ...surroundings, env }), name);
  }
  return Number(readFileSync(file, "utf8").trim()) * 1024;
}
