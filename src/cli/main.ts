#!/usr/bin/env node
// The only file that touches the process.

import { closeSync, fstatSync } from "node:fs";
import { isatty } from "node:tty";
import type { Context, EndCode, Interruption, SignalCode } from "./context.ts";
import { answerTo } from "./screen/answer-signal.ts";
import { sayLost } from "./screen/lost-output.ts";
import { newClock } from "./session/clock.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

/** Milliseconds that a write on its way gets after the first signal. */
const GRACE = 5_000;

interface Signals extends Interruption {
  /** As if the signal had come from outside. */
  readonly raise: (signal: NodeJS.Signals) => void;
  /** Starts nothing new, and gives what is on its way its time. */
  readonly stop: (why: Error) => void;
}

/** While it asks, a signal only ends the line: what the command then ends with says the rest. */
function listenToSignals(
  tell: (text: string) => void,
  state: { readonly asking: boolean; readonly writing: boolean },
): Signals {
  const first = new AbortController();
  const last = new AbortController();
  let exitCode: SignalCode | undefined;
  let quiet = false;
  let listening = false;
  let through: ((text: string) => void) | null = null;
  const say = (text: string): void => {
    if (through) through(text);
    else tell(state.asking ? "\n" : `${text}\n`);
  };
  const stop = (why: Error): void => {
    first.abort(why);
    setTimeout(() => last.abort(why), GRACE).unref();
  };
  const raise = (signal: NodeJS.Signals): void => {
    if (exitCode !== undefined) {
      say("clerkwork: stopped; a write that was on its way may have landed. Run plan to see");
      process.exitCode = 5;
      last.abort(new Error("interrupted twice", { cause: "signal" }));
      return;
    }
    exitCode = signal === "SIGINT" ? 130 : 143;
    try {
      if (!quiet) say(answerTo(signal, state.writing, GRACE));
    } finally {
      stop(new Error("interrupted", { cause: "signal" }));
    }
  };
  return {
    signal: first.signal,
    deadline: last.signal,
    exitCode: () => exitCode,
    raise,
    stop,
    sayThrough: (view) => {
      through = view;
    },
    listen: (quietly = false) => {
      quiet = quietly;
      // One signal counts once, however many instances ask to be told.
      if (listening) return;
      listening = true;
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, raise);
    },
  };
}

/** Loaded with the first question. */
function askOn(signals: Signals, state: { asking: boolean }): Context["ask"] {
  return async (question) => {
    const { askLine } = await import("./screen/ask-line.ts");
    state.asking = true;
    try {
      return await askLine(process, signals, question);
    } finally {
      state.asking = false;
    }
  };
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

/** Why an output could not be written. */
let lost: NodeJS.ErrnoException | undefined;

/** A reader or a terminal that goes away ends the output, not the run; a full disk is told. */
function onLostReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO") lost ??= error;
}

/** Said last: only then it is known whether something was written. */
function tellLost(isWriting: boolean): void {
  if (!lost) return;
  if (!process.exitCode) process.exitCode = isWriting ? 5 : 1;
  process.stderr.write(sayLost(lost, isWriting));
}

/** Node sets terminals back when it exits, and aborts where one is gone. What can't be set back is closed before. */
function closeLostTerminals(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      if (fstatSync(descriptor).isCharacterDevice() && !isatty(descriptor)) closeSync(descriptor);
    } catch {
      // It was closed from the start.
    }
  }
}

/** What the action's entry calls the tool with, instead of a command line. */
const AS_ACTION = "--as-action";

async function main(): Promise<void> {
  const typed = process.argv.slice(2);
  const inputs =
    typed[0] === AS_ACTION ? (await import("./read-inputs.ts")).readInputs(process) : typed;
  if (inputs === undefined) return;
  if (inputs.length === 1 && inputs[0] === "--version") {
    process.stdout.on("error", onLostReader);
    process.once("exit", () => tellLost(false));
    process.stdout.write(`${__TOOL_VERSION__}\n`);
    return;
  }
  // Until a command says how it ended.
  process.exitCode = 1;
  const { openTerminal } = await import("./screen/terminal.ts");
  const environment = takeEnvironment();
  const terminal = openTerminal(process, environment, onLostReader);
  const state = { asking: false, ended: false, writing: false, stuck: () => {} };
  const signals = listenToSignals(terminal.err, state);
  const context: Context = {
    process: { stdout: { write: terminal.out }, stderr: { write: terminal.err } },
    terminal,
    environment,
    now: Date.now,
    clock: newClock(() => performance.now()),
    toolVersion: __TOOL_VERSION__,
    self: { pid: process.pid, isRunning },
    ask: askOn(signals, state),
    interruption: signals,
    writing: {
      begin: () => {
        state.writing = true;
      },
      begun: () => state.writing,
    },
    end: (code: EndCode) => {
      state.ended = true;
      process.exitCode = code;
    },
    onStuck: (act) => {
      state.stuck = act;
    },
  };
  process.once("exit", () => tellLost(state.writing)).once("exit", closeLostTerminals);
  // A fault that no command could catch, as one in a listener.
  process.on("uncaughtException", (error) => {
    terminal.err(`clerkwork: a fault in clerkwork: ${error.message}\n  please report it\n`);
    signals.stop(error);
  });
  process.on("beforeExit", () => {
    if (!state.ended) state.stuck();
  });
  const { runCommand } = await import("./app.ts");
  await runCommand(inputs, context);
  // Help, which ends by being printed.
  if (!state.ended) context.end(0);
}

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`clerkwork needs Node 20.19 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 3;
} else {
  void main();
}
