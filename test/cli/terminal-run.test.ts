/**
 * What a terminal shows while a run goes on: that it reads, what it waits for, and an answer to Ctrl-C at once. Needs
 * `script` of util-linux, which makes a terminal.
 */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { newGate, type FaultRule } from "../rig/clerk-faults.ts";
import { CLI, scenario, type Scenario } from "../rig/cli.ts";

const YAML = "version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n";
const hasScript = (spawnSync("script", ["--version"]).stdout ?? "").includes("util-linux");

interface OnScreen {
  /** Everything that was written to the terminal so far. */
  readonly raw: () => string;
  /** What of it a person could read: without what steers the terminal. */
  readonly text: () => string;
  readonly shows: (pattern: RegExp) => Promise<void>;
  readonly type: (keys: string) => void;
  readonly ended: Promise<number | null>;
}

// oxlint-disable-next-line no-control-regex
const STEERING = /\u001b\[[0-9;?]*[A-Za-z]/g;

async function onTerminal(
  { clerk, space }: Scenario,
  args: readonly string[],
  body: (screen: OnScreen) => Promise<void>,
): Promise<void> {
  const command = `stty rows 30 cols 100; exec '${process.execPath}' '${CLI}' ${args.join(" ")}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: space.dir,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: space.dir,
      SHELL: "/bin/sh",
      TERM: "xterm",
      NO_COLOR: "1",
      CLERK_SECRET_KEY: clerk.key,
      CLERK_API_URL: clerk.apiUrl,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let raw = "";
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk: Buffer) => (raw += chunk.toString("utf8")));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const text = (): string => raw.replaceAll(STEERING, "");
  try {
    await body({
      raw: () => raw,
      text,
      shows: (pattern) =>
        vi.waitFor(() => expect(text()).toMatch(pattern), { timeout: 20_000, interval: 20 }),
      type: (keys) => void child.stdin.write(keys),
      ended,
    });
  } finally {
    child.kill("SIGKILL");
  }
}

const held = (rule: Partial<FaultRule>, gate: ReturnType<typeof newGate>): FaultRule => ({
  nth: 1,
  ...rule,
  action: { kind: "hold", gate },
});

describe.skipIf(!hasScript)("on a terminal", { timeout: 60_000 }, () => {
  test.concurrent("what is read is said when it takes long, and is gone afterwards", () => {
    const gate = newGate();
    const faults = [held({ method: "GET", path: "/instance" }, gate)];
    return scenario({ yaml: YAML, clerk: { faults } }, (scene) =>
      onTerminal(scene, ["plan"], async ({ raw, shows, ended }) => {
        await shows(/Reading the instance: Backend API, Frontend API…/);
        gate.open();
        expect(await ended).toBe(0);
        // The line is emptied before anything else is written.
        expect(raw()).toContain("Frontend API…\r\u001b[Kclerkwork plan");
      }),
    );
  });

  test.concurrent("nothing is said of a read that is quick", () =>
    scenario({ yaml: YAML }, (scene) =>
      onTerminal(scene, ["plan", "--without-frontend-api"], async ({ raw, ended }) => {
        expect(await ended).toBe(0);
        expect(raw().match(/Reading/g)?.length ?? 0).toBeLessThanOrEqual(1);
      }),
    ));

  test.concurrent("Ctrl-C while a write is on its way is answered at once, and the names stay", () => {
    const gate = newGate();
    const faults = [held({ method: "PATCH", phase: "after" }, gate)];
    return scenario({ yaml: YAML, clerk: { faults } }, async (scene) => {
      await onTerminal(scene, ["apply", "--yes"], async ({ text, shows, type, ended }) => {
        await gate.reached;
        await shows(/PATCH \/instance\/restrictions/);
        type("\u0003");
        await shows(/Stopping after the current request[^]*Press Ctrl-C again/);
        gate.open();
        expect(await ended).toBe(5);
        expect(text()).toMatch(/✓ PATCH \/instance\/restrictions/);
        expect(text()).toMatch(/- PATCH \/instance\/protect: not attempted/);
        expect(text()).toMatch(/Written: restrictions\r\nNot written: protect/);
        expect(text()).toMatch(/Do the rest: clerkwork apply/);
        // One kind of check mark.
        expect(text()).not.toContain("✔");
      });
      expect(scene.clerk.patches()).toHaveLength(1);
    });
  });

  test.concurrent("Ctrl-C while the second write is on its way: the first has its line already", () => {
    const gate = newGate();
    const faults = [held({ method: "PATCH", nth: 2, phase: "after" }, gate)];
    return scenario({ yaml: YAML, clerk: { faults } }, async (scene) => {
      const args = ["apply", "--yes", "--receipt", "receipt.json"];
      await onTerminal(scene, args, async ({ text, shows, type, ended }) => {
        await gate.reached;
        await shows(/✓ PATCH \/instance\/restrictions/);
        type("\u0003");
        await shows(/Stopping after the current request[^]*Press Ctrl-C again/);
        gate.open();
        expect(await ended).toBe(0);
        expect(text()).toMatch(/✓ PATCH \/instance\/protect/);
        expect(text()).not.toContain("Unexpected");
      });
      expect(scene.clerk.patches()).toHaveLength(2);
      expect(readdirSync(scene.space.dir)).not.toContain("receipt.json.lock");
    });
  });

  test.concurrent("a second Ctrl-C cuts it off, and says that its outcome is unknown", () => {
    const gate = newGate();
    const faults = [held({ method: "PATCH", phase: "after" }, gate)];
    return scenario({ yaml: YAML, clerk: { faults } }, (scene) =>
      onTerminal(scene, ["apply", "--yes"], async ({ text, shows, type, ended }) => {
        await gate.reached;
        type("\u0003");
        await shows(/Press Ctrl-C again/);
        type("\u0003");
        expect(await ended).toBe(5);
        gate.open();
        expect(text()).toMatch(/May have been written: restrictions/);
        expect(text()).toMatch(/See what Clerk holds now: clerkwork plan/);
      }),
    );
  });

  test.concurrent("the question names the deed and what it is done to", () =>
    scenario({ yaml: `${YAML}environments: { staging: {} }\n` }, (scene) =>
      onTerminal(scene, ["apply", "--env", "staging"], async ({ shows, type, ended }) => {
        await shows(/Apply 2 changes to staging \(ins_[A-Za-z0-9]+\)\? Type yes: /);
        type("no\r");
        expect(await ended).toBe(4);
        await shows(/nothing was written to staging/);
      }),
    ));
});
