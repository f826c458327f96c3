/** What somebody meets in the first hours: each message says what is the matter, and what to do, in true words. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type CliResult } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";

/** What is said beside a result, on one line. */
const said = ({ stderr }: CliResult): string => stderr.replaceAll(/\n +/g, " ");

const FILE = "version: 1\nprotect: { rules_enabled: true }\n";

describe.concurrent("a folder where a file is looked for", { timeout: 60_000 }, () => {
  test.for(["validate", "plan", "pull", "init"])("%s: is called a folder", (command) =>
    scenario({}, async ({ clerk, space, run }) => {
      mkdirSync(space.path("clerkwork.yaml"));
      const result = await run(command, ...(command === "init" ? ["--yes"] : []));
      expectExit(result, 3);
      expect(said(result)).toMatch(/^clerkwork: clerkwork\.yaml is a folder, and a file/);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("that is named and empty is called one too", () =>
    scenario({}, async ({ space, run }) => {
      mkdirSync(space.path("tenants"));
      const result = await run("validate", "-f", "tenants");
      expectExit(result, 3);
      expect(said(result)).toContain("-f tenants is a folder and holds no .yaml or .yml file");
    }));
});

describe.concurrent("a path in a folder that is not there", { timeout: 60_000 }, () => {
  test.for([
    ["pull", "-f", "sub/nope.yaml"],
    ["plan", "--out", "sub/plan.json"],
  ] as const)("%s names the folder", (args) =>
    scenario({ yaml: FILE }, async ({ run }) => {
      const result = await run(...args);
      expectExit(result, 3);
      expect(said(result)).toContain("the folder sub does not exist");
    }),
  );
});

describe.concurrent("a secret key of another instance", { timeout: 60_000 }, () => {
  const PINNED = "version: 1\ntarget: { instance_id: ins_other, secret_key_env: SHOP_KEY }\n";

  test.for([
    ["a variable", [], "SHOP_KEY: check it"],
    ["a file of variables", ["--dotenv", ".env"], "SHOP_KEY in .env: check it"],
  ] as const)("in %s: where it comes from is said", ([, args, origin]) =>
    scenario({ yaml: `${PINNED}protect: { rules_enabled: true }\n` }, async (scene) => {
      const { space, runWith } = scene;
      space.write(".env", `SHOP_KEY=${DEVELOPMENT_KEY}\n`);
      const env = args.length === 0 ? { SHOP_KEY: DEVELOPMENT_KEY } : {};
      const result = await runWith({ env }, "plan", ...args);
      expectExit(result, 4);
      expect(said(result)).toContain(
        `the secret key comes from ${origin}, and the target in clerkwork.yaml`,
      );
    }),
  );

  test("that Clerk does not accept", () =>
    scenario({ yaml: FILE }, async ({ space, runWith }) => {
      space.write(".env", `CLERK_SECRET_KEY=${PRODUCTION_KEY}x\n`);
      const env = { CLERK_SECRET_KEY: undefined };
      const result = await runWith({ env }, "plan", "--dotenv", ".env");
      expectExit(result, 1);
      expect(said(result)).toContain("the secret key comes from CLERK_SECRET_KEY in .env");
    }));
});

describe.concurrent("a slip on the command line", { timeout: 60_000 }, () => {
  test.for([
    [["-f", "it's.yaml", "plan", "--env", "a"], /: clerkwork plan -f 'it'\\''s\.yaml' --env a /],
    [["aply"], /no command "aply" clerkwork plan shows what would be sent; clerkwork help/],
    [["init", "--ci", "gitlab"], /--ci takes github or none, not "gitlab": a workflow is written/],
    [["init", "--ci", "githb"], /did you mean github\?/],
  ] as const)("%s", ([args, words]) =>
    scenario({}, async ({ run }) => {
      const result = await run(...args);
      expectExit(result, 3);
      expect(said(result)).toMatch(words);
    }),
  );
});

describe.concurrent("apply --all", { timeout: 60_000 }, () => {
  const KEY = "sk_test_nextSecond0123456789ab";

  test("pages are apart by one empty line, and hold none beside the plan's own", () =>
    scenario(
      {
        yaml: `${FILE}environments: { one: {}, two: { target: { secret_key_env: SECOND_KEY } } }\n`,
        env: { SECOND_KEY: KEY },
        clerk: { others: [{ key: KEY, frontendPath: "/second" }] },
      },
      async ({ run }) => {
        const { stdout } = await run("apply", "--all", "--yes");
        const pages = stdout.split(/^(?=clerkwork apply)/m);
        expect(pages).toHaveLength(2);
        expect(pages[0]?.replace(/.*\n(?=\n$)/s, "")).toBe("\n");
        for (const page of pages) {
          expect(page).not.toContain("\n\n\n");
          expect(page).toMatch(/^PATCH \S+\n {2}✓ /m);
        }
      },
    ));
});

describe.concurrent("a failure where Markdown is wanted", { timeout: 60_000 }, () => {
  test.for([
    ["no file", [], ["plan"], 3, /^### clerkwork: FAILED\n\n- `No clerkwork\.yaml here/],
    ["a flag", [], ["plan", "--nope"], 3, /^### clerkwork: FAILED\n\n- `plan has no flag --nope`/],
    [
      "an instance",
      ["target: { instance_id: ins_other }\n"],
      ["drift"],
      4,
      /^### clerkwork: REFUSED\n\n- `the secret key belongs to instance /,
    ],
    ["the file", ["nope: 1\n"], ["plan"], 3, /^### clerkwork: not valid, 1 issue\n/],
  ] as const)("of %s is a page", ([, more, args, code, page]) =>
    scenario({}, async ({ space, run }) => {
      if (more.length > 0) space.write("clerkwork.yaml", `${FILE}${more.join("")}`);
      const result = await run(...args, "--format", "markdown");
      expectExit(result, code);
      expect(result.stdout).toMatch(page);
      expect(result.stderr).not.toBe("");
    }),
  );
});

describe.concurrent("where nothing is to be done", { timeout: 60_000 }, () => {
  test("pull into a file without settings doesn't call it in order", () =>
    scenario({ yaml: "version: 1\n" }, async ({ run }) => {
      const { stdout } = await run("pull");
      expect(stdout).toContain("nothing to write, because it names no setting");
      expect(stdout).toContain("Take the instance's settings in: clerkwork pull --add");
      expect(stdout).not.toContain("says what the instance has");
    }));

  test.for([["plan"], ["apply", "--yes"]])("%s says what tells later", (args) =>
    scenario({ yaml: "version: 1\nprotect: { rules_enabled: false }\n" }, async ({ run }) => {
      const { stdout } = await run(...args, "--only", "protect", "--max-changes", "1");
      expect(stdout).toMatch(/^See later whether it stays so: clerkwork drift --only protect$/m);
    }),
  );

  test("plan of a file without settings names no drift, which would have nothing to watch", () =>
    scenario({ yaml: "version: 1\n" }, async ({ run }) => {
      expect((await run("plan")).stdout).not.toContain("clerkwork drift");
    }));

  test("no file, and an environment is named: the command that writes one with it", () =>
    scenario({ env: { CLERK_SECRET_KEY_STAGING: DEVELOPMENT_KEY } }, async ({ space, run }) => {
      const result = await run("plan", "--env", "staging");
      expect(said(result)).toContain("Start with: clerkwork pull --env staging   Or name");
      expectExit(await run("pull", "--env", "staging"), 0);
      expect(space.read("clerkwork.yaml")).toContain("staging:");
    }));
});

describe.concurrent("plan --unmanaged", { timeout: 60_000 }, () => {
  const clerk = {
    state: (state: { communication: { blocked_country_codes: string[] } }) => {
      state.communication.blocked_country_codes = ["RU", "KP", "CU"];
    },
  };
  test("sorts what has no order, and ends with the command that takes it in", () =>
    scenario({ yaml: FILE, clerk }, async ({ run }) => {
      const text = await run("plan", "--unmanaged", "--only", "communication");
      expect(text.stdout).toMatch(/blocked_country_codes +\[CU, KP, RU\]/);
      expect(text.stdout).toMatch(/one of them:\n {4}clerkwork pull --add$/m);
      const page = await run("plan", "--unmanaged", "--format", "markdown");
      expect(page.stdout).toContain("[CU, KP, RU]");
      expect(page.stdout).toContain("```sh\nclerkwork pull --add\n```");
      expectExit(await run("pull", "--add"), 0);
    }));
});

describe.concurrent("a plan that is no longer the one", { timeout: 60_000 }, () => {
  const TWO = `${FILE}restrictions: { blocklist: true }\n`;

  test("that was saved: what Clerk had and has, what the file says, and the whole command", () =>
    scenario({ yaml: TWO }, async ({ clerk, run }) => {
      expectExit(await run("plan", "--out", "p.json", "-f", "clerkwork.yaml"), 0);
      clerk.state.protect.rules_enabled = true;
      const result = await run("apply", "p.json", "-f", "clerkwork.yaml");
      expectExit(result, 4);
      expect(said(result)).toContain("Clerk holds something else than when the plan was made");
      expect(said(result)).toContain(
        "protect.rules_enabled: Clerk had false and now has true; the file says true",
      );
      const command = "plan --out p.json --force -f clerkwork.yaml".split(" ");
      expect(said(result)).toContain(`make a new plan: clerkwork ${command.join(" ")}`);
      expectExit(await run(...command), 0);
      expectExit(await run("apply", "p.json", "-f", "clerkwork.yaml"), 0);
    }));

  test("that is no plan: the command for one has what was given, and overwrites nothing", () =>
    scenario({ yaml: TWO }, async ({ space, run }) => {
      space.write("notes.txt", "none");
      const result = await run("apply", "notes.txt", "-f", "clerkwork.yaml");
      expect(said(result)).toContain("make one: clerkwork plan --out FILE -f clerkwork.yaml");
    }));

  test("that --expect names: what has come, what is gone, and the command that shows it", () =>
    scenario({ yaml: TWO }, async ({ clerk, run }) => {
      const { stdout } = await run("plan");
      const [fingerprint = ""] = /sha256:[0-9a-f]{64}/.exec(stdout) ?? [];
      clerk.state.protect.rules_enabled = true;
      const gone = await run("apply", "--yes", "--expect", fingerprint, "--only", "protect");
      expectExit(gone, 0);
      const less = await run("apply", "--yes", "--expect", fingerprint);
      expectExit(less, 4);
      expect(said(less)).toContain(
        "since then Clerk has come to hold what the file says of protect.rules_enabled",
      );
      expect(said(less)).toContain("review it again: clerkwork plan");
      const other = `sha256:${"0".repeat(64)}`;
      const unknown = await run("apply", "--yes", "--expect", other);
      expect(said(unknown)).toContain("can't be told from a fingerprint");
    }));
});
