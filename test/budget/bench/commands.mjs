// What is measured, and against which server.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const KEYS = {
  plan: "sk_test_bench_plan",
  same: "sk_test_bench_same",
  apply: "sk_test_bench_apply",
  patch: "sk_test_bench_patch",
};

/** `clerkwork emulator`, until it is stopped. */
export async function startEmulator(cli) {
  const child = spawn(process.execPath, [cli, "emulator", "--format", "json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return {
    url: JSON.parse(line).api_url,
    stop: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** Start-up: nothing here opens a connection. */
export function startUpCommands({ root, cli, folder, env }) {
  const node = (id, name, ...args) => ({
    id,
    name,
    command: [process.execPath, ...args],
    cwd: folder,
    env,
    isNode: true,
  });
  return [
    node("node", "`node -e 0`", "-e", "0"),
    node("version", "`--version`", cli, "--version"),
    node("help", "`--help`", cli, "--help"),
    node("validate", "`validate`", cli, "validate", "-f", join(root, "examples/full.yaml")),
    node(
      "ajv",
      "`ajv validate`, the same schema and file",
      join(root, "node_modules/ajv-cli/dist/index.js"),
      "validate",
      "--spec=draft2020",
      "-s",
      join(root, "schemas/clerkwork.schema.json"),
      "-d",
      join(root, "examples/full.yaml"),
    ),
  ];
}

/** What talks to a server: clerkwork, the official CLI, and one bare request for comparison. */
export async function serverCommands({ root, cli, folder, env, emulator, proxy }) {
  const file = (name) => join(root, "test/budget/bench", name);
  const four = file("four-sections.yaml");
  const withRole = file("four-sections-and-role.yaml");
  const ours = (id, name, key, args, more = {}) => ({
    id,
    name,
    command: [process.execPath, cli, ...args],
    cwd: folder,
    env: { ...env, CLERK_API_URL: proxy.url, CLERK_SECRET_KEY: key, ...more.env },
    isNode: true,
    prepare: more.prepare,
    onlyCounted: more.onlyCounted,
  });
  const publishable = { env: { CLERK_PUBLISHABLE_KEY: proxy.publishableKey } };
  const reset = (key) => async () => {
    await fetch(`${emulator.url}/_emulator/reset`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
    });
  };
  await proxy.serveFrontendOf(KEYS.plan);
  const commands = [
    {
      id: "fetch",
      name: "`node -e`, one `fetch`",
      command: [
        process.execPath,
        "-e",
        `fetch("${proxy.url}/v1/instance", { headers: { authorization: "Bearer ${KEYS.plan}" } }).then((answer) => answer.text())`,
      ],
      cwd: folder,
      env,
      isNode: true,
    },
    ours("plan", "`plan`", KEYS.plan, ["plan", "-f", four]),
    ours("plan-pk", "`plan`, publishable key", KEYS.plan, ["plan", "-f", four], publishable),
    ours("plan-role", "`plan`, a role too", KEYS.plan, ["plan", "-f", withRole], {
      onlyCounted: true,
    }),
    ours(
      "plan-role-pk",
      "`plan`, a role too, publishable key",
      KEYS.plan,
      ["plan", "-f", withRole],
      { ...publishable, onlyCounted: true },
    ),
    ours("same", "`apply --yes`, nothing to change", KEYS.same, ["apply", "--yes", "-f", four]),
    ours("apply", "`apply --yes`, four sections", KEYS.apply, ["apply", "--yes", "-f", four], {
      prepare: reset(KEYS.apply),
    }),
  ];
  const clerk = join(root, "node_modules/clerk/bin/clerk");
  if (!existsSync(join(root, `node_modules/@clerk/cli-${process.platform}-${process.arch}`)))
    return commands;
  const official = (id, name, args, { key = KEYS.plan, prepare } = {}) => ({
    id,
    name,
    command: [process.execPath, clerk, "--mode", "agent", "config", ...args],
    cwd: folder,
    env: {
      ...env,
      CLERK_BACKEND_API_URL: proxy.url,
      CLERK_SECRET_KEY: key,
      CLERK_TELEMETRY_DISABLED: "1",
      CLERK_NO_UPDATE_CHECK: "1",
    },
    isNode: false,
    prepare,
  });
  const body = {
    instance: { hibp: false, support_email: "help@example.com" },
    restrictions: { blocklist: true },
    organization_settings: { enabled: true, max_allowed_memberships: 20 },
    protect: { rules_enabled: true },
  };
  return [
    ...commands,
    official("pull", "`clerk config pull`", ["pull"]),
    official("dry", "`clerk config patch --dry-run`", [
      "patch",
      "--dry-run",
      "--json",
      JSON.stringify(body),
    ]),
    official(
      "patch",
      "`clerk config patch --yes`, four sections",
      ["patch", "--yes", "--json", JSON.stringify(body)],
      { key: KEYS.patch, prepare: reset(KEYS.patch) },
    ),
  ];
}
