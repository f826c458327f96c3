// What a release does, in the order in which it does it, on a clone of the repository and a remote of its own.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, isObject, listAt, parseObject, stringAt, type Json } from "../rig/json.ts";
import { OWN } from "./written.ts";

const TAG = `v${stringAt(parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")), "version")}`;
const script = (name: string): string => join(PACKAGE_ROOT, ".ci", name);

it("only a release may write, and each of its jobs one thing", () => {
  const written = OWN.flatMap(({ name, text }) => {
    const jobs = at(parse(text) as Json, "jobs");
    return Object.entries(isObject(jobs) ? jobs : {}).flatMap(([job, value]) => {
      const granted = at(value, "permissions");
      return Object.entries(isObject(granted) ? granted : {})
        .filter(([, access]) => access === "write")
        .map(([what]) => `${name.split("/").at(-1)} ${job}: ${what}`);
    });
  });
  expect(written).toEqual([
    "release.yml tag: contents",
    "release.yml publish: id-token",
    "release.yml draft: contents",
  ]);
});

it("the package is published with provenance, by no token that is kept", () => {
  const { text } = OWN.find(({ name }) => name.endsWith("release.yml")) ?? { text: "" };
  expect(text).toMatch(/npm publish .* --provenance /);
  expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN/);
});

describe("a tag", () => {
  let folder = "";
  let made = "";
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "clerkwork-release-"));
    const clone = join(folder, "clone");
    git(folder, "clone", "-q", "--shared", PACKAGE_ROOT, "clone");
    cpSync(join(PACKAGE_ROOT, "dist"), join(clone, "dist"), { recursive: true });
    git(folder, "init", "-q", "--bare", "hub");
    git(clone, "push", "-q", join(folder, "hub"), "HEAD:refs/heads/main");
    made = execFileSync(script("release-commit.sh"), [join(folder, "out")], {
      cwd: clone,
      encoding: "utf8",
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("holds what runs, which no branch does, and comes with its package and its SBOM", () => {
    const out = join(folder, "out");
    expect(readdirSync(out).toSorted()).toEqual(
      [`clerkwork-${TAG.slice(1)}.tgz`, "release.bundle", "sbom.cdx.json"].toSorted(),
    );
    const sbom = parseObject(readFileSync(join(out, "sbom.cdx.json"), "utf8"));
    expect(at(sbom, "bomFormat")).toBe("CycloneDX");
    const names = listAt(sbom, "components").map((component) => at(component, "name"));
    expect(names).toEqual(expect.arrayContaining(["ofetch", "yaml", "@stricli/core"]));
  });

  it("is pushed with its major one, and no branch is; a version that is out stays what it is", () => {
    const hub = join(folder, "hub");
    const runner = join(folder, "runner");
    git(folder, "clone", "-q", "--depth", "1", "--branch", "main", `file://${hub}`, "runner");
    const push = (): ReturnType<typeof spawnSync> =>
      spawnSync(script("release-tags.sh"), [join(folder, "out/release.bundle")], {
        cwd: runner,
        encoding: "utf8",
      });
    const before = git(hub, "rev-parse", "main");
    expect(push().stdout).toBe(made);
    const major = TAG.split(".")[0] ?? "";
    expect(git(hub, "tag").split("\n")).toEqual([major, TAG]);
    expect(git(hub, "rev-parse", "main")).toBe(before);
    expect(git(hub, "rev-parse", `${TAG}^`)).toBe(before);
    expect(git(hub, "ls-tree", "--name-only", major, "dist/action.cjs")).toBe("dist/action.cjs");

    git(hub, "tag", "-f", TAG, "main");
    expect(push().status).not.toBe(0);
    expect(git(hub, "rev-parse", TAG)).toBe(before);
  });

  it("is not made where something stands in the tree that nobody committed", () => {
    git(folder, "clone", "-q", "--shared", PACKAGE_ROOT, "other");
    writeFileSync(join(folder, "other/stray.txt"), "");
    const { status, stdout } = spawnSync(script("release-commit.sh"), [join(folder, "none")], {
      cwd: join(folder, "other"),
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([1, "the tree is not clean\n"]);
  });

  it("can be pinned in everything that is shipped", () => {
    const copy = join(folder, "copy");
    for (const part of ["docs/ci.md", "examples/github"])
      cpSync(join(PACKAGE_ROOT, part), join(copy, part), { recursive: true });
    const hash = "0123456789abcdef0123456789abcdef01234567";
    const pinned = execFileSync(process.execPath, [script("pin-action.mjs"), hash, "v9.8.7"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(pinned).toContain("examples/github/apply.yml\n");
    expect(pinned).toContain("docs/ci.md\n");
    for (const file of pinned.trim().split("\n")) {
      const pins = readFileSync(join(copy, file), "utf8").match(/clerkwork\/clerkwork@.*$/gm);
      expect(new Set(pins)).toEqual(new Set([`clerkwork/clerkwork@${hash} # v9.8.7`]));
    }
  });
});
