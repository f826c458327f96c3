import { OUTPUTS } from "../../src/core/report/output-schemas.ts";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, listAt, parseObject, stringAt, type Json } from "../rig/json.ts";
import { DIST } from "./loaded.ts";

const MB = 1_000_000;

const bundle = readdirSync(DIST, { recursive: true, encoding: "utf8" })
  .filter((name) => !name.endsWith(".d.ts"))
  .filter((name) => statSync(join(DIST, name)).isFile());

describe("the bundle", () => {
  it("is at most 3.1 MB", () => {
    const bytes = bundle.reduce((sum, name) => sum + statSync(join(DIST, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(3.1 * MB);
  });

  it.each(["strictTypes", "new Ajv", "new Function(", "missingRefs", "eval("])(
    "compiles no schema when it runs: %s is not in it",
    (mark) => {
      const having = bundle.filter((name) => readFileSync(join(DIST, name), "utf8").includes(mark));
      expect(having).toEqual([]);
    },
  );

  it("needs nothing but Node: all of it loads where no package is", () => {
    const alone = mkdtempSync(join(tmpdir(), "clerkwork-alone-"));
    try {
      cpSync(DIST, join(alone, "dist"), { recursive: true });
      cpSync(join(PACKAGE_ROOT, "package.json"), join(alone, "package.json"));
      const scripts = bundle
        // The entries run when they are loaded.
        .filter((name) => /\.[cm]?js$/.test(name) && !/^(?:cli|action)\.[cm]?js$/.test(name))
        .map((name) => pathToFileURL(join(alone, "dist", name)).href);
      expect(scripts).not.toEqual([]);
      const load = `await Promise.all(${JSON.stringify(scripts)}.map((script) => import(script)));`;
      const said = execFileSync(process.execPath, ["--input-type=module", "-e", load], {
        cwd: alone,
        encoding: "utf8",
      });
      expect(said).toBe("");
    } finally {
      rmSync(alone, { recursive: true, force: true });
    }
  });
});

describe("package.json", () => {
  const manifest = parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));

  it.each([
    "dependencies",
    "optionalDependencies",
    "peerDependencies",
    "bundleDependencies",
    "bundledDependencies",
  ])("has no %s", (member) => {
    expect(at(manifest, member)).toBeUndefined();
  });

  it.each(["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"])(
    "runs nothing on installation: no %s",
    (script) => {
      expect(at(manifest, "scripts", script)).toBeUndefined();
    },
  );
});

describe("the package", () => {
  let packed: Json = null;
  beforeAll(() => {
    const shown = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: PACKAGE_ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    [packed = null] = JSON.parse(shown) as readonly Json[];
  });

  it("is at most 3.65 MB when it is unpacked", () => {
    expect(at(packed, "unpackedSize")).toBeLessThanOrEqual(3.65 * MB);
  });

  it("holds the build, the schemas and what npm always adds", () => {
    const expected = [
      /^(?:LICENSE|README\.md|package\.json)$/,
      /^dist\/(?:cli|index)\.[cm]?js$/,
      /^dist\/(?:chunks\/)?[\w-]+(?:\.generated-\w+)?\.[cm]?js$/,
      /^dist\/(?:index\.d\.ts|clerkwork\.1|THIRD-PARTY-NOTICES\.txt)$/,
      /^schemas\/[a-z-]+\.schema\.json$/,
    ];
    const paths = listAt(packed, "files").map((file) => stringAt(file, "path"));
    expect(paths.filter((path) => !expected.some((shape) => shape.test(path)))).toEqual([]);
    for (const needed of ["LICENSE", "README.md", "package.json"]) expect(paths).toContain(needed);
    for (const needed of ["index.js", "index.d.ts", "THIRD-PARTY-NOTICES.txt", "clerkwork.1"])
      expect(paths).toContain(`dist/${needed}`);
    const schemas = ["clerkwork", ...Object.keys(OUTPUTS)].map(
      (name) => `schemas/${name}.schema.json`,
    );
    expect(paths.filter((path) => path.startsWith("schemas/")).toSorted()).toEqual(
      schemas.toSorted(),
    );
  });
});
