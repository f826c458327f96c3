// A failure of one environment among several: told as the failure of one alone, under its name.

import { describe, expect, test } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import type { Format } from "../../src/cli/flags.ts";
import { openTerminal } from "../../src/cli/screen/terminal.ts";
import { finish } from "../../src/cli/session/finish.ts";
import { overInstances } from "../../src/cli/session/over-instances.ts";
import { takePart } from "../../src/cli/session/take-part.ts";
import { issueAt } from "../../src/core/finding/issue.ts";
import { invalid, loadText } from "../../src/reconcile/load.ts";

const FILE = "version: 1\nenvironments:\n  live: { protect: { rules_enabled: true } }\n";

/** What a run over the one environment says when its turn fails for a line of the file. */
async function runOf(
  byEnvironment: boolean,
  format: Format,
): Promise<{ readonly out: string; readonly err: string }> {
  const written = { out: "", err: "" };
  const stream = (name: "out" | "err") => ({
    write: (text: string) => void (written[name] += text),
    on: () => {},
  });
  const { signal } = new AbortController();
  const context = {
    terminal: openTerminal(
      { stdout: stream("out"), stderr: stream("err"), stdin: {} },
      { COLUMNS: "80" },
      () => {},
    ),
    environment: { GITHUB_ACTIONS: "true", CLERK_SECRET_KEY: `sk_test_${"a".repeat(42)}` },
    interruption: { signal, deadline: signal, exitCode: () => undefined, listen: () => {} },
    clock: { start: () => signal, now: () => 0, stop: () => {} },
    writing: { begin: () => {}, begun: () => false },
    onStuck: () => {},
    end: () => {},
  } as unknown as Context;
  const desired = loadText("clerkwork.yaml", FILE, ["live"], "2026-06-01");
  const parts = await takePart({ files: [], desired, byEnvironment }, {});
  const args = { address: "protect.rules_enabled", until: "2026-05-31" };
  const at = { file: "clerkwork.yaml", line: 3, column: 9 };
  const failure = invalid([issueAt(at, "/environments/live", "expired_ignore", args)], FILE);
  await finish(context, { format }, () =>
    overInstances(context, { ...parts, byEnvironment }, { format }, "plan", {
      run: () => Promise.reject(failure),
    }),
  );
  return written;
}

describe("a failure with a place in the file", () => {
  test.each(["text", "json", "markdown"] as const)(
    "has its line and its mark, in %s",
    async (format) => {
      const alone = await runOf(false, format);
      const among = await runOf(true, format);
      expect(alone.err).toContain("    3 |   live: ");
      expect(alone.err).toContain("::error file=clerkwork.yaml,line=3,col=9,");
      // A blank line keeps it apart from the table.
      expect(among.err.trimEnd()).toBe(
        alone.err.replace("clerkwork: ", "clerkwork: live: ").trimEnd(),
      );
      // JSON is one document for all of them.
      expect(among.out).toContain(format === "json" ? '"code": "expired_ignore"' : alone.out);
    },
  );
});
