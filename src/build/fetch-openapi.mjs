// npm run openapi: fetches the OpenAPI documents that Clerk publishes, at a pinned commit, into .openapi/.
//
// The commit's id is a hash over everything in it, and git computes that hash from the bytes that it gets: what
// arrives is what was pinned, whoever sent it.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const REPOSITORY = "https://github.com/clerk/openapi-specs";

/** Autumn 2026. To move on: look what moved (schema --check-openapi NEWER --since OLDER), then npm run editions. */
const COMMIT = "cdd59c4139088a7f733e7fdf2aa73eb74877d967";

/** In Clerk's repository, and here. */
const DOCUMENTS = [
  ...["2021-02-05", "2024-10-01", "2025-03-12", "2025-04-10", "2025-11-10", "2026-05-12"].map(
    (version) => [`bapi/${version}.yml`, `bapi-${version}.yml`],
  ),
  ...["2025-03-12", "2026-05-12"].map((version) => [`fapi/${version}.yml`, `fapi-${version}.yml`]),
  ["platform/beta.yml", "platform-beta.yml"],
];

const root = fileURLToPath(new URL("../../", import.meta.url));
const options = {
  repository: { type: "string", default: process.env.CLERK_OPENAPI_REPOSITORY ?? REPOSITORY },
  commit: { type: "string", default: COMMIT },
  into: { type: "string", default: join(root, ".openapi") },
};

/** What went wrong, in a sentence. */
class Trouble extends Error {}

/** What git prints. When it fails: what couldn't be done, why, and what to do. */
function git(folder, args, cannot, next) {
  const { error, status, stdout, stderr } = spawnSync("git", args, {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
    timeout: 300_000,
    // No question for a password, and no repository but the one in the folder.
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_DIR: join(folder, ".git") },
  });
  if (error?.code === "ENOENT") throw new Trouble("git is not installed: install it first");
  if (status === 0) return stdout;
  const [why] = String(stderr).match(/(?<=^(?:fatal|error): ).+$/m) ?? [error?.message];
  throw new Trouble(`${cannot} (${why ?? `git ended with ${status}`}): ${next}`);
}

function fetchDocuments({ repository, commit, into }) {
  if (!/^[0-9a-f]{40}$/.test(commit))
    throw new Trouble(`${commit} is no commit: give all 40 digits of its id`);
  const folder = mkdtempSync(join(tmpdir(), "clerkwork-openapi-"));
  try {
    git(folder, ["init", "--quiet"], "no repository can be made", "look at the folder");
    const fetch = ["fetch", "--quiet", "--depth", "1", "--no-tags", "--end-of-options"];
    const cannot = `${commit} can't be fetched from ${repository}`;
    git(folder, [...fetch, repository, commit], cannot, "check the address and the network");
    const parse = ["rev-parse", "--verify", "FETCH_HEAD^{commit}"];
    const got = String(git(folder, parse, cannot, "take the id of a commit")).trim();
    if (got !== commit)
      throw new Trouble(`${repository} sent ${got} for ${commit}: take the id of a commit`);
    // All are read before one is written.
    const contents = DOCUMENTS.map(([theirs, ours]) => {
      const args = ["cat-file", "blob", `${commit}:${theirs}`];
      return [ours, git(folder, args, `${commit} lacks ${theirs}`, "take another commit")];
    });
    mkdirSync(into, { recursive: true });
    for (const [name, content] of contents) writeFileSync(join(into, name), content);
    return contents.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const { values } = parseArgs({ options });
  const count = fetchDocuments({ ...values, into: resolve(values.into) });
  console.log(`${count} documents of ${values.commit} are in ${values.into}`);
} catch (error) {
  if (!(error instanceof Trouble || error.code?.startsWith("ERR_PARSE_ARGS"))) throw error;
  console.error(`npm run openapi: ${error.message}`);
  process.exitCode = 1;
}
