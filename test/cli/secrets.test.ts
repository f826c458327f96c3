/**
 * The secret key stands in no output. Every run of every test looks for it (rig/cli.ts); here are the ways in which
 * it gets out where nobody thought of it.
 */
/* oxlint-disable vitest/expect-expect -- expectExit and the rig itself assert, too */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, scenario, startCli } from "../rig/cli.ts";
import { newGate } from "../rig/clerk-faults.ts";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\nrestrictions: { blocklist: true }\n";

/** Characters that mean something to regular expressions, `replace`, JSON and URLs. */
const AWKWARD = "sk_test_C4n4ry+/=$&\\1(x";

describe.concurrent("the key", { timeout: 60_000 }, () => {
  test("with awkward characters works, and stands nowhere", () =>
    scenario({ yaml: YAML, clerk: { key: AWKWARD } }, async ({ clerk, run }) => {
      for (const format of ["text", "json", "markdown"]) {
        expectExit(await run("plan", "--verbose", "--format", format), 0);
      }
      expectExit(await run("plan", "--out", "plan.json"), 0);
      expectExit(await run("apply", "plan.json", "--receipt", "receipt.json", "--verbose"), 0);
      expect(clerk.patches()).toHaveLength(2);
    }));

  test.for([
    ["NODE_DEBUG", { NODE_DEBUG: "http,https,net,tls,undici,fetch" }],
    ["DEBUG", { DEBUG: "*" }],
    ["NODE_V8_COVERAGE unset and warnings traced", { NODE_OPTIONS: "--trace-warnings" }],
  ] as [string, Record<string, string>][])("stays hidden with %s", ([, env]) =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const all = { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl, ...env };
      const running = startCli(["plan", "--verbose"], { cwd: space.dir, env: all });
      // Node's own debugging prints stack traces; the rig's other rules still hold.
      const result = await running.done.catch((error: unknown) => {
        if (String(error).includes("a stack trace")) return undefined;
        throw error;
      });
      expect(result?.code ?? 0).toBe(0);
    }),
  );

  test("is not in the environment that a diagnostic report shows", () => {
    const gate = newGate();
    return scenario(
      {
        yaml: YAML,
        clerk: { faults: [{ path: "/instance", action: { kind: "hold", gate } }] },
      },
      async ({ clerk, space }) => {
        const running = startCli(["plan"], {
          cwd: space.dir,
          env: { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl },
          nodeOptions: ["--report-on-signal", `--report-directory=${space.dir}`],
        });
        await gate.reached;
        running.kill("SIGUSR2");
        await running.heard(/Node\.js report completed/);
        gate.open();
        // The rig searches the report, as every file that a run leaves behind.
        expectExit(await running.done, 0);
        expect(readdirSync(space.dir).some((name) => name.startsWith("report."))).toBe(true);
      },
    );
  });

  test("in the value of a setting is caught, whoever wrote it there", () =>
    scenario(
      {
        yaml: "version: 1\ninstance: { support_email: new@example.com }\n",
        clerk: {
          state: (state) => {
            state.instance.support_email = DEVELOPMENT_KEY;
          },
        },
      },
      async ({ run }) => {
        for (const format of ["text", "json", "markdown"]) {
          expectExit(await run("plan", "--format", format), 0);
        }
      },
    ));

  test("as the name of a file, an environment or a flag stands nowhere in the message", () =>
    scenario({ yaml: YAML }, async ({ clerk, run }) => {
      expectExit(await run("plan", "--file", `${clerk.key}.yaml`), 3);
      expectExit(await run("plan", "-e", clerk.key), 3);
      expectExit(await run("plan", `--${clerk.key}`), 3);
      expectExit(await run(clerk.key), 3);
      expect(clerk.requests).toEqual([]);
    }));
});
