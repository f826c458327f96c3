/** Exit codes, and that what is wrong with the input is found before any request. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, PACKAGE_ROOT, runCli, scenario, workspace, type Stdin } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, startTrap } from "../rig/clerk-server.ts";
import { errorOf } from "../rig/documents.ts";
import { parseObject } from "../rig/json.ts";
import { closedPort } from "../rig/places.ts";

const GOOD = "version: 1\nprotect: { rules_enabled: true }\n";
const VERSION = String(
  parseObject(readFileSync(`${PACKAGE_ROOT}/package.json`, "utf8"))["version"],
);

describe.concurrent("exit 3 before any request", { timeout: 60_000 }, () => {
  const usage: [string, string[], RegExp][] = [
    ["an unknown flag", ["plan", "--detailed-exitcod"], /--detailed-exitcode/],
    ["an unknown flag of apply", ["apply", "--yess"], /--yes/],
    ["an unknown command", ["pln"], /\bplan\b/],
    ["a command in capitals", ["PLAN"], /\bplan\b/],
    ["an unknown format", ["plan", "--format", "xml"], /text.*json.*markdown|json.*markdown/s],
    ["a flag without its value", ["plan", "--file"], /--file|file/],
    ["a flag without its value at the end", ["plan", "--format"], /--format|format/],
    ["a time limit that is no number", ["plan", "--timeout", "soon"], /timeout/],
    ["a negative time limit", ["plan", "--timeout=-1"], /timeout/],
    ["a key as a flag", ["plan", "--secret-key", DEVELOPMENT_KEY], /secret-key/],
    ["a file that does not exist", ["plan", "--file", "missing.yaml"], /missing\.yaml/],
    ["a file that is a device", ["plan", "--file", "/dev/null"], /regular file/],
    ["a file outside", ["plan", "--file", "/etc/passwd"], /passwd/],
    ["an environment that the file does not have", ["plan", "-e", "staging"], /staging/],
    ["a section that does not exist", ["plan", "--only", "restriction"], /restrictions/],
    ["a superfluous word", ["plan", "surplus"], /surplus|argument/],
    [
      "an unknown address to explain",
      ["explain", "restrictions.blocklst"],
      /restrictions\.blocklist/,
    ],
  ];
  test.for(usage)("%s", ([, args, said]) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const result = await runWith({ secrets: [DEVELOPMENT_KEY] }, ...args);
      expectExit(result, 3);
      expect(result.stdout).toBe("");
      expect(result.said).toMatch(said);
      expect(result.said).not.toContain("root:");
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("explain takes an address under extra", () =>
    scenario({ yaml: GOOD }, async ({ run }) => {
      const result = await run("explain", "organization.extra.new_setting");
      expectExit(result, 0);
      expect(result.stdout).toContain(
        "Written       PATCH /instance/organization_settings, new_setting",
      );
    }));

  test.for([
    [["consents"], /^consents$[^]*hazard: [a-z_]+$/m],
    [["429"], /^HTTP status 429$[^]*rate_limited/m],
    [[], /^Settings$[^]*^Keys of the file$[^]*^ +consents [^]*^HTTP statuses$[^]*^ +402 /m],
  ] as const)("explain %j", ([names, said]) =>
    scenario({ yaml: GOOD }, async ({ clerk, run }) => {
      const result = await run("explain", ...names);
      expectExit(result, 0);
      expect(result.stdout).toMatch(said);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test.for(usage.filter(([, args]) => !args.includes("--format")))("as JSON: %s", ([, args]) =>
    scenario({ yaml: GOOD }, async ({ clerk, run }) => {
      const result = await run(...args.slice(0, 1), "--format", "json", ...args.slice(1));
      expectExit(result, 3);
      errorOf(result);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("an unknown environment suggests the nearest", () =>
    scenario(
      { yaml: `${GOOD}environments:\n  staging: {}\n  production: {}\n` },
      async ({ clerk, run }) => {
        const result = await run("plan", "-e", "stagin");
        expectExit(result, 3);
        expect(result.said).toMatch(/staging/);
        expect(clerk.requests).toEqual([]);
      },
    ));

  test.for(["plan", "apply", "drift"])("%s without a key names the variable", (command) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const args = command === "apply" ? ["apply", "--yes"] : [command];
      const result = await runWith({ env: { CLERK_SECRET_KEY: undefined } }, ...args);
      expectExit(result, 3);
      expect(result.said).toContain("CLERK_SECRET_KEY");
      expect(result.stdout).toBe("");
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("validate needs no key, and no server", async () => {
    const space = workspace(GOOD);
    try {
      expectExit(
        await runCli(["validate"], {
          cwd: space.dir,
          env: { CLERK_API_URL: "http://127.0.0.1:9" },
        }),
        0,
      );
      expectExit(await runCli(["validate", "--format", "json"], { cwd: space.dir }), 0);
    } finally {
      space.remove();
    }
  });

  const BODY = "C4n4ryMalformedKeyBody0123456789";
  const keys: [string, string, RegExp?][] = [
    ["empty", ""],
    ["blanks", "   "],
    ["the word undefined", "undefined"],
    ["the word null", "null"],
    ["a mask", "***"],
    ["an expression that CI did not expand", "${{ secrets.CLERK_SECRET_KEY }}"],
    ["a variable that the shell did not expand", "$CLERK_SECRET_KEY"],
    ["a publishable key", `pk_test_${BODY}`, /publishable/i],
    ["a webhook secret", `whsec_${BODY}`, /webhook|whsec/i],
    ["an API key", `ak_${BODY}`],
    ["a JWT", `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${BODY}`],
    ["no environment in it", `sk_${BODY}`],
    ["another environment in it", `sk_staging_${BODY}`],
    ["nothing behind the prefix", "sk_test_"],
    ["too short", "sk_test_ab"],
    ["a newline at its end", `sk_test_${BODY}\n`],
    ["a newline within", `sk_test_${BODY}\nX-Other: y`],
    ["a carriage return", `sk_test_${BODY}\r`],
    ["a blank within", `sk_test_${BODY} ${BODY}`],
    ["a blank before", ` sk_test_${BODY}`],
    ["smart quotes", `“sk_test_${BODY}”`],
    ["plain quotes", `"sk_test_${BODY}"`],
    ["a no-break space", `sk_test_${BODY}\u00a0`],
    ["a byte order mark", `\ufeffsk_test_${BODY}`],
    ["letters that are not ASCII", `sk_test_${BODY}é`],
    ["10 KB", `sk_test_${"a".repeat(10_240)}`],
  ];
  test.for(keys)("a malformed key: %s", ([, key, said]) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const options = { env: { CLERK_SECRET_KEY: key }, secrets: [BODY] };
      const text = await runWith(options, "drift");
      expectExit(text, 3);
      expect(text.stdout).toBe("");
      expect(text.said).toContain("CLERK_SECRET_KEY");
      expect(text.said).toMatch(said ?? /./);
      const json = await runWith(options, "plan", "--format", "json");
      expectExit(json, 3);
      expect(errorOf(json).message).toContain("CLERK_SECRET_KEY");
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("a key with every printable character is accepted", () =>
    scenario(
      { yaml: GOOD, clerk: { key: "sk_test_C4n4ry+/=$&\\1(x\"'`<>{}[]|~!@#%^*;:,.?" } },
      async ({ clerk, run }) => {
        expectExit(await run("plan"), 0);
        expect(clerk.requests.length).toBeGreaterThan(0);
      },
    ));

  test.for([
    ["no URL", "api.clerk.com"],
    ["plain http to another host", "http://api.clerk.com"],
    ["plain http to a host that begins like loopback", "http://127.0.0.1.example.com"],
    ["plain http to a host called like loopback", "http://localhost.example.com"],
    ["another protocol", "ftp://api.clerk.com"],
    ["a file", "file:///etc/passwd"],
    ["a user in it", "https://api.clerk.com@evil.example"],
    ["a user and a password in it", "https://user:C4n4ryUrlPassword@api.clerk.com"],
    ["blanks", "  "],
    ["a query", "https://api.clerk.com/?x=1"],
  ])("a bad CLERK_API_URL: %s", ([, url]) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const result = await runWith(
        { env: { CLERK_API_URL: url }, secrets: ["C4n4ryUrlPassword"] },
        "plan",
        "--timeout",
        "5",
      );
      expectExit(result, 3);
      expect(result.said).toMatch(/CLERK_API_URL/);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("certificate checks switched off", () =>
    scenario({ yaml: GOOD }, async ({ runWith }) => {
      const result = await runWith(
        { env: { CLERK_API_URL: "https://api.clerk.invalid", NODE_TLS_REJECT_UNAUTHORIZED: "0" } },
        "plan",
        "--timeout",
        "5",
      );
      expectExit(result, 3);
      expect(result.said).toContain("NODE_TLS_REJECT_UNAUTHORIZED");
    }));

  test.for([
    ["no pk_", "sk_test_C4n4ryNotPublishable012345"],
    ["not base64", "pk_test_***"],
    ["no dollar sign", `pk_test_${Buffer.from("clerk.example.com").toString("base64")}`],
    ["two dollar signs", `pk_test_${Buffer.from("clerk.example.com$$").toString("base64")}`],
    ["a dollar sign within", `pk_test_${Buffer.from("clerk.exa$mple.com$").toString("base64")}`],
    ["a user in the host", `pk_test_${Buffer.from("user@clerk.example.com$").toString("base64")}`],
  ])("a bad CLERK_PUBLISHABLE_KEY: %s", ([, key]) =>
    scenario({ yaml: "version: 1\ninstance: { hibp: true }\n" }, async ({ clerk, runWith }) => {
      const result = await runWith(
        { env: { CLERK_PUBLISHABLE_KEY: key } },
        "plan",
        "--timeout",
        "5",
      );
      expectExit(result, 3);
      expect(result.said).toContain("CLERK_PUBLISHABLE_KEY");
      expect(clerk.requests).toEqual([]);
    }),
  );
});

describe.concurrent("CLERK_API_URL", { timeout: 60_000 }, () => {
  test.for([
    ["without /v1", ""],
    ["with /v1", "/v1"],
    ["with /v1/", "/v1/"],
    ["with a slash", "/"],
  ])("%s", ([, suffix]) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      expectExit(await runWith({ env: { CLERK_API_URL: `${clerk.apiUrl}${suffix}` } }, "plan"), 0);
      expect(clerk.lines()).toContain("GET /instance/protect");
    }),
  );

  test("CLERK_BACKEND_API_URL means the same", () =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const env = { CLERK_API_URL: undefined, CLERK_BACKEND_API_URL: clerk.apiUrl };
      expectExit(await runWith({ env }, "plan"), 0);
      expect(clerk.lines()).toContain("GET /instance/protect");
    }));

  test("nothing in a .env file of the working folder is read", async () => {
    const trap = await startTrap();
    try {
      await scenario({ yaml: GOOD }, async ({ space, runWith }) => {
        space.write(".env", `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\nCLERK_API_URL=${trap.url}\n`);
        space.write(
          ".env.local",
          `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\nCLERK_API_URL=${trap.url}\n`,
        );
        const result = await runWith(
          { env: { CLERK_SECRET_KEY: undefined, CLERK_API_URL: undefined } },
          "plan",
        );
        expectExit(result, 3);
      });
      expect(trap.connections()).toBe(0);
    } finally {
      await trap.stop();
    }
  });
});

describe.concurrent("exit 1", { timeout: 60_000 }, () => {
  test.for(["plan", "drift", "apply"])("a wrong key: %s", (command) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const wrong = "sk_test_C4n4ryWrongKey0123456789abcdef";
      const args = command === "apply" ? ["apply", "--yes"] : [command];
      const result = await runWith({ env: { CLERK_SECRET_KEY: wrong } }, ...args);
      expectExit(result, 1);
      expect(result.said).toMatch(/clerk_key_invalid|key/i);
      expect(clerk.writes()).toEqual([]);
      const json = await runWith({ env: { CLERK_SECRET_KEY: wrong } }, ...args, "--format", "json");
      expectExit(json, 1);
      errorOf(json);
    }),
  );

  test("the wrong key is said once, with no retry", () =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      await runWith(
        { env: { CLERK_SECRET_KEY: "sk_test_C4n4ryWrongKey0123456789abcdef" } },
        "plan",
      );
      expect(new Set(clerk.lines()).size).toBe(clerk.lines().length);
    }));

  test.for(["plan", "drift", "apply"])("the API is down: %s", async (command) => {
    const closed = await closedPort();
    const space = workspace(GOOD);
    try {
      const env = { CLERK_SECRET_KEY: DEVELOPMENT_KEY, CLERK_API_URL: closed.url };
      const args = command === "apply" ? ["apply", "--yes"] : [command];
      const result = await runCli(args, { cwd: space.dir, env });
      expectExit(result, 1);
      expect(result.said).toContain("127.0.0.1");
      expect(result.stdout).toBe("");
    } finally {
      closed.free();
      space.remove();
    }
  });
});

describe.concurrent("a question that nobody is there to answer", { timeout: 60_000 }, () => {
  test.for<[string, Stdin]>([
    ["/dev/null", "null"],
    ["a closed stdin", "closed"],
    ["a pipe that nobody writes to", "open"],
    ["a pipe that says yes", { text: "yes\n" }],
  ])("%s: exit 4 at once, nothing written, the flag named", ([, stdin]) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      const result = await runWith({ stdin }, "apply");
      expectExit(result, 4);
      expect(result.said).toContain("--yes");
      expect(result.ms).toBeLessThan(10_000);
      expect(clerk.writes()).toEqual([]);
      const json = await runWith({ stdin }, "apply", "--format", "json");
      expectExit(json, 4);
      expect(clerk.writes()).toEqual([]);
    }),
  );

  test.for<[string, Stdin]>([
    ["a closed stdin", "closed"],
    ["a pipe that nobody writes to", "open"],
  ])("%s does not disturb plan, drift and apply --yes", ([, stdin]) =>
    scenario({ yaml: GOOD }, async ({ clerk, runWith }) => {
      expectExit(await runWith({ stdin }, "plan"), 0);
      expectExit(await runWith({ stdin }, "drift"), 2);
      expectExit(await runWith({ stdin }, "apply", "--yes"), 0);
      expect(clerk.patches()).toHaveLength(1);
    }),
  );
});

describe.concurrent("the rest of the command line", { timeout: 60_000 }, () => {
  test("--version prints the version of package.json", async () => {
    const space = workspace();
    try {
      const result = await runCli(["--version"], { cwd: space.dir });
      expectExit(result, 0);
      expect(result.stdout.trim()).toBe(VERSION);
    } finally {
      space.remove();
    }
  });

  test("--help names every command of the contract", async () => {
    const space = workspace();
    try {
      const result = await runCli(["--help"], { cwd: space.dir });
      expectExit(result, 0);
      for (const command of [
        "validate",
        "plan",
        "apply",
        "drift",
        "explain",
        "schema",
        "emulator",
      ]) {
        expect(result.stdout).toMatch(new RegExp(`\\b${command}\\b`));
      }
    } finally {
      space.remove();
    }
  });

  test("--file reads another file", () =>
    scenario({}, async ({ clerk, space, run }) => {
      space.write("config/other.yaml", GOOD);
      expectExit(await run("plan", "--file", "config/other.yaml", "--detailed-exitcode"), 2);
      expectExit(await run("plan", "-f", "config/other.yaml", "--detailed-exitcode"), 2);
      expect(clerk.writes()).toEqual([]);
    }));

  test.for([
    ["HOME is unset", { HOME: undefined }],
    ["a bad TMPDIR", { TMPDIR: "/nonexistent" }],
    ["CI=true", { CI: "true" }],
    ["GITHUB_ACTIONS without its other variables", { GITHUB_ACTIONS: "true" }],
    ["FORCE_COLOR=0", { FORCE_COLOR: "0" }],
    ["TERM=dumb", { TERM: "dumb" }],
  ] as [string, Record<string, string | undefined>][])("works with %s", ([, env]) =>
    scenario({ yaml: GOOD }, async ({ runWith }) => {
      expectExit(await runWith({ env }, "plan", "--detailed-exitcode"), 2);
    }),
  );

  test("a reader that goes away early is no crash", () =>
    scenario({ yaml: GOOD }, async ({ start }) => {
      const running = start("plan", "--verbose");
      running.child.stdout?.destroy();
      const result = await running.done;
      expectExit(result, 0);
    }));
});
