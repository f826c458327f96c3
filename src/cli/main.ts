#!/usr/bin/env node
// The only file that touches the process.

import type { Context, Interruption, SignalCode } from "./context.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

/** Milliseconds that a write on its way gets after the first signal. */
const GRACE = 5_000;

function listenToSignals(say: (text: string) => void): Interruption {
  const first = new AbortController();
  const last = new AbortController();
  let exitCode: SignalCode | undefined;
  let quiet = false;
  let listening = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (exitCode !== undefined) {
      say("clerkwork: stopped; a write that was on its way may have landed. Run plan to see\n");
      process.exitCode = 5;
      last.abort(new Error("interrupted twice"));
      return;
    }
    exitCode = signal === "SIGINT" ? 130 : 143;
    if (!quiet)
      say(
        `clerkwork: ${signal === "SIGINT" ? "interrupted" : "told to stop"}; nothing new is started\n`,
      );
    first.abort(new Error("interrupted"));
    setTimeout(() => last.abort(new Error("interrupted")), GRACE).unref();
  };
  return {
    signal: first.signal,
    deadline: last.signal,
    exitCode: () => exitCode,
    listen: (quietly = false) => {
      quiet = quietly;
      // One signal counts once, however many instances ask to be told.
      if (listening) return;
      listening = true;
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
    },
  };
}

async function ask(question: string): Promise<string | undefined> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal, readline takes Ctrl-C for itself.
  lines.once("SIGINT", () => lines.close());
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  try {
    return await Promise.race([lines.question(question), ended]);
  } catch {
    return undefined;
  } finally {
    lines.close();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user's is one that runs.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The environment, with the keys taken out of the process's own. */
function takeEnvironment(): Readonly<Record<string, string | undefined>> {
  const taken = { ...process.env };
  for (const [name, value] of Object.entries(taken)) {
    if (value && /^sk_(?:test|live)_/.test(value)) delete process.env[name];
  }
  return taken;
}

/** A reader that goes away ends the output, not the run. */
function onLostReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") process.exitCode = 1;
}

async function main(): Promise<void> {
  const inputs = process.argv.slice(2);
  if (inputs.length === 1 && inputs[0] === "--version") {
    process.stdout.on("error", onLostReader);
    process.stdout.write(`${__TOOL_VERSION__}\n`);
    return;
  }
  const { openTerminal } = await import("./screen/terminal.ts");
  const environment = takeEnvironment();
  const terminal = openTerminal(process, environment, onLostReader);
  const context: Context = {
    process: { stdout: { write: terminal.out }, stderr: { write: terminal.err } },
    terminal,
    environment,
    now: Date.now,
    toolVersion: __TOOL_VERSION__,
    ask,
    self: { pid: process.pid, isRunning },
    interruption: listenToSignals(terminal.err),
    end: (code) => {
      process.exitCode = code;
    },
  };
  const { runCommand } = await import("./app.ts");
  await runCommand(inputs, context);
}

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`clerkwork needs Node 20.19 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 3;
} else {
  void main();
}
