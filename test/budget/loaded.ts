/** Which files of the build a command loads, seen from V8's own coverage: what was not loaded is not in it. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CLI, expectExit, runCli, type CliResult } from "../rig/cli.ts";
import { listAt, parseObject, stringAt } from "../rig/json.ts";

/** The folder of the build. */
export const DIST: string = dirname(realpathSync(CLI));

export interface LoadedRun {
  readonly result: CliResult;
  /** Below the build's folder, sorted. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** All of it, to look for what should not be there. */
  readonly text: string;
}

export async function runAndSeeWhatLoads(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<LoadedRun> {
  const coverage = mkdtempSync(join(tmpdir(), "clerkwork-loaded-"));
  try {
    const env = { ...options.env, NODE_V8_COVERAGE: coverage };
    const result = await runCli(args, { cwd: options.cwd, env });
    expectExit(result, 0);
    const files = readdirSync(coverage)
      .map((name) => parseObject(readFileSync(join(coverage, name), "utf8")))
      .flatMap((report) => listAt(report, "result"))
      .map((script) => stringAt(script, "url"))
      .filter((url) => url.startsWith("file:"))
      .map((url) => relative(DIST, fileURLToPath(url)))
      .toSorted();
    const texts = files.map((file) => readFileSync(join(DIST, file), "utf8"));
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return { result, files, bytes, text: texts.join("\n") };
  } finally {
    rmSync(coverage, { recursive: true, force: true });
  }
}

/** Every script of the build's CLI, by name below the build's folder. */
export function scriptsOfTheCli(): ReadonlyMap<string, string> {
  const names = readdirSync(DIST, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[cm]?js$/.test(name) && !name.startsWith("index."))
    .toSorted();
  return new Map(names.map((name) => [name, readFileSync(join(DIST, name), "utf8")]));
}
