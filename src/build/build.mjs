// npm run build: generates what comes from the catalog, bundles the CLI and the library, their
// notices and types.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, load, removeStale, ROOT, writeBundle } from "./bundle.mjs";
import { renderNotices } from "./notices.mjs";
import { writeTypes } from "./types.mjs";

async function writeGenerated() {
  const { generate } = await load("src/build/generate.ts");
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
}

async function writeManual() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { renderManual } = await load("src/build/man-page.ts");
  writeFileSync(join(ROOT, "dist/clerkwork.1"), renderManual(version));
}

await writeGenerated();
const bundles = await bundle();
const metafiles = [bundles.cli.metafile, bundles.library.metafile];
const notices = renderNotices(metafiles, ROOT);
await writeBundle(bundles);
writeFileSync(join(ROOT, "dist/THIRD-PARTY-NOTICES.txt"), notices);
await writeManual();
await writeTypes();
removeStale(bundles);
