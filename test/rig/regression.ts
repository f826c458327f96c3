/** A run that broke a law becomes a test of its own, with everything that decided it in plain sight. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "./cli.ts";

/** Writes `test/regressions/NAME-….test.ts` and gives back its path; the same run makes the same file. */
export function writeRegression(name: string, source: string): string {
  const folder = join(PACKAGE_ROOT, "test", "regressions");
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const path = join(
    folder,
    `${words}-${createHash("sha256").update(source).digest("hex").slice(0, 8)}.test.ts`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, source);
  process.stderr.write(`written as a test: ${path}\n`);
  return path;
}
