/**
 * At the question: the time that a person takes is nobody's, and a signal, Ctrl-C or a terminal that goes away ends
 * it. Needs `script` of util-linux, which makes a terminal.
 */
import { stripVTControlCharacters } from "node:util";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { CLI, scenario, type Scenario } from "../rig/cli.ts";
import type { FaultRule } from "../rig/clerk-faults.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\n";
const hasScript = (spawnSync("script", ["--version"]).stdout ?? "").includes("util-linux");
const APPLY = { args: ["apply"], asks: /Type yes: / };
const DOMAIN = {
  args: ["change-domain", "https://www.example.com"],
  asks: /Type the new host \(www\.example\.com\) to go on: /,
};

const ACCEPTED: FaultRule = {
  method: "POST",
  path: "/instance/change_domain",
  action: { kind: "json", status: 202, body: {} },
};

/** Runs the CLI below a terminal of its own, as any program would, and writes down how it ended. */
const KEEPER = `
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
process.on("SIGHUP", () => {});
const child = spawn(process.execPath, JSON.parse(process.env.COMMAND), { stdio: "inherit" });
writeFileSync("pid", String(child.pid));
child.once("exit", (code, signal) => writeFileSync("ended", JSON.stringify({ code, signal })));
`;

interface AtQuestion {
  readonly screen: () => string;
  readonly type: (text: string) => void;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Takes the terminal away. */
  readonly hangUp: () => void;
  /** The exit code; a text when the process did not end by itself. */
  readonly ended: () => Promise<number | string>;
}

/** Calls back once the question stands on the screen; whatever is still there afterwards is ended. */
async function ask(
  { clerk, space }: Scenario,
  { args, asks }: { readonly args: readonly string[]; readonly asks: RegExp },
  body: (question: AtQuestion) => Promise<void>,
  more: readonly string[] = [],
): Promise<void> {
  space.write("keeper.cjs", KEEPER);
  const child = spawn("script", ["-qec", `exec '${process.execPath}' keeper.cjs`, "/dev/null"], {
    cwd: space.dir,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: space.dir,
      SHELL: "/bin/sh",
      TERM: "xterm",
      CLERK_SECRET_KEY: clerk.key,
      CLERK_API_URL: clerk.apiUrl,
      COMMAND: JSON.stringify([CLI, ...args, ...more]),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk: Buffer) => (screen += chunk.toString("utf8")));
  const pid = (): number => Number(space.read("pid"));
  try {
    await vi.waitFor(() => expect(screen).toMatch(asks), { timeout: 20_000 });
    await body({
      // Without colours.
      screen: () => stripVTControlCharacters(screen),
      type: (text) => void child.stdin.write(text),
      kill: (signal) => void process.kill(pid(), signal),
      hangUp: () => void child.kill("SIGKILL"),
      ended: async () => {
        await vi.waitFor(() => expect(existsSync(space.path("ended"))).toBe(true), {
          timeout: 10_000,
        });
        await vi.waitFor(() => JSON.parse(space.read("ended")) as unknown);
        const { code, signal } = JSON.parse(readFileSync(space.path("ended"), "utf8")) as {
          readonly code: number | null;
          readonly signal: string | null;
        };
        return code ?? String(signal);
      },
    });
  } finally {
    if (!existsSync(space.path("ended"))) process.kill(pid(), "SIGKILL");
    child.kill("SIGKILL");
  }
}

describe.skipIf(!hasScript)("the time that a person takes", { timeout: 60_000 }, () => {
  test.concurrent("to say yes does not count", () =>
    scenario({ yaml: YAML }, (scene) =>
      ask(
        scene,
        APPLY,
        async ({ type, ended }) => {
          await sleep(7_000);
          type("yes\r");
          expect(await ended()).toBe(0);
          expect(scene.clerk.patches()).toHaveLength(1);
        },
        ["--timeout", "6"],
      ),
    ));

  test.concurrent("to type the host does not count, and all is read by then", () =>
    scenario(
      { violations: "ignored", clerk: { key: PRODUCTION_KEY, faults: [ACCEPTED] } },
      (scene) =>
        ask(
          scene,
          DOMAIN,
          async ({ type, ended }) => {
            expect(scene.clerk.lines()).toEqual(["GET /instance", "GET /domains"]);
            await sleep(7_000);
            type("www.example.com\r");
            expect(await ended()).toBe(0);
            expect(scene.clerk.writes().map(({ path }) => path)).toEqual([
              "/instance/change_domain",
            ]);
          },
          ["--timeout", "6"],
        ),
    ));
});

/** How it ends at the question: in one sentence, on a line of its own. */
const ENDED = /\nclerkwork: interrupted; nothing was written/;
const sentences = (screen: string): readonly string[] => screen.match(/clerkwork: .*/g) ?? [];

describe.skipIf(!hasScript)("at the question", { timeout: 60_000 }, () => {
  const SIGNALS = [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 143],
  ] as const;
  const QUESTIONS = [
    ["apply", APPLY, undefined],
    ["change-domain", DOMAIN, PRODUCTION_KEY],
  ] as const;

  test.concurrent.for(
    QUESTIONS.flatMap(([name, question, key]) =>
      SIGNALS.map(([signal, code]) => [name, signal, code, question, key] as const),
    ),
  )("of %s, %s from outside ends it with %i", ([, signal, code, question, key]) =>
    scenario({ yaml: YAML, clerk: key === undefined ? {} : { key } }, (scene) =>
      ask(scene, question, async ({ kill, ended, screen }) => {
        kill(signal);
        expect(await ended()).toBe(code);
        await vi.waitFor(() => expect(screen()).toMatch(ENDED));
        expect(sentences(screen())).toHaveLength(1);
        expect(scene.clerk.writes()).toEqual([]);
      }),
    ),
  );

  test.concurrent.for(QUESTIONS)(
    "of %s, Ctrl-C ends it with 130, on a line of its own",
    ([, question, key]) =>
      scenario({ yaml: YAML, clerk: key === undefined ? {} : { key } }, (scene) =>
        ask(scene, question, async ({ type, ended, screen }) => {
          type("\u0003");
          expect(await ended()).toBe(130);
          await vi.waitFor(() => expect(screen()).toMatch(ENDED));
          expect(sentences(screen())).toHaveLength(1);
          expect(scene.clerk.writes()).toEqual([]);
        }),
      ),
  );

  test.concurrent("a terminal that goes away ends it, without an abort", () =>
    scenario({ yaml: YAML }, (scene) =>
      ask(scene, APPLY, async ({ hangUp, ended }) => {
        hangUp();
        // The end of the input, or the signal that comes with it: whichever is first.
        expect([4, 143]).toContain(await ended());
        expect(scene.clerk.writes()).toEqual([]);
      }),
    ));
});
