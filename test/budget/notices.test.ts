import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../src/build/bundle.mjs";
import { renderNotices } from "../../src/build/notices.mjs";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { parseObject, stringAt } from "../rig/json.ts";
import { DIST } from "./loaded.ts";

/** `name version (licence)` of each part, as it stands above its text. */
const titles = (page: string): readonly string[] =>
  [...page.matchAll(/^={80}\n(.+)\n\n(?=\S)/gm)].map(([, title = ""]) => title);

const shipped = readFileSync(join(DIST, "THIRD-PARTY-NOTICES.txt"), "utf8");

/** Read from the packages themselves, not by what writes the page. */
function titleOf(folder: string): string {
  const manifest = parseObject(readFileSync(join(PACKAGE_ROOT, folder, "package.json"), "utf8"));
  const [name, version, license] = ["name", "version", "license"].map((key) =>
    stringAt(manifest, key),
  );
  return `${name} ${version} (${license})`;
}

const folderOf = (path: string): readonly string[] =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.slice(0, 1) ?? [];

const titlesOf = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths.flatMap(folderOf).map(titleOf))].toSorted();

describe("the third-party notices of the build", () => {
  it("name each package whose code is in a bundle, and no other", async () => {
    const { cli, library } = await bundle();
    const paths = [cli, library]
      .flatMap(({ metafile }) => Object.values(metafile.outputs))
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path);
    expect(titlesOf(paths)).toContain("yaml 2.9.1 (ISC)");
    expect(titles(shipped).toSorted()).toEqual(titlesOf(paths));
  });

  it("name what the library's own text says it holds", () => {
    // The bundler writes the path of each module above it.
    const text = readFileSync(join(DIST, "index.js"), "utf8");
    const paths = [...text.matchAll(/^\/\/ (node_modules\/.+)$/gm)].map(([, path = ""]) => path);
    expect(paths).not.toEqual([]);
    expect(titlesOf(paths).filter((title) => !titles(shipped).includes(title))).toEqual([]);
  });

  it("hold a whole licence under each name", () => {
    const texts = shipped.split(/^={80}\n/m).slice(1);
    const grants =
      /Permission (?:is hereby granted|to use, copy)|Grant of Copyright License|Redistribution and use in source and binary forms/;
    expect(texts.filter((text) => !grants.test(text))).toEqual([]);
    expect(texts.filter((text) => !/copyright/i.test(text))).toEqual([]);
  });
});

describe("a package without a licence", () => {
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "clerkwork-notices-"));
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function plant(name: string, manifest: object, files: Readonly<Record<string, string>>): void {
    const folder = join(root, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    const written = {
      "package.json": JSON.stringify({ name, version: "1.2.3", main: "index.js", ...manifest }),
      "index.js": `export const said = ${JSON.stringify(name)};\n`,
      ...files,
    };
    for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text);
  }

  async function bundled(name: string): Promise<Metafile> {
    const contents = `import { said } from ${JSON.stringify(name)}; console.log(said);`;
    const { metafile } = await build({
      absWorkingDir: root,
      stdin: { contents, resolveDir: root },
      bundle: true,
      write: false,
      metafile: true,
    });
    return metafile;
  }

  it("stops the build when no licence text is found", async () => {
    plant("planted", { license: "MIT" }, { "README.md": "MIT" });
    const metafile = await bundled("planted");
    expect(() => renderNotices([metafile], root)).toThrow(
      "planted 1.2.3 (MIT) is bundled and has no licence text",
    );
  });

  it("stops the build when the licence file is empty", async () => {
    plant("hollow", { license: "MIT" }, { LICENSE: "\n" });
    const metafile = await bundled("hollow");
    expect(() => renderNotices([metafile], root)).toThrow("hollow 1.2.3 (MIT) is bundled");
  });

  it("stops the build when package.json names no licence", async () => {
    plant("nameless", {}, { LICENSE: "Some text." });
    const metafile = await bundled("nameless");
    expect(() => renderNotices([metafile], root)).toThrow("its package.json names no licence");
  });

  it("gets the text that is supplied for it, under the licence it was supplied for only", async () => {
    plant("bare", { license: "Apache-2.0" }, {});
    plant("full", { license: "Apache-2.0" }, { "LICENSE.txt": "All of it." });
    const metafile = await bundled("bare");
    const given = { copyright: "Copyright 2026 Somebody", textOf: "full" };
    const page = renderNotices([metafile], root, { bare: { ...given, license: "Apache-2.0" } });
    expect(page).toContain("bare 1.2.3 (Apache-2.0)\n\nCopyright 2026 Somebody\n\nAll of it.\n");
    expect(() => renderNotices([metafile], root, { bare: { ...given, license: "MIT" } })).toThrow(
      "has no licence text",
    );
  });

  it("passes on a NOTICE beside the licence", async () => {
    plant("noticed", { license: "Apache-2.0" }, { LICENSE: "All of it.", NOTICE: "By Somebody." });
    const page = renderNotices([await bundled("noticed")], root);
    expect(titles(page)).toEqual(["noticed 1.2.3 (Apache-2.0)"]);
    expect(page).toContain("All of it.\n\nBy Somebody.\n");
  });
});
