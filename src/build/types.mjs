// dist/index.d.ts: the library's types in one file, and of the modules behind it only what they name.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { ROOT } from "./bundle.mjs";

// TypeScript 7 compiles and emits. It has no JavaScript interface that a bundler of declarations
// could use yet; rollup-plugin-dts reads them with 6, from @typescript/typescript6.

const PROJECT = "src/build/tsconfig.types.json";

function emit(folder) {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const result = spawnSync(process.execPath, [tsc, "-p", PROJECT, "--outDir", folder], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (result.status !== 0)
    throw new Error("tsc can't emit the library's types; what it found stands above");
}

async function intoOneFile(folder) {
  const bundled = await rollup({
    input: join(folder, "index.d.ts"),
    plugins: [dts({ tsconfig: join(ROOT, PROJECT) })],
    onwarn: ({ message }) => {
      throw new Error(`the library's types can't be put into one file: ${message}`);
    },
  });
  const { output } = await bundled.generate({ format: "es" });
  await bundled.close();
  const [{ code, imports }] = output;
  // The package has no dependencies: who installs it has nothing to resolve such an import with.
  if (imports.length > 0)
    throw new Error(
      `the library's types name ${imports.join(", ")}, which is not installed with the package; keep it out of the signatures that src/index.ts exports`,
    );
  return code;
}

export async function writeTypes() {
  // Not below node_modules: what is there counts as another package's.
  const folder = mkdtempSync(join(tmpdir(), "clerkwork-types-"));
  try {
    emit(folder);
    writeFileSync(join(ROOT, "dist/index.d.ts"), await intoOneFile(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
