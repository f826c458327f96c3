// The scripts of completion, run by the shells that they are for; and the manual page, read by man's tools.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../../src/cli/routes.ts";
import { CLI, PACKAGE_ROOT, runCli } from "../rig/cli.ts";

let folder = "";
let bin = "";

const FILE = `version: 1
environments:
  staging: {}
  production: {}
  "$(touch taken)": {}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-completion-"));
  bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(folder, "clerkwork.yaml"), FILE);
  const starter = join(bin, "clerkwork");
  writeFileSync(starter, `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(starter, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout } = await runCli(["completion", shell], { cwd: folder });
  expect(code).toBe(0);
  const path = join(folder, `script.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

function run(command: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: [bin, process.env["PATH"]].join(delimiter), HOME: folder, TERM: "dumb" },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

const has = (command: string): boolean =>
  spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;

/** Words of a line, the last of which is to be completed, and some of the completions. */
const CASES: readonly (readonly [words: readonly string[], expected: readonly string[]])[] = [
  [["val"], ["validate"]],
  [["plan", "--deta"], ["--detailed-exitcode"]],
  [
    ["plan", "--format", "j"],
    ["json", "jsonl"],
  ],
  [
    ["plan", "--only", "o"],
    ["organization", "oauth_applications", "organization_permissions", "organization_roles"],
  ],
  [
    ["plan", "--env", ""],
    ["staging", "production"],
  ],
  [["drift", "-e", "s"], ["staging"]],
  [
    ["compare", ""],
    ["staging", "production"],
  ],
  [["compare", "staging", "p"], ["production"]],
  [["plan", "--allow", "weak"], ["weakens_security"]],
  [["explain", "restrictions.blockl"], ["restrictions.blocklist"]],
  [["explain", "stale_"], ["stale_plan"]],
  [["explain", "allowed_d"], ["allowed_differences"]],
  [
    ["explain", "40"],
    ["400", "401", "402", "403", "404", "408", "409"],
  ],
  [["completion", "f"], ["fish"]],
  [["help", "dr"], ["drift"]],
];

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(" ");

describe.skipIf(!has("bash"))("bash", () => {
  const complete = async (words: readonly string[]): Promise<readonly string[]> => {
    const script = await scriptFor("bash");
    const ask = `source ${script}; COMP_WORDS=(clerkwork ${quoted(words)}); COMP_CWORD=${words.length}; _clerkwork clerkwork; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run("bash", ["--norc", "--noprofile", "-c", ask]).split("\n").filter(Boolean);
  };

  test.each(CASES)("%j", async (words, expected) => {
    expect(await complete(words)).toEqual(expected);
  });

  // bash hands over a word with `=` in three.
  test.each([
    [
      ["plan", "--format", "=", "j"],
      ["json", "jsonl"],
    ],
    [["plan", "--allow", "opens_sign_up", "=", "beta.rest"], ["beta.restricted_to_allowlist"]],
    [
      ["plan", "--env", "="],
      ["staging", "production"],
    ],
  ])("%j", async (words, expected) => {
    expect(await complete(words)).toEqual(expected);
  });

  test("leaves file names to bash", async () => {
    expect(await complete(["apply", ""])).toEqual([]);
    expect(await complete(["plan", "--file", ""])).toEqual([]);
  });
});

describe.skipIf(!has("zsh"))("zsh", () => {
  test.each(CASES)("%j", async (words, expected) => {
    const script = await scriptFor("zsh");
    const ask = `compdef() {}; _describe() { print -rl -- "\${(@P)4}"; }; _files() {}; source ${script}; words=(clerkwork ${quoted(words)}); CURRENT=${words.length + 1}; _clerkwork`;
    const found = run("zsh", ["-f", "-c", ask]).split("\n").filter(Boolean);
    expect(found.map((line) => line.replace(/:.*/, ""))).toEqual(expected);
  });
});

describe.skipIf(!has("fish"))("fish", () => {
  test.each(CASES)("%j", async (words, expected) => {
    const script = await scriptFor("fish");
    const line = ["clerkwork", ...words].join(" ");
    const said = run("fish", ["--no-config", "-c", `source ${script}; complete -C '${line}'`]);
    const found = said.split("\n").map((text) => text.replace(/\t.*/, ""));
    expect(found.filter(Boolean).toSorted()).toEqual(expected.toSorted());
  });
});

describe.skipIf(!has("pwsh"))("PowerShell", () => {
  test.each(CASES)("%j", async (words, expected) => {
    const script = await scriptFor("powershell");
    const line = ["clerkwork", ...words].join(" ");
    const ask = `. ${script}; (TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`;
    const found = run("pwsh", ["-NoProfile", "-Command", ask]).split("\n").filter(Boolean);
    expect(found).toEqual(expected);
  });
});

describe("what a shell asks", () => {
  const ask = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(["__complete", ...words], { cwd: folder });
    expect([code, stderr]).toEqual([0, ""]);
    return stdout;
  };

  test("is answered with nothing when nothing fits, or the line is wrong", async () => {
    expect(await ask("--", "nope", "")).toBe("");
    expect(await ask("--", "plan", "--nope", "")).toBe("");
    expect(await ask("--", "plan", "-f", "missing.yaml", "--env", "")).toBe("");
    expect(await ask()).toBe("");
  });

  test("takes --empty for a last word that is empty", async () => {
    expect(await ask("--empty", "--", "plan", "--format")).toMatch(
      /^text\t\njson\t\nmarkdown\t\njsonl\t\n$/,
    );
  });

  test("has the flag before its value where the shell keeps it in one word", async () => {
    expect(await ask("--", "plan", "--format=j")).toBe("--format=json\t\n--format=jsonl\t\n");
  });

  test("proposes no name that a shell would run", async () => {
    expect(await ask("--", "plan", "--env", "")).not.toContain("touch");
  });

  test("a shell that there is no script for is misuse", async () => {
    const { code, said } = await runCli(["completion", "tcsh"], { cwd: folder });
    expect(code).toBe(3);
    expect(said).toContain("bash, zsh, fish, powershell");
  });
});

describe("the manual page", () => {
  const page = join(PACKAGE_ROOT, "dist/clerkwork.1");

  test("names every command and every flag", () => {
    const text = readFileSync(page, "utf8").replaceAll("\\-", "-");
    for (const { name, target } of commands) {
      expect(text).toContain(`.SS clerkwork ${name}`);
      for (const flag of Object.keys(target.parameters.flags ?? {})) {
        const typed = flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        expect(text).toMatch(new RegExp(`^\\.B .*--(?:\\[no-\\])?${typed}\\b`, "m"));
      }
    }
  });

  test.skipIf(!has("groff"))("is roff without a complaint", () => {
    const { status, stdout, stderr } = spawnSync("groff", ["-ww", "-man", "-Tascii", page], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    // Bold letters are struck twice, with a step back between.
    expect(stdout).toContain([..."STATUS"].map((letter) => `${letter}\b${letter}`).join(""));
  });
});
