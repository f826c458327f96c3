/** `npm run openapi` against a repository of our own: it takes what was pinned, or nothing. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";

const SCRIPT = join(PACKAGE_ROOT, "src/build/fetch-openapi.mjs");
const VERSIONS = [
  "2021-02-05",
  "2024-10-01",
  "2025-03-12",
  "2025-04-10",
  "2025-11-10",
  "2026-05-12",
];
const PUBLISHED = [
  ...VERSIONS.map((version) => `bapi/${version}.yml`),
  "fapi/2025-03-12.yml",
  "fapi/2026-05-12.yml",
  "platform/beta.yml",
];
/** Line ends and bytes that a checkout might change. */
const contentOf = (path: string): string => `openapi: 3.0.3\r\nof: ${path} — “ü”\n\n`;

let folder = "";
let repository = "";
let whole = "";
let lacking = "";
let runs = 0;

const git = (...args: readonly string[]): string =>
  execFileSync("git", args, {
    cwd: join(folder, "work"),
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      ...Object.fromEntries(
        ["AUTHOR", "COMMITTER"].flatMap((who) => [
          [`GIT_${who}_NAME`, "Someone"],
          [`GIT_${who}_EMAIL`, "someone@example.com"],
        ]),
      ),
    },
  }).trim();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-fetch-"));
  repository = join(folder, "published.git");
  mkdirSync(join(folder, "work"));
  git("init", "--quiet", "--initial-branch=main");
  for (const path of PUBLISHED) {
    const file = join(folder, "work", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contentOf(path));
  }
  git("-c", "core.autocrlf=false", "add", "--all");
  git("commit", "--quiet", "--message=one");
  whole = git("rev-parse", "HEAD");
  git("rm", "--quiet", "bapi/2024-10-01.yml");
  git("commit", "--quiet", "--message=two");
  lacking = git("rev-parse", "HEAD");
  git("clone", "--quiet", "--bare", ".", repository);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Into a new folder each time. */
function fetchFrom(address: string, commit: string, env: Readonly<Record<string, string>> = {}) {
  runs += 1;
  const into = join(folder, `into-${runs}`);
  const args = [SCRIPT, "--commit", commit, "--into", into];
  const given = address === "" ? [] : [`--repository=${address}`];
  const run = spawnSync(process.execPath, [...args, ...given], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
  });
  return { ...run, into };
}

describe("npm run openapi", () => {
  it("writes Clerk's documents, byte for byte, under the names that the tests look for", () => {
    const { status, stdout, stderr, into } = fetchFrom(repository, whole);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`9 documents of ${whole} are in ${into}\n`);
    const flat = PUBLISHED.map((path) => path.replace("/", "-"));
    expect(readdirSync(into).toSorted()).toEqual(flat.toSorted());
    for (const path of PUBLISHED)
      expect(readFileSync(join(into, path.replace("/", "-")), "utf8")).toBe(contentOf(path));
  });

  it("takes another address from CLERK_OPENAPI_REPOSITORY", () => {
    const { status, into } = fetchFrom("", whole, { CLERK_OPENAPI_REPOSITORY: repository });
    expect(status).toBe(0);
    expect(readdirSync(into)).toHaveLength(9);
  });

  it("pins a whole commit, of Clerk's own repository", () => {
    const script = readFileSync(SCRIPT, "utf8");
    expect(script).toMatch(/^const REPOSITORY = "https:\/\/github\.com\/clerk\/openapi-specs";$/m);
    expect(script).toMatch(/^const COMMIT = "[0-9a-f]{40}";$/m);
  });

  const NO_COMMIT = "0123456789abcdef0123456789abcdef01234567";
  it.each([
    ["a commit that isn't there", () => [repository, NO_COMMIT], /can't be fetched from .*: check/],
    [
      "a commit without one of the files",
      () => [repository, lacking],
      /lacks bapi\/2024-10-01\.yml/,
    ],
    ["no repository", () => [join(folder, "none.git"), whole], /can't be fetched from .*none\.git/],
    ["an address where nobody is", () => ["http://127.0.0.1:9/x", whole], /can't be fetched from/],
    ["a branch's name", () => [repository, "main"], /^npm run openapi: main is no commit/],
    ["a flag for an address", () => ["--upload-pack=touch x", whole], /can't be fetched from/],
  ] as const)("%s: one sentence, exit 1, and nothing is written", (_, given, says) => {
    const [address = "", commit = ""] = given();
    const { status, stdout, stderr, into } = fetchFrom(address, commit);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^npm run openapi: [^\n]+\n$/);
    expect(existsSync(into)).toBe(false);
  });
});
