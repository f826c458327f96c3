// npm run editions -- SEEN FILE…: remembers copies of Clerk's documents, published when SEEN says, in
// src/canary/editions.json. --as VERSION: the API version that the copies speak for, when it isn't their own.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = join(root, "src/canary/editions.json");

/** A module of ours as JavaScript. Inside the project, so that its dependencies are found. */
async function load(entry) {
  const folder = mkdtempSync(join(root, "node_modules", ".clerkwork-editions-"));
  try {
    const outfile = join(folder, "module.mjs");
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { as: { type: "string", multiple: true }, anew: { type: "boolean" } },
});
const [seen, ...files] = positionals;
if (!seen || files.length === 0) {
  console.error("usage: npm run editions -- [--anew] [--as VERSION]… SEEN FILE…");
  process.exitCode = 1;
} else {
  const { NO_EDITIONS, recordEditions } = await load("src/build/record-editions.ts");
  const copies = files.map((file) => ({
    name: basename(file),
    document: parse(readFileSync(file, "utf8")),
  }));
  const before = values.anew ? NO_EDITIONS : JSON.parse(readFileSync(target, "utf8"));
  writeFileSync(target, recordEditions(before, seen, copies, values.as));
  console.log(`${copies.length} copies of ${seen} are in src/canary/editions.json`);
}
