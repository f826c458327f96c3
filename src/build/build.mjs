// npm run build: generates what comes from the catalog, bundles the CLI and the library, emits types.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
  define: { __TOOL_VERSION__: JSON.stringify(version) },
};

async function writeGenerated() {
  // Inside the project, so that its dependencies are found.
  const folder = mkdtempSync(join(root, "node_modules", ".clerkwork-generate-"));
  try {
    const outfile = join(folder, "generate.mjs");
    await build({
      ...shared,
      entryPoints: ["src/build/generate.ts"],
      outfile,
      format: "esm",
      packages: "external",
    });
    const { generate } = await import(pathToFileURL(outfile).href);
    for (const [path, content] of Object.entries(generate())) {
      const file = join(root, path);
      let before;
      try {
        before = readFileSync(file, "utf8");
      } catch {
        before = undefined;
      }
      if (before !== content) writeFileSync(file, content);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle() {
  const options = {
    ...shared,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    // The plain builds: ofetch with Node's own fetch instead of another, yaml as modules.
    alias: {
      ofetch: join(root, "node_modules/ofetch/dist/index.mjs"),
      yaml: join(root, "node_modules/yaml/browser/dist/index.js"),
    },
  };
  const results = await Promise.all([
    build({
      ...options,
      entryPoints: { cli: "src/cli/main.ts" },
      outdir: "dist",
      format: "esm",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
    }),
    build({ ...options, entryPoints: { index: "src/index.ts" }, outdir: "dist", format: "esm" }),
  ]);
  // What an earlier build left goes last, so that a CLI that is running keeps its files till then.
  const written = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  for (const name of readdirSync(join(root, "dist/chunks"))) {
    if (!written.has(`dist/chunks/${name}`)) rmSync(join(root, "dist/chunks", name));
  }
}

function emitTypes() {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const result = spawnSync(process.execPath, [tsc, "-p", "src/build/tsconfig.types.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (result.status !== 0) throw new Error("the types can't be emitted");
}

await writeGenerated();
await bundle();
emitTypes();
