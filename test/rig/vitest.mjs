/** Runs vitest as a child, with a report in JSON; for the scripts that run the tests in another way than `npm test`. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = createRequire(import.meta.url).resolve("vitest/package.json");

/** The names of the tests that failed; undefined: vitest itself did not get to its end. */
export async function runVitest({ args = [], env = {}, shown = true }) {
  const folder = mkdtempSync(join(tmpdir(), "clerkwork-vitest-"));
  const outputFile = join(folder, "report.json");
  const reporters = [...(shown ? ["--reporter=default"] : []), "--reporter=json"];
  const child = spawn(
    process.execPath,
    [
      join(dirname(manifest), "vitest.mjs"),
      "run",
      "--config",
      "test/vitest.config.ts",
      ...reporters,
      `--outputFile.json=${outputFile}`,
      ...args,
    ],
    { cwd: root, env: { ...process.env, ...env }, stdio: shown ? "inherit" : "ignore" },
  );
  const code = await new Promise((resolve) => child.once("close", resolve));
  try {
    const { testResults } = JSON.parse(readFileSync(outputFile, "utf8"));
    const failed = testResults.flatMap(({ name, status, assertionResults }) => {
      const tests = assertionResults.filter((one) => one.status === "failed");
      const names = tests.map(({ fullName }) => `${name.slice(root.length)}: ${fullName}`);
      return names.length === 0 && status === "failed" ? [name.slice(root.length)] : names;
    });
    return { code, failed };
  } catch {
    return { code, failed: undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
