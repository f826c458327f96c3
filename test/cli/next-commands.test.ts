/** Commands that a run shows: whoever copies one into a shell gets what the run was about, with all that was given. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";

const FILE = "version: 1\nprotect: { rules_enabled: true }\n";
const UNSET = { CLERK_SECRET_KEY: undefined };
const DOTENV = `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`;

/** The words that a shell makes of the command behind `before`, without the program's name. */
function wordsAfter(before: RegExp, text: string): readonly string[] {
  const [, command] =
    new RegExp(`${before.source}\\s*clerkwork ((?:.*\\\\\n)*.*)$`, "m").exec(text) ?? [];
  if (command === undefined) throw new Error(`no command after ${before.source} in ${text}`);
  const { stdout } = spawnSync("/bin/sh", ["-c", `printf '%s\\n' ${command}`], {
    encoding: "utf8",
  });
  return stdout.trimEnd().split("\n");
}

const thenRun = /then run:/;

describe.concurrent("init", { timeout: 60_000 }, () => {
  test("the next commands name the file of variables and the file", () =>
    scenario({ env: UNSET }, async ({ space, run }) => {
      space.write(".env.local", DOTENV);
      const init = await run("init", "--yes", "--dotenv", ".env.local", "-f", "it's ours.yaml");
      expectExit(init, 0);
      const rest = ["-f", "it's ours.yaml", "--dotenv", ".env.local"];
      const shown = init.stdout
        .split("\n")
        .map((text) => text.replace(/ {3,}\w.*$/, ""))
        .join("\n");
      for (const command of ["plan", "apply", "drift"])
        expect(wordsAfter(new RegExp(`^ {2}(?=clerkwork ${command} )`), shown)).toEqual([
          command,
          ...rest,
        ]);
      expectExit(await run("plan", ...rest), 0);
      expectExit(await run("drift", ...rest), 0);
    }));

  test("without a terminal: the command that doesn't ask has what was given", () =>
    scenario({ env: UNSET }, async ({ run }) => {
      const result = await run("init", "--dotenv", ".env", "-f", "a.yaml", "--ci", "github");
      expectExit(result, 4);
      expect(wordsAfter(thenRun, result.stderr)).toEqual(
        "init --yes --ci github -f a.yaml --dotenv .env".split(" "),
      );
    }));
});

describe.concurrent("pull", { timeout: 60_000 }, () => {
  test("a new file: plan with the file of variables", () =>
    scenario({ env: UNSET }, async ({ space, run }) => {
      space.write(".env", DOTENV);
      const pulled = await run("pull", "--dotenv", ".env");
      expectExit(pulled, 0);
      expect(pulled.stdout).toContain("Next: clerkwork plan --dotenv .env, which says");
    }));
});

describe.concurrent("pull of what can't be edited", { timeout: 60_000 }, () => {
  const ALIAS = `version: 1
environments:
  one: { restrictions: &same { blocklist: true } }
  two: { restrictions: *same }
`;
  test("an alias: write it out, and pull once more", () =>
    scenario({ yaml: ALIAS }, async ({ space, run }) => {
      const refused = await run("pull", "--env", "two", "--only", "restrictions");
      expectExit(refused, 4);
      const words = wordsAfter(
        /^Write those lines out, or change them by hand; then:\n {2}/,
        refused.stdout,
      );
      expect(words).toEqual(["pull", "--only", "restrictions", "--env", "two"]);
      space.write("clerkwork.yaml", ALIAS.replace("*same", "{ blocklist: true }"));
      expectExit(await run(...words), 0);
      expect(space.read("clerkwork.yaml")).toContain("two: { restrictions: { blocklist: false } }");
    }));
});

describe.concurrent("apply where nobody can be asked", { timeout: 60_000 }, () => {
  test("shows the plan, and the command that doesn't ask has all that was given", () =>
    scenario({ env: UNSET }, async ({ clerk, space, run }) => {
      space.write(".env", DOTENV);
      space.write("b.yaml", `${FILE}environments: { staging: {} }\n`);
      const given =
        "-f b.yaml --env staging --dotenv .env --only protect --without-frontend-api --allow weakens_security --max-changes 3 --receipt r.json --keep-going --require-confirmed --full --verbose --no-color --format text";
      const result = await run("apply", ...given.split(" "));
      expectExit(result, 4);
      expect(result.stdout).toMatch(/rules_enabled +false → true/);
      const words = wordsAfter(thenRun, result.stderr);
      expect(words).toEqual(["apply", "--yes", ...given.split(" ")]);
      expect(clerk.writes()).toEqual([]);
      expectExit(await run(...words), 0);
      expect(clerk.state.protect.rules_enabled).toBe(true);
    }));

  test("a refused plan shows its refusals, as with --yes", () =>
    scenario(
      {
        yaml: "version: 1\nrestrictions: { blocklist: false }\n",
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => {
            state.environment_type = "production";
            state.restrictions.blocklist = true;
          },
        },
      },
      async ({ clerk, run }) => {
        const [asking, agreed] = [await run("apply"), await run("apply", "--yes")];
        for (const result of [asking, agreed]) {
          expectExit(result, 4);
          expect(result.said).toContain("--allow weakens_security=restrictions.blocklist");
          expect(result.said).not.toContain("--yes");
        }
        expect(asking.stderr).toBe(agreed.stderr);
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("with nothing to send there is nothing to ask", () =>
    scenario({ yaml: "version: 1\nprotect: { rules_enabled: false }\n" }, async ({ run }) => {
      expectExit(await run("apply"), 0);
    }));

  test("--all is not narrowed to the first environment", () =>
    scenario(
      {
        yaml: `${FILE}environments: { one: {}, two: { target: { secret_key_env: SECOND_KEY } } }\n`,
        env: { SECOND_KEY: "sk_test_nextSecond0123456789ab" },
        clerk: { others: [{ key: "sk_test_nextSecond0123456789ab", frontendPath: "/second" }] },
      },
      async ({ run }) => {
        const result = await run("apply", "--all", "--receipt", "receipts");
        expectExit(result, 4);
        expect(wordsAfter(thenRun, result.stderr)).toEqual(
          "apply --yes --all --receipt receipts".split(" "),
        );
      },
    ));
});

describe.concurrent(
  "apply of a file of settings in the place of a saved plan",
  { timeout: 60_000 },
  () => {
    test.for(["other.yaml", "other.yml"])("names -f: %s", (name) =>
      scenario({ yaml: FILE }, async ({ clerk, space, run }) => {
        space.write(name, FILE);
        const result = await run("apply", name, "--only", "protect");
        expectExit(result, 3);
        expect(wordsAfter(/named with -f:/, result.stderr)).toEqual(
          `apply -f ${name} --only protect`.split(" "),
        );
        expect(clerk.requests).toEqual([]);
      }),
    );
  },
);

describe.concurrent("rollback of an environment's receipt", { timeout: 60_000 }, () => {
  test("names the environment where its key is in a variable of its own, and works so", () =>
    scenario({ env: UNSET }, async ({ space, run }) => {
      space.write(".env", DOTENV.replace("SECRET_KEY", "SECRET_KEY_PRODUCTION"));
      space.write(
        "clerkwork.yaml",
        `${FILE}environments: { production: { target: { secret_key_env: CLERK_SECRET_KEY_PRODUCTION } } }\n`,
      );
      const given = ["--dotenv", ".env"];
      expectExit(
        await run("apply", "--yes", "--env", "production", "--receipt", "r.json", ...given),
        0,
      );
      const lost = await run("rollback", "r.json", "--yes", ...given);
      expectExit(lost, 3);
      const words = wordsAfter(/stands in the file:/, lost.stderr);
      expect(words).toEqual(["rollback", "r.json", "--env", "production", ...given]);
      expectExit(await run(...words, "--yes"), 0);
    }));

  test("--all is no typo of --allow", () =>
    scenario({}, async ({ run }) => {
      const result = await run("rollback", "r.json", "--all");
      expectExit(result, 3);
      expect(result.said).not.toContain("--allow");
      expect(result.said).toContain("one at a time");
    }));
});

describe.concurrent("rollback where nobody can be asked", { timeout: 60_000 }, () => {
  test("names its receipt and its flags", () =>
    scenario({ yaml: FILE }, async ({ run }) => {
      expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
      const result = await run("rollback", "r.json", "--receipt", "s.json", "--max-changes", "2");
      expectExit(result, 4);
      const words = wordsAfter(thenRun, result.stderr);
      expect(words).toEqual("rollback r.json --yes --receipt s.json --max-changes 2".split(" "));
      expectExit(await run(...words), 0);
    }));
});

describe.concurrent("the end of a run that wrote", { timeout: 60_000 }, () => {
  test("rollback: the file still says it; what pulls it is named, and works", () =>
    scenario({}, async ({ space, run }) => {
      space.write("a.yaml", `${FILE}environments: { staging: {} }\n`);
      const target = "-f a.yaml --env staging".split(" ");
      expectExit(await run("apply", "--yes", "--receipt", "r.json", ...target), 0);
      const back = await run("rollback", "r.json", "--yes", ...target);
      expectExit(back, 0);
      expect(back.stdout).toContain("still says what was taken back");
      const words = wordsAfter(/^Take what Clerk has into the file:/, back.stdout);
      expect(words).toEqual(["pull", ...target]);
      expectExit(await run("plan", "--detailed-exitcode", ...target), 2);
      expectExit(await run(...words), 0);
      expectExit(await run("plan", "--detailed-exitcode", ...target), 0);
    }));

  test("apply without a receipt: what can't be done, and what tells whether it stays", () =>
    scenario({ yaml: FILE }, async ({ run }) => {
      const applied = await run("apply", "--yes", "--only", "protect");
      expect(applied.stdout).toContain("No receipt was asked for (--receipt FILE)");
      const words = wordsAfter(/^See later whether it stays so:/, applied.stdout);
      expect(words).toEqual(["drift", "--only", "protect"]);
      expectExit(await run(...words), 0);
    }));
});

describe.concurrent("change-domain where nobody can be asked", { timeout: 60_000 }, () => {
  test("keeps --secondary and the file of variables", () =>
    scenario({ env: UNSET }, async ({ space, run }) => {
      space.write(".env", `CLERK_SECRET_KEY=${PRODUCTION_KEY}\n`);
      const home = "https://www.example.com/";
      const result = await run("change-domain", home, "--secondary", "--dotenv", ".env");
      expectExit(result, 4);
      expect(wordsAfter(thenRun, result.stderr)).toEqual(
        `change-domain ${home} --confirm www.example.com --secondary --dotenv .env`.split(" "),
      );
    }));
});

describe.concurrent("plan", { timeout: 60_000 }, () => {
  test("the command that applies it has its permissions and its receipt, and works", () =>
    scenario({ yaml: `${FILE}beta: { from_email_address: hello }\n` }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", "--only", "beta", "--receipt", "r.json"), 0);
      const planned = await run("plan", "--receipt", "r.json", "--max-changes", "1");
      expectExit(planned, 0);
      const words = wordsAfter(/^Apply it:/, planned.stdout);
      expect(words).toEqual("apply --max-changes 1 --receipt r.json".split(" "));
      clerk.forget();
      expectExit(await run(...words, "--yes"), 0);
      expect(clerk.writes()).toHaveLength(1);
    }));

  test("a file whose name needs quotes", () =>
    scenario({}, async ({ space, run }) => {
      space.write("it's.yaml", FILE);
      const planned = await run("plan", "-f", "it's.yaml", "--out", "plan.json");
      const words = wordsAfter(/^Apply it:/, planned.stdout);
      expect(words).toEqual(["apply", "plan.json", "-f", "it's.yaml"]);
      expectExit(await run(...words), 0);
    }));
});

describe.concurrent("drift", { timeout: 60_000 }, () => {
  test("what puts it back touches only the sections that were looked at", () =>
    scenario({ yaml: `${FILE}restrictions: { blocklist: true }\n` }, async ({ run }) => {
      const found = await run("drift", "--only", "protect", "--without-frontend-api");
      expectExit(found, 2);
      expect(found.stdout).toContain(
        "Put it back: clerkwork apply --only protect --without-frontend-api",
      );
      expect(found.stdout).toContain(
        "Keep it: clerkwork pull --without-frontend-api --only protect.rules_enabled",
      );
    }));
});
