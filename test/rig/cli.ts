/**
 * Runs the built CLI as a child process with a clean environment, and checks after every run what must hold always:
 * no secret in any output or file, no stack trace, no foreign control bytes, one JSON document where JSON was asked for.
 */
import { spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { startClerk, type Clerk, type ClerkOptions } from "./clerk-server.ts";
import { parseObject, stringAt, type JsonObject } from "./json.ts";
import { whyNotPublished } from "./published.ts";
import { tell } from "./sums.ts";

export const PACKAGE_ROOT: string = fileURLToPath(new URL("../..", import.meta.url));
/** What npm links as `clerkwork`; `CLERKWORK_CLI` names another build, such as an installed one. */
export const CLI: string =
  process.env["CLERKWORK_CLI"] ??
  join(
    PACKAGE_ROOT,
    stringAt(
      parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")),
      "bin",
      "clerkwork",
    ),
  );
const WATCHDOG_MS = 60_000;
/** What is loaded into a child whose time runs faster. */
export const HASTENED_CHILD: string = fileURLToPath(new URL("child.cjs", import.meta.url));

/**
 * `null` is /dev/null, `closed` no file descriptor 0 at all, `open` a pipe that nobody writes to.
 */
export type Stdin = "null" | "closed" | "open" | { text: string };

export interface RunOptions {
  cwd: string;
  env?: Readonly<Record<string, string>>;
  stdin?: Stdin;
  /** Strings that must occur nowhere; the key in `env` is one already. */
  secrets?: readonly string[];
  /** Sets the clock of the child ahead by so many hours. */
  hoursAhead?: number;
  /** Options of node itself, before the script. */
  nodeOptions?: readonly string[];
}

export interface CliResult {
  readonly args: readonly string[];
  /** The exit code; a run that a signal ended has `null`. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stderr, each message on one line again. */
  readonly said: string;
  readonly ms: number;
  /** stdout as the one JSON object that it must be. */
  readonly json: () => JsonObject;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when stderr has said something like this, or the run is over. */
  readonly heard: (pattern: RegExp) => Promise<void>;
  /** Resolves when all streams are closed; rejects when the watchdog had to end the run or a global rule is broken. */
  readonly done: Promise<CliResult>;
}

/** The ways in which a secret could stand in an output. */
export function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const found = new Set([
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("hex"),
  ]);
  for (const offset of [0, 1, 2]) {
    // Base64 of the secret inside other text: cut the characters that depend on the neighbours.
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const inner = padded.slice(
      offset === 0 ? 0 : offset + 1,
      bytes.length % 3 === 0 && offset === 0 ? undefined : -2,
    );
    if (inner.length >= 8) found.add(inner).add(inner.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [...found];
}

function* filesBelow(folder: string): Generator<string> {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    // Another process may have taken it away meanwhile.
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) continue;
    if (found.isDirectory()) yield* filesBelow(path);
    else if (found.isFile() && found.size < 4_000_000) yield path;
  }
}

function assertNoSecret(where: string, text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    // A key's prefix is no secret; what follows is.
    const hidden = secret.replace(/^sk_(test|live)_/, "");
    if (hidden.length < 8) continue;
    // A line that was broken hides no secret either.
    const whole = text.replaceAll(/\\n|\r?\n[\t ]*/g, "");
    for (const form of encodingsOf(hidden)) {
      if (text.includes(form) || whole.includes(form))
        throw new Error(`a secret stands in ${where} (as ${form.slice(0, 4)}…): ${text}`);
    }
  }
}

/** Control characters and bidirectional marks: of these, only newline and tab may go to what is no terminal. */
function foreignControls(text: string): string[] {
  return [...text.matchAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu)]
    .map(([character]) => character)
    .filter((character) => character !== "\n" && character !== "\t")
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

const EXIT_CODES: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 130, 143]);

const wantsJson = (args: readonly string[]): boolean =>
  args.includes("--format=json") || args[args.indexOf("--format") + 1] === "json";

function assertAlways(
  result: CliResult,
  options: RunOptions,
  before: ReadonlyMap<string, string>,
): void {
  const broken = (rule: string): Error => new Error(`${rule}: ${told(result)}`);
  const keys = Object.values(options.env ?? {}).filter((value) =>
    /^sk_(test|live)_\S{8}/.test(value),
  );
  const secrets = [...keys, ...(options.secrets ?? [])];
  assertNoSecret("stdout", result.stdout, secrets);
  assertNoSecret("stderr", result.stderr, secrets);
  for (const path of filesBelow(options.cwd)) {
    const text = readFileSync(path, "latin1");
    if (before.get(path) !== text) assertNoSecret(path, text, secrets);
  }
  if (/\n {4}at /.test(result.stdout + result.stderr)) throw broken("a stack trace");
  const foreign = foreignControls(result.stdout + result.stderr);
  if (foreign.length > 0) throw broken(`foreign control characters ${foreign.join(" ")}`);
  if (result.signal !== null) return;
  if (!EXIT_CODES.has(result.code ?? -1)) throw broken("an exit code that the contract lacks");
  if (!wantsJson(result.args)) return;
  let document: JsonObject;
  try {
    document = result.json();
  } catch (error) {
    throw broken(`stdout is not one JSON document (${String(error)})`);
  }
  const strange = whyNotPublished(document, result.args);
  if (strange !== null) throw broken(`the document is not as its schema says (${strange})`);
}

/** Options of node that set its wall clock ahead; timers go on as they do. */
function clockAhead(hours: number): string[] {
  if (hours === 0) return [];
  const script = `const D = Date, by = ${hours * 3_600_000};
globalThis.Date = class extends D {
  constructor(...given) { super(...(given.length === 0 ? [D.now() + by] : given)); }
  static now() { return D.now() + by; }
};`;
  return ["--import", `data:text/javascript,${encodeURIComponent(script)}`];
}

/** Starts `clerkwork args`; `done` gives the result. */
export function startCli(args: readonly string[], options: RunOptions): RunningCli {
  if (!existsSync(CLI)) throw new Error(`${CLI} does not exist: run \`npm run build\` first`);
  const home = mkdtempSync(join(tmpdir(), "clerkwork-home-"));
  const before = new Map(
    [...filesBelow(options.cwd)].map((path) => [path, readFileSync(path, "latin1")]),
  );
  const stdin = options.stdin ?? "null";
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, ...options.env };
  const nodeOptions = [...(options.nodeOptions ?? []), ...clockAhead(options.hoursAhead ?? 0)];
  const command = [process.execPath, ...nodeOptions, CLI, ...args];
  const began = performance.now();
  const child =
    stdin === "closed"
      ? spawn("/bin/sh", ["-c", 'exec "$@" <&-', "sh", ...command], {
          cwd: options.cwd,
          env,
          stdio: ["ignore", "pipe", "pipe"],
        })
      : spawn(process.execPath, command.slice(1), {
          cwd: options.cwd,
          env,
          stdio: [stdin === "null" ? "ignore" : "pipe", "pipe", "pipe"],
        });
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
  if (typeof stdin === "object") {
    child.stdin?.on("error", () => {});
    child.stdin?.end(stdin.text);
  }
  const done = new Promise<CliResult>((resolve, reject) => {
    let hung = false;
    const watchdog = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, WATCHDOG_MS);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(watchdog);
      rmSync(home, { recursive: true, force: true });
      const stdout = Buffer.concat(chunks.stdout).toString("utf8");
      const stderr = Buffer.concat(chunks.stderr).toString("utf8");
      const result: CliResult = {
        args,
        code,
        signal,
        stdout,
        stderr,
        said: unwrapped(stderr),
        ms: performance.now() - began,
        json: () => parseObject(stdout),
      };
      try {
        if (hung)
          throw new Error(
            `still running after ${WATCHDOG_MS / 1000} s: clerkwork ${args.join(" ")}\n${stderr}`,
          );
        assertAlways(result, options, before);
        tell({ of: "children" });
        resolve(result);
      } catch (error) {
        reject(error);
      }
    });
  });
  // A test that ends early must not turn a late failure into an unhandled rejection.
  done.catch(() => {});
  const heard = (pattern: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (pattern.test(Buffer.concat(chunks.stderr).toString("utf8"))) resolve();
      };
      child.stderr?.on("data", look);
      child.once("close", () => resolve());
      look();
    });
  return { child, done, heard, kill: (signal) => void child.kill(signal) };
}

/** Runs `clerkwork args` to its end. */
export function runCli(args: readonly string[], options: RunOptions): Promise<CliResult> {
  return startCli(args, options).done;
}

export interface Workspace {
  readonly dir: string;
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly read: (name: string) => string;
  readonly remove: () => void;
}

/** A temporary folder with `clerkwork.yaml` in it. */
export function workspace(yaml?: string | Uint8Array): Workspace {
  const dir = mkdtempSync(join(tmpdir(), "clerkwork-test-"));
  const path = (name: string): string => join(dir, name);
  const write = (name: string, content: string | Uint8Array): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
    return path(name);
  };
  if (yaml !== undefined) write("clerkwork.yaml", yaml);
  return {
    dir,
    path,
    write,
    read: (name) => readFileSync(path(name), "utf8"),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Commands that send nothing but reads, whatever happens. */
const READ_ONLY = /^(?:validate|plan|drift|compare|promote|pull|init|explain|schema|help)$/;

/**
 * Holds that commands which only read send nothing but GET. Where another command ran meanwhile nothing can be told of
 * the one.
 */
export function watchReaders(
  writes: () => readonly unknown[],
): (running: RunningCli, args: readonly string[]) => RunningCli {
  let writers = 0;
  let started = 0;
  return (running, args) => {
    const reads = READ_ONLY.test(args[0] ?? "");
    if (!reads) {
      writers += 1;
      started += 1;
      const over = (): void => void (writers -= 1);
      running.done.then(over, over);
      return running;
    }
    const [before, others] = [writes().length, writers + started];
    const isAlone = writers === 0;
    const done = running.done.then((result) => {
      if (!isAlone || writers + started !== others) return result;
      const sent = writes().length - before;
      tell({ of: "runs that only read", writes: sent });
      if (sent > 0) throw new Error(`${sent} requests that are no GET: ${told(result)}`);
      return result;
    });
    done.catch(() => {});
    return { ...running, done };
  };
}

export interface Scenario {
  readonly clerk: Clerk;
  readonly space: Workspace;
  /** Runs the CLI in the workspace, with the key and the address of the model Clerk. */
  readonly run: (...args: string[]) => Promise<CliResult>;
  readonly start: (...args: string[]) => RunningCli;
  /** The same with other options; `env` is laid over the usual one, `undefined` removes a variable. */
  readonly runWith: (
    options: {
      env?: Readonly<Record<string, string | undefined>>;
      stdin?: Stdin;
      secrets?: readonly string[];
      hoursAhead?: number;
    },
    ...args: string[]
  ) => Promise<CliResult>;
}

export interface ScenarioOptions {
  yaml?: string | Uint8Array;
  clerk?: ClerkOptions;
  env?: Readonly<Record<string, string | undefined>>;
  /** How many times faster the child's time runs: for runs that wait to the end of their patience. */
  faster?: number;
  /** What the judge is expected to find; nothing by default. */
  violations?: "ignored";
}

/** A model Clerk and a workspace for one test; afterwards no request may have broken a rule. */
export async function scenario(
  options: ScenarioOptions,
  body: (scene: Scenario) => Promise<void>,
): Promise<void> {
  const clerk = await startClerk(options.clerk);
  const space = workspace(options.yaml);
  const envWith = (
    more: Readonly<Record<string, string | undefined>> = {},
  ): Record<string, string> => {
    const all = {
      CLERK_SECRET_KEY: clerk.key,
      CLERK_API_URL: clerk.apiUrl,
      ...(options.faster === undefined ? {} : { RIG_TIME: String(options.faster) }),
      ...options.env,
      ...more,
    };
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  };
  const hastened =
    options.faster === undefined ? {} : { nodeOptions: ["--require", HASTENED_CHILD] };
  let last: CliResult | undefined;
  const watch = watchReaders(clerk.writes);
  const remembered = async (running: RunningCli): Promise<CliResult> => {
    last = await running.done;
    return last;
  };
  const start = (...args: string[]): RunningCli =>
    watch(
      startCli(args, { cwd: space.dir, env: envWith(), secrets: [clerk.key], ...hastened }),
      args,
    );
  try {
    await body({
      clerk,
      space,
      start,
      run: (...args) => remembered(start(...args)),
      runWith: ({ env, stdin, secrets, hoursAhead }, ...args) =>
        remembered(
          watch(
            startCli(args, {
              cwd: space.dir,
              env: envWith(env),
              secrets: [clerk.key, ...(secrets ?? [])],
              ...hastened,
              ...(stdin === undefined ? {} : { stdin }),
              ...(hoursAhead === undefined ? {} : { hoursAhead }),
            }),
            args,
          ),
        ),
    });
    if (options.violations !== "ignored") expect(clerk.violations).toEqual([]);
  } catch (error) {
    // Whatever failed, the last run is what one wants to see.
    if (error instanceof Error && last !== undefined && !error.message.includes("--- stdout")) {
      error.message += `\n\nThe last run: ${told(last)}\n--- requests\n${clerk.lines().join("\n")}`;
    }
    throw error;
  } finally {
    await clerk.stop();
    space.remove();
  }
}

/** For assertion messages: everything that a run said. */
export function told(result: CliResult): string {
  return `exit ${result.code ?? result.signal} of clerkwork ${result.args.join(" ")}\n--- stdout\n${result.stdout}\n--- stderr\n${result.stderr}`;
}

/** Fails with everything that the run said when the exit code is another. */
export function expectExit(result: CliResult, ...codes: number[]): void {
  if (result.code === null || !codes.includes(result.code)) {
    expect.fail(`expected exit ${codes.join(" or ")}, got ${told(result)}`);
  }
}

/** A text for people with what stands below a line, two blanks further in, joined to it again. */
export const unwrapped = (text: string): string => text.replaceAll(/(?: \\)?\n {2,}(?=\S)/g, " ");
