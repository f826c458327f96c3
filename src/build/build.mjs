// npm run build: generates what comes from the catalog, bundles the CLI and the library, emits types.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";

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

/** ofetch without what it sets up for Node's fetch: the client brings its own. */
const plainOfetch = {
  name: "plain-ofetch",
  setup(builder) {
    const folder = join(root, "node_modules/ofetch/dist/shared");
    const file = readdirSync(folder).find((name) => name.endsWith(".mjs"));
    builder.onResolve({ filter: /^ofetch$/ }, () => ({ path: "ofetch", namespace: "plain" }));
    builder.onLoad({ filter: /./, namespace: "plain" }, () => ({
      contents: `export { c as createFetch } from ${JSON.stringify(join(folder, file))};`,
      resolveDir: root,
    }));
  },
};

const minified = { minifySyntax: true, minifyWhitespace: true, legalComments: "none" };

async function bundle() {
  const options = {
    ...shared,
    ...minified,
    metafile: true,
    plugins: [plainOfetch],
    // The build of yaml as modules, of which only what is used is taken.
    alias: { yaml: join(root, "node_modules/yaml/browser/dist/index.js") },
  };
  const [cli, library] = await Promise.all([
    build({
      ...options,
      entryPoints: { cli: "src/cli/main.ts" },
      outdir: "dist",
      format: "esm",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      outExtension: { ".js": ".cjs" },
      write: false,
    }),
    build({ ...options, entryPoints: { index: "src/index.ts" }, outdir: "dist", format: "esm" }),
  ]);
  mkdirSync(join(root, "dist/chunks"), { recursive: true });
  for (const file of cli.outputFiles) {
    // Node starts CommonJS sooner than modules; what a command needs is still loaded when it runs.
    const { code } = await transform(file.text, {
      ...minified,
      format: "cjs",
      platform: "node",
      target: shared.target,
      supported: { "dynamic-import": false },
    });
    writeFileSync(file.path, code);
  }
  chmodSync(join(root, "dist/cli.cjs"), 0o755);
  // What an earlier build left goes last, so that a CLI that is running keeps its files till then.
  const outputs = [cli, library].flatMap(({ metafile }) => Object.keys(metafile.outputs));
  for (const name of readdirSync(join(root, "dist/chunks"))) {
    if (!outputs.includes(`dist/chunks/${name}`)) rmSync(join(root, "dist/chunks", name));
  }
  rmSync(join(root, "dist/cli.js"), { force: true });
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
