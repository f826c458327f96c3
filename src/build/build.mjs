// npm run build: generates what comes from the catalog, bundles the CLI and the library, their
// notices and types.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundle, removeStale, ROOT, SHARED, writeBundle } from "./bundle.mjs";
import { renderNotices } from "./notices.mjs";
import { writeTypes } from "./types.mjs";

async function writeGenerated() {
  // Inside the project, so that its dependencies are found.
  const folder = mkdtempSync(join(ROOT, "node_modules", ".clerkwork-generate-"));
  try {
    const outfile = join(folder, "generate.mjs");
    await build({
      ...SHARED,
      entryPoints: ["src/build/generate.ts"],
      outfile,
      format: "esm",
      packages: "external",
    });
    const { generate } = await import(pathToFileURL(outfile).href);
    for (const [path, content] of Object.entries(generate())) {
      const file = join(ROOT, path);
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

await writeGenerated();
const bundles = await bundle();
const metafiles = [bundles.cli.metafile, bundles.library.metafile];
const notices = renderNotices(metafiles, ROOT);
await writeBundle(bundles);
writeFileSync(join(ROOT, "dist/THIRD-PARTY-NOTICES.txt"), notices);
await writeTypes();
removeStale(bundles);
