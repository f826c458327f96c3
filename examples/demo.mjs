// npm run demo: the main job, without an account. Starts the emulator, runs the built CLI against it in
// a temporary folder, and shows each command with its real output. Exits 0 only when every step ended
// with the exit code that it should.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));
const STEP_LIMIT = 60_000; // milliseconds

/** What the team decides on: settings of the file that `init` wrote, and their new values. */
const DECISIONS = [
  ["support_email", "help@example.com"],
  ["block_disposable_email_domains", "true"],
  ["max_allowed_memberships", "20"],
  ["domains_enrollment_modes", "[automatic_invitation]"],
];

const PRODUCTION = `version: 1

target:
  environment_type: production

instance:
  hibp: false
`;

const say = (text) => process.stdout.write(`${text}\n`);

// Whatever Clerk key or address this shell holds, the demo must not use it.
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^CLERK_/i.test(name)),
);

const folder = mkdtempSync(join(tmpdir(), "clerkwork-demo-"));
const children = new Set();

function start(args, env, stdin = "ignore") {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...inherited, ...env },
    stdio: [stdin, "pipe", "pipe"],
  });
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

function cleanUp() {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.once(signal, () => {
    cleanUp();
    process.exit(code);
  });
}

async function startEmulator() {
  const child = start(["emulator", "--format", "json"], {});
  let trouble = "";
  child.stderr.on("data", (chunk) => (trouble += chunk));
  const ended = once(child, "close").then(() => {
    throw new Error(`the emulator ended early\n${trouble}`);
  });
  ended.catch(() => {});
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line", {
      signal: AbortSignal.timeout(STEP_LIMIT),
    }),
    ended,
  ]);
  return JSON.parse(line).api_url;
}

/** Shows a command with all it says, in the order in which it says it. */
async function show(command, expected, env) {
  say(`$ clerkwork ${command}`);
  const child = start(command.split(" "), env);
  const limit = setTimeout(() => child.kill("SIGKILL"), STEP_LIMIT);
  child.stdout.on("data", (chunk) => process.stdout.write(chunk));
  child.stderr.on("data", (chunk) => process.stdout.write(chunk));
  const [code, signal] = await once(child, "close");
  clearTimeout(limit);
  say(`(exit ${code ?? signal})\n`);
  if (code !== expected) {
    throw new Error(`clerkwork ${command} ended with ${code ?? signal}, expected ${expected}`);
  }
}

/** Writes the decisions into the file, each on its own line. */
function edit(path) {
  let text = readFileSync(path, "utf8");
  for (const [name, value] of DECISIONS) {
    const line = new RegExp(`^  ${name}: .*$`, "m");
    if (!line.test(text)) throw new Error(`init wrote no line for ${name}`);
    text = text.replace(line, `  ${name}: ${value}`);
  }
  writeFileSync(path, text);
}

async function runDemo() {
  if (!existsSync(CLI)) throw new Error("dist/cli.cjs does not exist: run npm run build first");
  const apiUrl = await startEmulator();
  const key = `sk_test_${randomBytes(20).toString("hex")}`;
  const env = { CLERK_API_URL: apiUrl, CLERK_SECRET_KEY: key };

  say(`An emulated Clerk serves ${apiUrl}; the secret key is made up for this run.\n`);
  await show("init --yes", 0, env);
  await show("plan", 0, env);

  say("The team decides on four settings, in clerkwork.yaml:\n");
  for (const [name, value] of DECISIONS) say(`  ${name}: ${value}`);
  say("");
  edit(join(folder, "clerkwork.yaml"));
  await show("plan", 0, env);
  await show("apply --yes", 0, env);
  await show("plan --detailed-exitcode", 0, env);

  const body = { block_disposable_email_domains: false };
  const { status } = await fetch(`${apiUrl}/v1/instance/restrictions`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(STEP_LIMIT),
  });
  say("Now somebody changes a setting by hand, past the file:");
  say(`PATCH ${apiUrl}/v1/instance/restrictions ${JSON.stringify(body)} → ${status}\n`);
  if (status !== 200) throw new Error(`the change by hand was answered with ${status}`);
  await show("drift", 2, env);

  say(
    "On a production instance, a change that weakens security is refused until it has consent:\n",
  );
  writeFileSync(join(folder, "production.yaml"), PRODUCTION);
  const live = `sk_live_${randomBytes(20).toString("hex")}`;
  await show("apply --yes -f production.yaml", 4, { ...env, CLERK_SECRET_KEY: live });

  say("Next, with the secret key of a development instance of yours in CLERK_SECRET_KEY:");
  say("  clerkwork init");
  say("To play on here: clerkwork emulator, and any sk_test_ key with CLERK_API_URL set to it.");
}

try {
  await runDemo();
} catch (error) {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  cleanUp();
}
