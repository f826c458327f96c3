/** The last word is the end: no process lives on for reads that nobody waits for, and none ends with 0 before its command. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, expectExit, scenario, startCli } from "../rig/cli.ts";
import { newGate, type FaultAction, type FaultRule } from "../rig/clerk-faults.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { errorOf } from "../rig/documents.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\nrestrictions: { blocklist: true }\n";
/** Milliseconds: far below the time that an instance may take, far above that of a slow machine. */
const AT_ONCE = 20_000;

const SWITCHING: FaultAction = {
  kind: "socket",
  bytes: "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
};

describe.concurrent("a read that nobody waits for any more", { timeout: 60_000 }, () => {
  const ENDS: readonly (readonly [string, FaultRule, string, number])[] = [
    [
      "after another one failed",
      { path: "/instance/protect", nth: "every", action: { kind: "status", status: 403 } },
      YAML,
      1,
    ],
    [
      "after the instance is another one",
      {
        path: "/instance",
        nth: "every",
        action: {
          kind: "json",
          body: { id: "ins_2other", environment_type: "production", allowed_origins: null },
        },
      },
      YAML,
      4,
    ],
  ];
  test.for(ENDS)(
    "%s: the process ends with its message, and asks no more",
    ([, rule, yaml, code]) => {
      const gate = newGate();
      const hanging: FaultRule = {
        api: "frontend",
        nth: "every",
        action: { kind: "hold", gate },
      };
      return scenario({ yaml, clerk: { faults: [rule, hanging] } }, async ({ clerk, start }) => {
        const running = start("drift", "--timeout", "45");
        await running.heard(/clerkwork: /);
        const asked = clerk.requests.length;
        const result = await running.done;
        gate.open();
        expectExit(result, code);
        expect(result.ms).toBeLessThan(AT_ONCE);
        // What had left before the message may still arrive.
        expect(clerk.requests.length - asked).toBeLessThanOrEqual(1);
      });
    },
  );
});

describe.concurrent("an answer that changes the protocol", { timeout: 60_000 }, () => {
  test.for([["drift"], ["plan", "--detailed-exitcode"], ["apply", "--yes"]])(
    "to a read of %s: exit 1, with a word",
    (args) => {
      const faults: FaultRule[] = [{ path: "/instance", nth: "every", action: SWITCHING }];
      return scenario({ yaml: YAML, clerk: { faults } }, async ({ clerk, run }) => {
        const result = await run(...args);
        expectExit(result, 1);
        expect(result.said).toContain("101");
        expect(clerk.writes()).toEqual([]);
      });
    },
  );

  test("to a PATCH: not sent again; not there, so exit 5", () => {
    const faults: FaultRule[] = [
      { method: "PATCH", path: "/instance/protect", nth: "every", action: SWITCHING },
    ];
    return scenario({ yaml: YAML, clerk: { faults } }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", "--only", "protect"), 5);
      expect(clerk.patches()).toHaveLength(1);
    });
  });

  test("to a change of the domain: exit 5", () => {
    const faults: FaultRule[] = [
      { method: "POST", path: "/instance/change_domain", nth: "every", action: SWITCHING },
    ];
    return scenario(
      { violations: "ignored", clerk: { key: PRODUCTION_KEY, faults } },
      async ({ run }) => {
        const args = ["https://www.example.com", "--confirm", "www.example.com"];
        expectExit(await run("change-domain", ...args), 5);
      },
    );
  });
});

describe.concurrent("a command that never ends", { timeout: 60_000 }, () => {
  /** Requests of this method are taken and never heard of again: no event, no socket, no timer. */
  const swallow = (method: string): string => `
    import http from "node:http";
    import { EventEmitter } from "node:events";
    const real = http.request;
    http.request = (url, options, ...rest) =>
      options.method === "${method}"
        ? Object.assign(new EventEmitter(), { setHeader() {}, end() {}, destroy() {} })
        : real(url, options, ...rest);`;
  const planted = (method: string): readonly string[] => [
    "--import",
    `data:text/javascript,${encodeURIComponent(swallow(method))}`,
  ];

  test.for([
    ["drift", "GET", 1],
    ["plan", "GET", 1],
    ["apply --yes", "GET", 1],
    ["apply --yes", "PATCH", 5],
  ] as const)(
    "%s, whose %s is swallowed: exit %i and one message, never 0",
    ([line, method, code]) =>
      scenario({ yaml: YAML }, async ({ clerk, space }) => {
        const options = {
          cwd: space.dir,
          env: { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl },
          nodeOptions: planted(method),
        };
        const text = await startCli(line.split(" "), options).done;
        expectExit(text, code);
        expect(text.said).toContain("a fault in clerkwork");
        const json = await startCli([...line.split(" "), "--format", "json"], options).done;
        expectExit(json, code);
        expect(errorOf(json).code).toBe("internal");
      }),
  );
});

describe.concurrent("a fault where no command can catch it", { timeout: 60_000 }, () => {
  /** Throws from a timer as soon as a write leaves. */
  const PLANTED = `
    import http from "node:http";
    const real = http.request;
    http.request = (url, options, ...rest) => {
      if (options.method === "PATCH") setTimeout(() => { throw new Error("planted"); }, 0);
      return real(url, options, ...rest);
    };`;

  test("is said without a stack; the write on its way ends, and its receipt says how", () =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const result = await startCli(["apply", "--yes", "--receipt", "receipt.json"], {
        cwd: space.dir,
        env: { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl },
        nodeOptions: ["--import", `data:text/javascript,${encodeURIComponent(PLANTED)}`],
      }).done;
      expectExit(result, 5);
      expect(result.said).toContain("a fault in clerkwork: planted");
      expect(result.stderr).not.toMatch(/^\s+at /m);
      expect(clerk.patches()).toHaveLength(1);
      expect(space.read("receipt.json")).toContain('"concluded"');
    }));
});

describe.concurrent("what can't be written is told", { timeout: 60_000 }, () => {
  /** By a shell: what a disk that is full or a limit does, only it can bring about. */
  const inShell = (
    script: string,
    cwd: string,
    apiUrl: string,
  ): Promise<{ readonly code: number; readonly stderr: string }> =>
    new Promise((resolve) => {
      const cli = `'${process.execPath}' '${CLI}'`;
      const env = {
        PATH: process.env["PATH"],
        CLERK_API_URL: apiUrl,
        CLERK_SECRET_KEY: DEVELOPMENT_KEY,
      };
      execFile(
        "bash",
        ["-c", script.replaceAll("clerkwork", cli)],
        { cwd, env },
        (error, _, stderr) =>
          resolve({ code: Number(error?.code ?? 0), stderr: stderr.replaceAll(/\n\s+/g, " ") }),
      );
    });

  const FULL = "clerkwork: the output could not be written: the disk is full";
  const CASES: readonly (readonly [script: string, code: number, says: string])[] = [
    ["clerkwork plan --format json > /dev/full", 1, `${FULL}\n`],
    [
      "clerkwork apply --yes > /dev/full",
      5,
      `${FULL}; settings may have been written: run plan to see\n`,
    ],
    ["clerkwork --version > /dev/full", 1, `${FULL}\n`],
    [
      "trap '' XFSZ; ulimit -f 0; clerkwork plan --report r.jsonl",
      1,
      "the report can't be written to r.jsonl: the file would be larger than the system allows",
    ],
    [
      "trap '' XFSZ; ulimit -f 0; clerkwork plan --out p.json",
      1,
      "the plan can't be written to p.json: the file would be larger than the system allows",
    ],
  ];
  test.for(CASES)("%s", { skip: !existsSync("/dev/full") }, ([script, code, says]) =>
    scenario({ yaml: YAML }, async ({ clerk, space }) => {
      const ended = await inShell(script, space.dir, clerk.apiUrl);
      expect(ended.stderr).toContain(says);
      expect(ended.code).toBe(code);
    }),
  );
});
