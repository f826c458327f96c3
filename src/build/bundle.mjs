// The CLI and the library, each with the code of every package that it needs.

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

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** What every bundle is built with. */
const SHARED = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
  define: { __TOOL_VERSION__: JSON.stringify(version) },
};

/** A module of ours, by its path below the project, for a script to call. */
export async function load(entry) {
  // Inside the project, so that its dependencies are found.
  const folder = mkdtempSync(join(ROOT, "node_modules", ".clerkwork-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      ...SHARED,
      entryPoints: [entry],
      outfile,
      format: "esm",
      packages: "external",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** ofetch without what it sets up for Node's fetch: the client brings its own. */
const plainOfetch = {
  name: "plain-ofetch",
  setup(builder) {
    const folder = join(ROOT, "node_modules/ofetch/dist/shared");
    const file = readdirSync(folder).find((name) => name.endsWith(".mjs"));
    builder.onResolve({ filter: /^ofetch$/ }, () => ({ path: "ofetch", namespace: "plain" }));
    builder.onLoad({ filter: /./, namespace: "plain" }, () => ({
      contents: `export { c as createFetch } from ${JSON.stringify(join(folder, file))};`,
      resolveDir: ROOT,
    }));
  },
};

/**
 * https-proxy-agent without two packages that it brings along: `debug` writes to stderr past our
 * redaction, and `proxy-agent-negotiate` loads a package from wherever the bundle lies.
 */
const quietProxyAgent = {
  name: "quiet-proxy-agent",
  setup(builder) {
    const left = { path: "left out", namespace: "left-out" };
    builder.onResolve({ filter: /^(?:debug|proxy-agent-negotiate)$/ }, () => left);
    builder.onLoad({ filter: /./, namespace: "left-out" }, () => ({
      contents: "export default () => () => {}; export const createNegotiateAuth = () => {};",
    }));
  },
};

const minified = { minifySyntax: true, minifyWhitespace: true };

const options = {
  ...SHARED,
  format: "esm",
  outdir: "dist",
  write: false,
  metafile: true,
  // Licences stand in one file beside the code.
  legalComments: "none",
  plugins: [plainOfetch, quietProxyAgent],
  // The build of yaml as modules, of which only what is used is taken.
  alias: { yaml: join(ROOT, "node_modules/yaml/browser/dist/index.js") },
};

/** Both bundles, in memory, with esbuild's account of what is in them. Writes nothing. */
export async function bundle() {
  const [cli, library] = await Promise.all([
    build({
      ...options,
      ...minified,
      entryPoints: { cli: "src/cli/main.ts" },
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      outExtension: { ".js": ".cjs" },
    }),
    // Not minified: it stands in other people's stack traces, and Node prints the line that threw.
    build({ ...options, entryPoints: { index: "src/index.ts" } }),
  ]);
  return { cli, library };
}

/** Node starts CommonJS sooner than modules; what a command needs is still loaded when it runs. */
async function toCommonJs(text) {
  const { code } = await transform(text, {
    ...minified,
    legalComments: "none",
    format: "cjs",
    platform: "node",
    target: SHARED.target,
    supported: { "dynamic-import": false },
  });
  return code;
}

/** The entry of the GitHub action: the CLI, which reads the action's inputs instead of a command line. */
const ACTION = `process.argv.splice(2, Infinity, "--as-action");
require("./cli.cjs");
`;

export async function writeBundle({ cli, library }) {
  mkdirSync(join(ROOT, "dist/chunks"), { recursive: true });
  for (const { path, text } of cli.outputFiles) writeFileSync(path, await toCommonJs(text));
  for (const { path, text } of library.outputFiles) writeFileSync(path, text);
  chmodSync(join(ROOT, "dist/cli.cjs"), 0o755);
  writeFileSync(join(ROOT, "dist/action.cjs"), ACTION);
}

/** What an earlier build left goes last, so that a CLI that is running keeps its files till then. */
export function removeStale({ cli }) {
  const outputs = Object.keys(cli.metafile.outputs);
  for (const name of readdirSync(join(ROOT, "dist/chunks"))) {
    if (!outputs.includes(`dist/chunks/${name}`)) rmSync(join(ROOT, "dist/chunks", name));
  }
  for (const name of ["cli.js", "types"])
    rmSync(join(ROOT, "dist", name), { recursive: true, force: true });
}
