/** The question on a terminal: only an exact "yes" is yes. Needs `script` of util-linux, which makes a terminal. */
import { spawn, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { CLI, scenario } from "../rig/cli.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\n";
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
const hasScript = (spawnSync("script", ["--version"]).stdout ?? "").includes("util-linux");

interface Seen {
  code: number | null;
  screen: string;
}

/** Runs the CLI on a terminal of its own; `answer` is typed once it asks. */
function onTerminal(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  answer: string,
  columns = 100,
): Promise<Seen> {
  const run = [process.execPath, CLI, ...args].map(quoted).join(" ");
  const command = `stty cols ${columns}; exec ${run}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: cwd, SHELL: "/bin/sh", TERM: "xterm", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let answered = false;
  child.stdin.on("error", () => {});
  return new Promise((resolve, reject) => {
    const watchdog = setTimeout(() => child.kill("SIGKILL"), 30_000);
    child.stdout.on("data", (chunk: Buffer) => {
      screen += chunk.toString("utf8");
      if (answered || !/\byes\b/.test(screen)) return;
      answered = true;
      child.stdin.write(answer);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(watchdog);
      resolve({ code, screen });
    });
  });
}

describe.skipIf(!hasScript)("apply on a terminal", { timeout: 60_000 }, () => {
  test.concurrent.for([
    ["yes", "yes\r", [0], 1],
    ["y", "y\r", [4], 0],
    ["YES", "YES\r", [4], 0],
    ["yes and more", "yes please\r", [4], 0],
    ["nothing", "\r", [4], 0],
    ["no", "no\r", [4], 0],
    ["the end of the input", "\u0004", [4], 0],
    ["Ctrl-C", "\u0003", [130], 0],
    ["a very long line", `${"y".repeat(2000)}\r`, [4], 0],
  ] as const)("%s", ([, answer, codes, patches]) =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const env = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl };
      const seen = await onTerminal(["apply"], space.dir, env, answer);
      expect(codes).toContain(seen.code);
      expect(seen.screen).toContain("rules_enabled");
      expect(seen.screen).not.toContain(clerk.key.slice("sk_test_".length));
      expect(clerk.patches()).toHaveLength(patches);
    }),
  );

  test.concurrent("with --yes it does not ask", () =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const env = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl };
      const seen = await onTerminal(["apply", "--yes"], space.dir, env, "\u0003");
      expect(seen.code).toBe(0);
      expect(clerk.patches()).toHaveLength(1);
    }));

  test.concurrent("a terminal that tells no width gets whole lines", () =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const env = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl };
      const seen = await onTerminal(["apply", "--yes"], space.dir, env, "", 0);
      expect(seen.code).toBe(0);
      expect(seen.screen).toContain("PATCH /instance/protect");
      expect(seen.screen).toMatch(/✓ protect\.rules_enabled +false → true/);
    }));

  test.concurrent("when there is nothing to do it does not ask", () =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          state: (state) => {
            state.protect.rules_enabled = true;
          },
        },
      },
      async ({ clerk, space }) => {
        const env = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl };
        const seen = await onTerminal(["apply"], space.dir, env, "\u0003");
        expect(seen.code).toBe(0);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test.concurrent.for([
    ["by default", {}, true],
    ["not with NO_COLOR", { NO_COLOR: "1" }, false],
    ["not with --no-color", {}, false],
  ] as const)("colour is used %s", ([name, more, coloured]) =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const env = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl, ...more };
      const args = name.includes("--no-color") ? ["plan", "--no-color"] : ["plan"];
      const seen = await onTerminal(args, space.dir, env, "");
      expect(seen.code).toBe(0);
      // oxlint-disable-next-line no-control-regex
      expect(/\u001b\[\d*;?\d*m/.test(seen.screen)).toBe(coloured);
    }),
  );

  test.concurrent.for([
    ["in colour", {}, true],
    ["without, for NO_COLOR", { NO_COLOR: "1" }, false],
  ] as const)("what is wrong with a file is told %s", ([, env, coloured]) =>
    scenario({ yaml: "version: 1\ninstance: { hibp: 7 }\n" }, async ({ space }) => {
      const { code, screen } = await onTerminal(["validate"], space.dir, env, "");
      expect(code).toBe(3);
      expect(screen.includes("\u001b[1mclerkwork.yaml:2:19: \u001b[0m\u001b[31;1mmust")).toBe(
        coloured,
      );
      expect(screen.includes("\u001b[31;1mclerkwork: clerkwork.yaml is not valid")).toBe(coloured);
      expect(screen).toContain("is not valid: 1 issue");
    }),
  );
});
