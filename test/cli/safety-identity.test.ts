/** Who is it? The pin, the key's prefix and GET /instance agree, or nothing else is asked. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { errorOf } from "../rig/documents.ts";

const RIGHT_ID = "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa";
const pinned = (target: string): string =>
  `version: 1\ntarget: ${target}\nprotect: { rules_enabled: true }\n`;
const COMMANDS = [
  ["plan", ["plan"]],
  ["drift", ["drift"]],
  ["apply", ["apply", "--yes"]],
] as const;

describe.concurrent(
  "a key for the wrong kind of instance is exit 4 before any request",
  { timeout: 60_000 },
  () => {
    test.for(
      COMMANDS.flatMap(([name, args]) => [
        [name, args, "production", DEVELOPMENT_KEY] as const,
        [name, args, "development", PRODUCTION_KEY] as const,
      ]),
    )("%s: %j with target %s", ([, args, type, key]) =>
      scenario(
        { yaml: pinned(`{ environment_type: ${type} }`), clerk: { key } },
        async ({ clerk, run }) => {
          const result = await run(...args);
          expectExit(result, 4);
          expect(result.said).toContain(type);
          expect(clerk.requests).toEqual([]);
          const json = await run(...args, "--format", "json");
          expectExit(json, 4);
          errorOf(json);
        },
      ),
    );
  },
);

describe.concurrent("another instance is exit 4 after one GET", { timeout: 60_000 }, () => {
  test.for(COMMANDS)("%s", ([, args]) =>
    scenario(
      { yaml: pinned("{ instance_id: ins_2someOtherInstance }") },
      async ({ clerk, run }) => {
        const result = await run(...args);
        expectExit(result, 4);
        expect(result.said).toContain("ins_2someOtherInstance");
        expect(result.said).toContain(RIGHT_ID);
        expect(clerk.lines()).toEqual(["GET /instance"]);
      },
    ),
  );

  test.for(COMMANDS)("%s: the instance is of another kind than its key says", ([, args]) =>
    scenario(
      {
        yaml: pinned(`{ instance_id: ${RIGHT_ID} }`),
        clerk: {
          key: DEVELOPMENT_KEY,
          state: (state) => {
            state.environment_type = "production";
          },
        },
      },
      async ({ clerk, run }) => {
        const result = await run(...args);
        expectExit(result, 4);
        expect(clerk.lines()).toEqual(["GET /instance"]);
      },
    ),
  );

  test("without a pin, too, the key and the instance must agree before anything is written", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\n",
        clerk: {
          key: DEVELOPMENT_KEY,
          state: (state) => {
            state.environment_type = "production";
          },
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 4);
        expect(clerk.writes()).toEqual([]);
      },
    ));
});

describe.concurrent("the right instance", { timeout: 60_000 }, () => {
  test.for([
    ["by id", `{ instance_id: ${RIGHT_ID} }`],
    ["by type", "{ environment_type: development }"],
    ["by both", `{ instance_id: ${RIGHT_ID}, environment_type: development }`],
  ])("%s is applied to", ([, target]) =>
    scenario({ yaml: pinned(target ?? "") }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.patches()).toHaveLength(1);
    }),
  );

  test("stands in the header of every output", () =>
    scenario({ yaml: pinned(`{ instance_id: ${RIGHT_ID} }`) }, async ({ run }) => {
      for (const args of [
        ["plan"],
        ["drift"],
        ["plan", "--format", "markdown"],
        ["apply", "--yes"],
      ]) {
        const result = await run(...args);
        expect(result.stdout + result.stderr).toContain(RIGHT_ID);
        expect(result.stdout + result.stderr).toContain("development");
      }
    }));

  test("of an environment is checked against that environment's pin", () =>
    scenario(
      {
        yaml: `version: 1\ntarget: { instance_id: ${RIGHT_ID} }\nprotect: { rules_enabled: true }\nenvironments:\n  other: { target: { instance_id: ins_2other } }\n`,
      },
      async ({ clerk, run }) => {
        expectExit(await run("plan", "--base"), 0);
        clerk.forget();
        expectExit(await run("plan", "-e", "other"), 4);
        expect(clerk.lines()).toEqual(["GET /instance"]);
      },
    ));
});

test("the instance changes between reading and writing: exit 4, nothing written", () =>
  scenario(
    {
      yaml: pinned(`{ instance_id: ${RIGHT_ID} }`),
      clerk: {
        onRequest: (_, state, earlier) => {
          // Once everything has been read, the address answers for another instance.
          if (earlier.some(({ path }) => path === "/instance/protect"))
            state.id = "ins_2anotherNow";
        },
      },
    },
    async ({ clerk, run, space }) => {
      expectExit(await run("plan", "--out", "plan.json"), 0);
      expect(space.read("plan.json")).toContain(RIGHT_ID);
      clerk.forget();
      clerk.state.id = "ins_2anotherNow";
      expectExit(await run("apply", "plan.json"), 4);
      expect(clerk.writes()).toEqual([]);
    },
  ));
