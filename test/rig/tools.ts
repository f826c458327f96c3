/** Other versions of Node and other package managers, from the npm registry into a folder outside the repository. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Kept between runs; `CLERKWORK_TOOLS` names another folder. */
const FOLDER = process.env["CLERKWORK_TOOLS"] ?? join(tmpdir(), "clerkwork-tools");

/** Runs npm with the npm that belongs to this Node. Throws when it fails. */
export const npm = (args: readonly string[], cwd: string): string =>
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--no-update-notifier"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

/** The path of a package's file, installed without running anything of it; undefined: it can't be had here. */
export function fetchTool(spec: string, file: string): string | undefined {
  const [, name = ""] = /^(@?[^@]+)@/.exec(spec) ?? [];
  const prefix = join(FOLDER, spec.replaceAll("/", "+"));
  const path = join(prefix, "node_modules", name, file);
  if (existsSync(path)) return path;
  try {
    npm(["install", "--ignore-scripts", "--no-save", "--prefix", prefix, spec], tmpdir());
  } catch {
    return undefined;
  }
  return existsSync(path) ? path : undefined;
}
