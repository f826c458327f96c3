/** Where the secret key comes from: a process variable, the file of --dotenv, and what is said when neither has it. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { errorOf } from "../rig/documents.ts";
import { at } from "../rig/json.ts";

const FILE = "version: 1\nprotect: { rules_enabled: true }\n";
const UNSET = { CLERK_SECRET_KEY: undefined };
const OTHER_SECRET = "dGhpcyBpcyBhIGRhdGFiYXNlIHBhc3N3b3Jk";

describe.concurrent("--dotenv", { timeout: 60_000 }, () => {
  test.for([
    ["plain", `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`],
    ["in double quotes", `CLERK_SECRET_KEY="${DEVELOPMENT_KEY}"\n`],
    ["in single quotes", `CLERK_SECRET_KEY='${DEVELOPMENT_KEY}'\n`],
    ["exported, with a comment", `# keys\nexport CLERK_SECRET_KEY=${DEVELOPMENT_KEY} # staging\n`],
    ["with CRLF and blanks around", `OTHER=1\r\nCLERK_SECRET_KEY = ${DEVELOPMENT_KEY}\r\n`],
    ["after a byte order mark", `\ufeffCLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`],
  ])("gives the key: %s", ([, text = ""]) =>
    scenario({ yaml: FILE, env: UNSET }, async ({ clerk, space, run }) => {
      space.write(".env.local", text);
      expectExit(await run("plan", "--dotenv", ".env.local"), 0);
      expect(new Set(clerk.requests.map(({ key }) => key))).toEqual(new Set([DEVELOPMENT_KEY]));
    }),
  );

  test("goes to the end with every command that needs a key", () =>
    scenario({ yaml: FILE, env: UNSET }, async ({ space, run }) => {
      space.write(".env", `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`);
      const withKey = ["--dotenv", ".env"];
      expectExit(await run("drift", ...withKey), 2);
      expectExit(await run("plan", "--out", "plan.json", ...withKey), 0);
      expectExit(await run("apply", "plan.json", "--receipt", "r.json", ...withKey), 0);
      expectExit(await run("rollback", "r.json", "--yes", ...withKey), 0);
      expectExit(await run("apply", "--yes", ...withKey), 0);
    }));

  test("is never read without being named, and a process variable counts before it", () =>
    scenario(
      { yaml: FILE, clerk: { others: [{ key: PRODUCTION_KEY }] } },
      async ({ space, run, runWith }) => {
        space.write(".env.local", `CLERK_SECRET_KEY=${PRODUCTION_KEY}\n`);
        const plan = await run("plan", "--dotenv", ".env.local", "--format", "json");
        expect(at(plan.json(), "target", "environment_type")).toBe("development");
        const bare = await runWith({ env: UNSET, secrets: [PRODUCTION_KEY] }, "plan");
        expectExit(bare, 3);
      },
    ));

  test("gives nothing but keys: no address, no proxy", () =>
    scenario({ yaml: FILE, env: UNSET }, async ({ clerk, space, run }) => {
      space.write(
        ".env",
        `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\nCLERK_API_URL=http://127.0.0.1:9\nHTTP_PROXY=http://127.0.0.1:9\nHTTPS_PROXY=http://127.0.0.1:9\n`,
      );
      expectExit(await run("plan", "--dotenv", ".env"), 0);
      expect(clerk.requests.length).toBeGreaterThan(0);
    }));

  test("brings the publishable key of its own pair, and not the process's", () =>
    scenario({ yaml: FILE, env: UNSET }, async ({ clerk, space, run, runWith }) => {
      space.write(".env", `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`);
      const foreign = { CLERK_PUBLISHABLE_KEY: "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k" };
      expectExit(await runWith({ env: foreign }, "plan", "--dotenv", ".env"), 0);
      space.write(
        ".env",
        `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\nCLERK_PUBLISHABLE_KEY=${foreign.CLERK_PUBLISHABLE_KEY}\n`,
      );
      clerk.forget();
      const refused = await run("plan", "--dotenv", ".env");
      expectExit(refused, 3);
      expect(refused.said).toContain("are of different environments");
      expect(clerk.requests).toEqual([]);
    }));

  test.for([
    ["is not there", undefined, /file of --dotenv, keys\.env, can't be read: it does not exist/],
    ["is UTF-16", Buffer.from("\ufeffA=1\n", "utf16le"), /can't be read: the file is UTF-16/],
    [
      "lacks the variable",
      "OTHER=1\n",
      /CLERK_SECRET_KEY is not set, and keys\.env does not have it/,
    ],
    ["has it empty", "CLERK_SECRET_KEY=\n", /CLERK_SECRET_KEY in keys\.env is empty/],
    [
      "has a publishable key there",
      "CLERK_SECRET_KEY=pk_test_abc\n",
      /CLERK_SECRET_KEY in keys\.env holds a publishable key/,
    ],
  ] as const)("that %s is exit 3 before any request", ([, content, says]) =>
    scenario({ yaml: FILE, env: UNSET }, async ({ clerk, space, run }) => {
      if (content !== undefined) space.write("keys.env", content);
      const refused = await run("plan", "--dotenv", "keys.env");
      expectExit(refused, 3);
      expect(refused.said).toMatch(says);
      expect(clerk.requests).toEqual([]);
    }),
  );
});

describe.concurrent("a key that is not set", { timeout: 60_000 }, () => {
  test.for([
    ["beside the file", { ".env.local": "" }, ".env.local"],
    ["under the other name", { ".env": "" }, ".env"],
    ["in both", { ".env": "", ".env.local": "" }, ".env.local"],
  ] as const)("is said to stand %s, without its value", ([, files, named]) =>
    scenario({ yaml: FILE, env: UNSET }, async ({ space, runWith }) => {
      for (const name of Object.keys(files))
        space.write(name, `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\nDATABASE=${OTHER_SECRET}\n`);
      const refused = await runWith({ secrets: [OTHER_SECRET, DEVELOPMENT_KEY] }, "plan");
      expectExit(refused, 3);
      expect(refused.stderr).toBe(
        `clerkwork: CLERK_SECRET_KEY is not set\n  ${named} has it: add --dotenv ${named}\n`,
      );
      expectExit(await runWith({}, "plan", "--dotenv", named), 0);
    }),
  );

  test("is not said to stand where it is empty, or another's", () =>
    scenario({ yaml: FILE, env: UNSET }, async ({ space, run }) => {
      space.write(".env.local", `CLERK_SECRET_KEY=\nCLERK_SECRET_KEY_2=${DEVELOPMENT_KEY}\n`);
      const refused = await run("plan");
      expectExit(refused, 3);
      expect(refused.said).not.toContain("--dotenv");
      expect(refused.said).toContain("set CLERK_SECRET_KEY to the instance's secret key");
    }));

  const THREE = `version: 1
protect: { rules_enabled: true }
environments:
  staging: { target: { secret_key_env: STAGING_KEY } }
  fine: { target: { secret_key_env: FINE_KEY } }
  production: {}
`;

  test("is named for every environment, before the first request", () =>
    scenario(
      { yaml: THREE, env: { ...UNSET, FINE_KEY: DEVELOPMENT_KEY } },
      async ({ clerk, run }) => {
        const said = [
          "no secret key for 2 environments",
          "staging: STAGING_KEY is not set",
          "production: CLERK_SECRET_KEY is not set",
        ];
        const apply = ["apply", "--all", "--yes"];
        const text = await run(...apply);
        expectExit(text, 3);
        expect(text.stderr).toContain(`clerkwork: ${said.join("\n  ")}\n`);
        const json = await run(...apply, "--format", "json");
        expect(errorOf(json)).toMatchObject({
          code: "invalid_secret_key",
          message: said.join("\n"),
        });
        // What writes needs all of them; what reads goes on with those that have one.
        expect(clerk.requests).toEqual([]);
        for (const command of ["plan", "drift"]) {
          const read = await run(command, "--all", "--format", "json");
          expectExit(read, 3);
          expect(read.stderr).toContain(`clerkwork: ${said.join("\n  ")}\n`);
          const { environments } = read.json();
          expect(environments).toMatchObject({
            staging: { error: { code: "invalid_secret_key", exit_code: 3 } },
            fine: { changes: [{ address: "protect.rules_enabled" }] },
            production: { error: { code: "invalid_secret_key", exit_code: 3 } },
          });
        }
      },
    ));

  test("of one environment says whose", () =>
    scenario({ yaml: THREE, env: UNSET }, async ({ space, run }) => {
      const refused = await run("plan", "-e", "production");
      expectExit(refused, 3);
      expect(refused.said).toContain("CLERK_SECRET_KEY is not set (environment production)");
      space.write(".env", `STAGING_KEY=${DEVELOPMENT_KEY}\nCLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`);
      const all = await run("plan", "--all");
      expectExit(all, 3);
      expect(all.said).toContain("no secret key for 3 environments");
      expect(all.said).toContain(".env has it: add --dotenv .env");
    }));
});

describe.concurrent("a key that can't be one says why", { timeout: 60_000 }, () => {
  const body = "C4n4ryC4n4ryC4n4ry";
  test.for([
    ["quotes", `"sk_test_${body}"`, "is in quotes: take them off"],
    ["a line break after", `sk_test_${body}\n`, "at index 26: it ends with a line break"],
    ["a line break inside", `sk_test_\n${body}`, "at index 8: a line break inside"],
    ["a blank before", ` sk_test_${body}`, "at index 0: it begins with a blank"],
    ["blanks alone", "   ", "at index 0: nothing but blanks"],
    ["a quotation mark", `“sk_test_${body}”`, "at index 0: it begins with a quotation mark"],
    ["too little", "sk_live_a", "holds no secret key: too little follows sk_live_"],
    ["too much", `sk_live_${"a".repeat(300)}`, "holds no secret key: it is too long"],
    ["a template", "${CLERK_KEY}", "holds no secret key: a template that nothing has filled in"],
  ])("%s", ([, key = "", says = ""]) =>
    scenario({ yaml: FILE, env: { CLERK_SECRET_KEY: key } }, async ({ clerk, runWith }) => {
      const refused = await runWith({ secrets: [body] }, "plan");
      expectExit(refused, 3);
      expect(refused.said).toContain("clerkwork: CLERK_SECRET_KEY ");
      expect(refused.said).toContain(says);
      expect(clerk.requests).toEqual([]);
    }),
  );
});
