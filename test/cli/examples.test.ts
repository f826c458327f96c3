// Every example is valid, plans, and converges against the emulator, through the built CLI; the demo
// runs; the documents name only commands and flags that exist.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { NEWEST_API_VERSION } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import {
  CLI,
  expectExit,
  PACKAGE_ROOT,
  runCli,
  workspace,
  type CliResult,
  type Workspace,
} from "../rig/cli.ts";

interface Example {
  readonly target?: { readonly environment_type?: string; readonly secret_key_env?: string };
  readonly environments?: Readonly<Record<string, Example>>;
}

const FOLDER = join(PACKAGE_ROOT, "examples");
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");

let emulator: ChildProcess;
let apiUrl = "";

beforeAll(async () => {
  emulator = spawn(process.execPath, [CLI, "emulator", "--format", "json"], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!emulator.stdout) throw new Error("no pipe");
  const [line] = (await once(createInterface({ input: emulator.stdout }), "line")) as [string];
  apiUrl = (JSON.parse(line) as { api_url: string }).api_url;
});

afterAll(async () => {
  const ended = once(emulator, "close");
  emulator.kill("SIGKILL");
  await ended;
});

/** The example with the keys that it asks for, one instance per variable, fresh for this run. */
function openExample(name: string): {
  readonly space: Workspace;
  readonly environments: readonly string[];
  readonly run: (...args: string[]) => Promise<CliResult>;
} {
  const content = read(`examples/${name}`);
  const example = parse(content) as Example;
  const env: Record<string, string> = { CLERK_API_URL: apiUrl };
  for (const { target } of [example, ...Object.values(example.environments ?? {})]) {
    const kind = target?.environment_type === "production" ? "live" : "test";
    const variable = target?.secret_key_env ?? "CLERK_SECRET_KEY";
    env[variable] = `sk_${kind}_${name.replace(/\W/g, "")}${variable.replace(/\W/g, "")}`;
  }
  const space = workspace(content);
  return {
    space,
    environments: Object.keys(example.environments ?? {}),
    run: (...args) => runCli(args, { cwd: space.dir, env }),
  };
}

describe.each(NAMES)("examples/%s", (name) => {
  it("names the schema in its first line", () => {
    expect(read(`examples/${name}`).split("\n")[0]).toBe(
      "# yaml-language-server: $schema=./node_modules/clerkwork/schemas/clerkwork.schema.json",
    );
  });

  it("is valid, plans and converges", async () => {
    const { space, environments, run } = openExample(name);
    try {
      const variants = environments.length > 0 ? environments : [undefined];
      for (const environment of variants) {
        const which = environment === undefined ? [] : ["--env", environment];
        const receipt = `receipt-${environment ?? "only"}.json`;
        expectExit(await run("validate", ...which), 0);

        const planned = await run("plan", "--format", "json", ...which);
        expectExit(planned, 0);
        expect(planned.json()).toMatchObject({ refusals: [], warnings: [] });
        expect(planned.json()["calls"]).not.toEqual([]);

        expectExit(await run("apply", "--yes", "--receipt", receipt, ...which), 0);
        // The receipt settles what nothing shows; without such settings it changes nothing.
        const settled = ["--receipt", receipt, ...which];
        const after = await run("plan", "--detailed-exitcode", "--format", "json", ...settled);
        expectExit(after, 0);
        expect(after.json()).toMatchObject({ changes: [], calls: [] });
        expectExit(await run("drift", ...which), 0);
      }
      if (environments.length > 0) expectExit(await run("plan", "--all", "--detailed-exitcode"), 0);
    } finally {
      space.remove();
    }
  });
});

it("full.yaml, with production.yaml, names every setting that can go together", () => {
  const [full, production] = ["full", "production"].map(
    (name) => parse(read(`examples/${name}.yaml`)) as Record<string, Record<string, unknown>>,
  );
  const names = new Set([full, production].flatMap((one) => Object.keys(one ?? {})));
  const file = Object.fromEntries(
    [...names].map((name) => [name, { ...production?.[name], ...full?.[name] }]),
  ) as Record<string, Record<string, unknown>>;
  const declared = (address: string): boolean => {
    const [section = "", setting = ""] = address.split(".");
    return file[section]?.[setting] !== undefined;
  };
  const missing = CATALOG.flatMap(({ name, settings }) =>
    settings
      .filter(({ versions }) => versions.includes(NEWEST_API_VERSION))
      .filter(({ excludes }) => !excludes.some(declared))
      .map((setting) => `${name}.${setting.name}`)
      .filter((address) => !declared(address)),
  );
  expect(missing).toEqual([]);
});

it("the demo runs, whatever Clerk keys the shell holds", async () => {
  const child = spawn(process.execPath, [join(FOLDER, "demo.mjs")], {
    env: {
      PATH: process.env["PATH"],
      CLERK_SECRET_KEY: "sk_live_mustneverbeused",
      CLERK_API_URL: "http://127.0.0.1:9",
      CLERK_PUBLISHABLE_KEY: "pk_live_wrong",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
  expect(said).toContain("$ clerkwork drift");
  expect(said).not.toContain("mustneverbeused");
});

describe("the documents", () => {
  const commands = new Map<string, string>();
  beforeAll(async () => {
    const space = workspace();
    try {
      const help = (...args: string[]): Promise<CliResult> =>
        runCli([...args, "--help"], { cwd: space.dir });
      const overview = (await help()).stdout;
      const listed = overview.matchAll(/^ {2}([a-z-]+(?: [a-z-]+)?) {2,}\S/gm);
      for (const [, name = ""] of listed)
        commands.set(name, (await help(...name.split(" "))).stdout);
    } finally {
      space.remove();
    }
  });

  it("docs/commands.md lists every command", () => {
    expect([...commands.keys()]).toContain("plan");
    const table = [
      ...read("docs/commands.md").matchAll(/^\| `([a-z-]+(?: [a-z-]+)?)[^`]*` +\|/gm),
    ].map(([, name]) => name);
    expect([...commands.keys()].filter((name) => !table.includes(name))).toEqual([]);
  });

  it.each([
    "README.md",
    ...readdirSync(join(PACKAGE_ROOT, "docs"))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
    "examples/github/fleet.yml",
    "examples/gitlab/.gitlab-ci.yml",
  ])("%s names only commands and flags that exist", (path) => {
    const unknown: string[] = [];
    for (const [line, name = "", rest = ""] of read(path).matchAll(
      /(?:^|[`$ ])(?:npx )?clerkwork ([a-z][a-z-]*)([^`\n|;]*)/gm,
    )) {
      const [second = ""] = rest.trim().split(" ");
      const help = commands.get(`${name} ${second}`) ?? commands.get(name);
      // Prose such as "clerkwork reads" is no command line.
      if (help === undefined) {
        if (/^\s*(?:\$|run:|- )|--/.test(line)) unknown.push(line.trim());
        continue;
      }
      for (const [flag] of rest.matchAll(/--[a-z][a-z-]*/g))
        if (!new RegExp(`${flag}(?![\\w-])`).test(help)) unknown.push(`${name} ${flag}`);
    }
    expect(unknown).toEqual([]);
  });
});
