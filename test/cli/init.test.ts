/** A guided start: two commands from an empty folder to a plan that says "No changes". */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { startEmulator } from "../../src/emulator/emulator.ts";
import { CLI, expectExit, runCli, scenario, workspace, type Scenario } from "../rig/cli.ts";
import { at, listAt, type Json } from "../rig/json.ts";

const LIVE_KEY = "sk_live_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy";
const TEST_KEY = "sk_test_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy";

describe("init --yes, then plan: No changes", () => {
  test.for([TEST_KEY, LIVE_KEY])("the emulator, %#", async (key) => {
    const emulator = await startEmulator();
    const space = workspace();
    try {
      const options = {
        cwd: space.dir,
        env: { CLERK_API_URL: emulator.apiUrl, CLERK_SECRET_KEY: key },
      };
      const init = await runCli(["init", "--yes"], options);
      expectExit(init, 0);
      expect(init.stdout.match(/^ {2}clerkwork (?:plan|apply|drift) /gm)).toHaveLength(3);
      const plan = await runCli(["plan"], options);
      expectExit(plan, 0);
      expect(plan.stdout).toContain("No changes");
      expect(space.read("clerkwork.yaml")).not.toContain("environments:");
      expect(readdirSync(space.dir)).toEqual(["clerkwork.yaml"]);
    } finally {
      await emulator.close();
      space.remove();
    }
  });

  test.for([
    ["development", TEST_KEY],
    ["production", LIVE_KEY],
  ] as const)("a server that is not ours, %s", ([type, key]) =>
    scenario(
      {
        clerk: {
          key,
          state: (state) => {
            state.environment_type = type;
          },
        },
      },
      async ({ run }) => {
        expectExit(await run("init", "--yes"), 0);
        const plan = await run("plan");
        expectExit(plan, 0);
        expect(plan.stdout).toContain("No changes");
      },
    ),
  );
});

test("the file and the workflow, whole", async () => {
  const emulator = await startEmulator();
  const space = workspace();
  try {
    const env = { CLERK_API_URL: emulator.apiUrl, CLERK_SECRET_KEY: TEST_KEY };
    mkdirSync(space.path(".git"));
    expectExit(await runCli(["init", "--yes", "--ci", "github"], { cwd: space.dir, env }), 0);
    const file = space.read("clerkwork.yaml").replaceAll(/ins_\w+/g, "ins_of_the_emulator");
    await expect(file).toMatchFileSnapshot("golden/init/clerkwork.yaml.golden");
    const workflow = space.read(".github/workflows/clerkwork.yml");
    await expect(workflow).toMatchFileSnapshot("golden/init/clerkwork.yml.golden");
  } finally {
    await emulator.close();
    space.remove();
  }
});

describe("what is there is left alone", () => {
  test.for(["clerkwork.yaml", "clerkwork.yml"])("%s", (name) =>
    scenario({}, async ({ clerk, run, space }) => {
      space.write(name, "version: 1\n");
      const result = await run("init", "--yes", "--ci", "github");
      expectExit(result, 0);
      expect(result.stdout).toContain(`${name} is there already: it was left alone.`);
      expect(space.read(name)).toBe("version: 1\n");
      expect(readdirSync(space.dir)).toEqual([name]);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("one that is not valid: exit 3 with what is wrong in it, and no word of a plan", () =>
    scenario({}, async ({ clerk, run, space }) => {
      const text = "version: 1\ninstance: { hipb: true }\n";
      space.write("clerkwork.yaml", text);
      const result = await run("init", "--yes");
      expectExit(result, 3);
      expect(result.stdout).toBe("");
      expect(result.said).toContain("clerkwork.yaml:2:13");
      expect(result.said).toContain("init leaves a file alone that is there");
      expect(result.said).not.toContain("nothing changes");
      expect(space.read("clerkwork.yaml")).toBe(text);
      expect(clerk.requests).toEqual([]);
    }));

  test("one that is valid: what comes next is said of it, not of a new one", () =>
    scenario({}, async ({ run, space }) => {
      space.write("a b.yaml", "version: 1\nenvironments: { staging: {}, production: {} }\n");
      const result = await run("init", "--yes", "-f", "a b.yaml");
      expectExit(result, 0);
      expect(result.stdout).not.toContain("nothing changes");
      expect(result.stdout).toContain("clerkwork plan -f 'a b.yaml' --all\n");
      expectExit(await run("validate", "-f", "a b.yaml"), 0);
    }));

  test("a second init, in JSON too", () =>
    scenario({}, async ({ run, space }) => {
      expectExit(await run("init", "--yes"), 0);
      const text = space.read("clerkwork.yaml");
      const document = (await run("init", "--yes", "--format", "json")).json();
      expect([document["result"], document["exit_code"], document["created"]]).toEqual([
        "unchanged",
        0,
        false,
      ]);
      expect(space.read("clerkwork.yaml")).toBe(text);
    }));

  test("a workflow", () =>
    scenario({}, async ({ run, space }) => {
      space.write(".github/workflows/clerkwork.yml", "name: mine\n");
      expectExit(await run("init", "--yes", "--ci", "github"), 0);
      expect(space.read(".github/workflows/clerkwork.yml")).toBe("name: mine\n");
    }));
});

test("without a terminal and without --yes: exit 4, nothing read, nothing written", () =>
  scenario({}, async ({ clerk, run, space }) => {
    const result = await run("init");
    expectExit(result, 4);
    expect(result.said).toContain("clerkwork init --yes");
    expect(clerk.requests).toEqual([]);
    expect(readdirSync(space.dir)).toEqual([]);
  }));

test("without a key: exit 3, nothing written", () =>
  scenario({ env: { CLERK_SECRET_KEY: undefined } }, async ({ run, space }) => {
    expectExit(await run("init", "--yes"), 3);
    expect(readdirSync(space.dir)).toEqual([]);
  }));

test("the workflow pins its actions, reads the repository alone, and calls what exists", () =>
  scenario({}, async ({ run, space }) => {
    mkdirSync(space.path(".git"));
    expectExit(await run("init", "--yes", "--ci", "github"), 0);
    const text = space.read(".github/workflows/clerkwork.yml");
    const used = text.split("\n").filter((line) => line.includes("uses:"));
    expect(used.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const workflow = parse(text) as Json;
    expect(at(workflow, "permissions")).toEqual({});
    expect(text).not.toContain("pull_request_target");
    for (const job of ["plan", "apply", "drift"]) {
      const steps = listAt(workflow, "jobs", job, "steps");
      expect(at(steps.at(-1) ?? null, "env")).toEqual({
        GITHUB_TOKEN: "${{ github.token }}",
        CLERK_SECRET_KEY: "${{ secrets.CLERK_SECRET_KEY }}",
      });
    }
  }));

const hasScript = (spawnSync("script", ["--version"]).stdout ?? "").includes("util-linux");

/** Answers each question as it comes, on a terminal; gives back the screen and the exit code. */
async function converse(
  { clerk, space }: Scenario,
  answers: readonly (readonly [asked: RegExp, answer: string])[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly screen: string; readonly code: number | null }> {
  const child = spawn("script", ["-qec", `exec '${process.execPath}' '${CLI}' init`, "/dev/null"], {
    cwd: space.dir,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: space.dir,
      SHELL: "/bin/sh",
      TERM: "dumb",
      CLERK_API_URL: clerk.apiUrl,
      ...env,
    },
  });
  let screen = "";
  const left = [...answers];
  child.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString("utf8");
    const [next] = left;
    if (next?.[0].test(screen)) {
      left.shift();
      child.stdin.write(`${next[1]}\n`);
    }
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  expect(left).toEqual([]);
  return { screen, code };
}

describe.skipIf(!hasScript)("on a terminal", () => {
  const two = (body: (scene: Scenario) => Promise<void>): Promise<void> =>
    scenario(
      {
        clerk: {
          key: TEST_KEY,
          others: [
            {
              key: LIVE_KEY,
              frontendPath: "/live",
              state: (state) => {
                state.id = "ins_live";
                state.environment_type = "production";
              },
            },
          ],
        },
        env: { CLERK_SECRET_KEY_STAGING: TEST_KEY, LIVE_KEY },
      },
      body,
    );

  const QUESTIONS = [
    [/Environments, such as.*: $/, "staging production"],
    [/secret key of staging .*: $/, ""],
    [/secret key of production .*: $/, "LIVE_KEY"],
    [/CI: github or none.*: $/, "github"],
  ] as const;

  test("it asks, shows what it will write, writes it, and plan is empty", () =>
    two(async (scene) => {
      const { screen, code } = await converse(scene, [...QUESTIONS, [/Type yes: $/, "yes"]], {
        CLERK_SECRET_KEY_STAGING: TEST_KEY,
        LIVE_KEY,
      });
      expect(code).toBe(0);
      expect(screen).toContain("This will be written:");
      expect(screen).toContain("clerkwork plan --all");
      const text = scene.space.read("clerkwork.yaml");
      expect(text).toContain("secret_key_env: CLERK_SECRET_KEY_STAGING");
      expect(text).toContain("secret_key_env: LIVE_KEY");
      expect(scene.space.read(".github/workflows/clerkwork.yml")).toContain(
        "LIVE_KEY: ${{ secrets.LIVE_KEY }}",
      );
      const plan = await scene.run("plan", "--all");
      expectExit(plan, 0);
      expect(plan.stdout.match(/No changes/g)).toHaveLength(2);
    }));

  const PASTED = "sk_live_UGFzdGVkIGJ5IG1pc3Rha2Ugb25jZSAxMjM";
  const AGAIN = [
    [/Environments, such as.*: $/, "staging -x", /"-x" can't be the name of an environment/],
    [/Environments, such as.*: $/, PASTED, /a secret key is never typed here/],
    [/Environments, such as.*: $/, "staging", undefined],
    [/secret key of staging .*: $/, PASTED, /a secret key is never typed here/],
    [/secret key of staging .*: $/, "LIVE-KEY", /letters, digits and _/],
    [/secret key of staging .*: $/, "LIEV_KEY", /LIEV_KEY is not set/],
    [/secret key of staging .*: $/, "LIVE_KEY", undefined],
    [/CI: github or none.*: $/, PASTED, /answer github or none/],
    [/CI: github or none.*: $/, "gitlab", /answer github or none/],
    [/CI: github or none.*: $/, "GitHub", undefined],
    [/Type yes: $/, "yes", undefined],
  ] as const;

  test("an answer that can't be used is asked for again, with what is wrong; a key is not shown", () =>
    two(async (scene) => {
      const answers = AGAIN.map(([asked, answer]) => [asked, answer] as const);
      const { screen, code } = await converse(scene, answers, { LIVE_KEY });
      expect([code, screen]).toEqual([0, screen]);
      const said = screen.replace(/\s+/g, " ");
      let from = 0;
      for (const [, , wrong] of AGAIN.filter(([, , why]) => why !== undefined)) {
        const at = said.slice(from).search(wrong as RegExp);
        expect([wrong, at >= 0]).toEqual([wrong, true]);
        from += at + 1;
      }
      // What was typed is on the lines that it was typed on, and nowhere else.
      const typed = /^(?:Environments|Variable|CI)\b.*: sk_live_/;
      const shown = screen.split(/\r?\n/).filter((line) => line.includes(PASTED.slice(8, 16)));
      expect(shown.filter((line) => !typed.test(line))).toEqual([]);
      expect(shown).toHaveLength(3);
      const text = scene.space.read("clerkwork.yaml");
      expect(text).toContain("secret_key_env: LIVE_KEY");
      expect(readdirSync(scene.space.path(".github/workflows"))).toEqual(["clerkwork.yml"]);
    }));

  test("Ctrl-C at a question: exit 130, one sentence, nothing written", () =>
    two(async (scene) => {
      const { screen, code } = await converse(
        scene,
        [
          [/Environments, such as.*: $/, "staging"],
          [/secret key of staging .*: $/, "\u0003"],
        ],
        { CLERK_SECRET_KEY_STAGING: TEST_KEY },
      );
      expect(code).toBe(130);
      expect(screen.match(/^clerkwork: .*$/gm)?.map((line) => line.trim())).toEqual([
        "clerkwork: interrupted; nothing was written",
      ]);
      expect(readdirSync(scene.space.dir)).toEqual([]);
      expect(scene.clerk.requests).toEqual([]);
    }));

  test("no is no: exit 4, nothing written", () =>
    two(async (scene) => {
      const { code } = await converse(scene, [...QUESTIONS, [/Type yes: $/, "no"]], {
        CLERK_SECRET_KEY_STAGING: TEST_KEY,
        LIVE_KEY,
      });
      expect(code).toBe(4);
      expect(readdirSync(scene.space.dir)).toEqual([]);
    }));
});
