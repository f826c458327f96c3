// How many bytes an installation takes.

import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => lstatSync(join(folder, name)))
    .filter((found) => found.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}

/** clerkwork as npm would unpack it, and the official CLI as it is installed; null: it is not. */
export function measureSizes(root) {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const platform = join(root, `node_modules/@clerk/cli-${process.platform}-${process.arch}`);
  const wrapper = join(root, "node_modules/clerk");
  return {
    clerkwork: { bytes: packed.unpackedSize, files: packed.entryCount },
    clerk: existsSync(platform) ? { bytes: bytesBelow(wrapper) + bytesBelow(platform) } : null,
  };
}
