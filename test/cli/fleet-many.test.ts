/** Runs over one, three, two hundred and a thousand instances: which ones, in which order, with whose keys; and writing them. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { chmodSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { FaultRule } from "../rig/clerk-faults.ts";
import {
  expectExit,
  scenario,
  type Scenario,
  type ScenarioOptions,
  type Workspace,
} from "../rig/cli.ts";
import { entryOf, pinnedFleet, recordsOf, SETTINGS, type Fleet } from "../rig/fleets.ts";
import { LONG } from "../rig/long.ts";

const namesIn = (stdout: string): readonly unknown[] =>
  recordsOf(stdout)
    .filter(({ type }) => type === "environment")
    .map(({ file, name }) => (name === null ? file : name));

const among = (fleet: Fleet, faults: readonly FaultRule[]): ScenarioOptions => ({
  ...fleet.options,
  clerk: { ...fleet.options.clerk, faults },
});

describe("as many as there are", { timeout: 120_000 }, () => {
  // A thousand take half a minute, most of it in the model.
  test.for(LONG ? [1, 3, 200, 1000] : [1, 3, 200])("%i, in the order of the file", (count) => {
    const { names, options, keys, keysFile } = pinnedFleet(count);
    // Keys in a file: an environment of a thousand variables is more than some systems take.
    return scenario(
      { ...options, env: { CLERK_SECRET_KEY: undefined } },
      async ({ clerk, space, runWith }) => {
        chmodSync(space.write("keys", keysFile), 0o600);
        const result = await runWith(
          { secrets: keys.slice(0, 5) },
          "plan",
          "--all",
          "--keys-file=keys",
          "--format=jsonl",
          "--report=r.jsonl",
        );
        expectExit(result, 0);
        expect(namesIn(result.stdout)).toEqual(names);
        expect(recordsOf(result.stdout).at(-1)).toMatchObject({ counts: { changed: count } });
        expect(space.read("r.jsonl")).toBe(result.stdout);
        const asked = keys.map((key) => clerk.requests.filter((one) => one.key === key).length);
        expect(Math.max(...asked)).toBeLessThan(8);
        const said = `^Planning ${count} environments, 16 at a time\n(?:.* planned.*\n)*${count} of ${count} planned, ${count} differ, in \\d+ s\n$`;
        // Of a few, the results say the same.
        const isMany = count > 20;
        expect(result.stderr).toMatch(isMany ? new RegExp(said) : /^(?:\d of .* planned.*\n)*$/);
      },
    );
  });
});

describe.concurrent("which files and environments", { timeout: 60_000 }, () => {
  const { ids, options } = pinnedFleet(4);
  const part = (...indices: readonly number[]): string =>
    `version: 1\n${SETTINGS}environments:\n${indices.map((index) => entryOf(`e${index}`, index, ids[index] ?? "")).join("")}`;
  const inFolder = (body: (scene: Scenario) => Promise<void>): Promise<void> =>
    scenario(options, async (scene) => {
      const { space } = scene;
      space.write("tenants/b.yaml", part(1, 0));
      space.write("tenants/a.yml", part(2));
      space.write("tenants/notes.txt", "no file of settings");
      space.write("more/c.yaml", part(3));
      await body(scene);
    });
  const found = ["a.yml:e2", "b.yaml:e1", "b.yaml:e0"].map((one) => `tenants/${one}`);

  test.for([
    { args: ["-f", "tenants"], said: found },
    { args: ["-f", "tenants/*.y*ml"], said: found },
    { args: ["-f", "more/c.yaml", "-f", "tenants"], said: ["more/c.yaml:e3", ...found] },
    { args: ["-f", "tenants", "-f", "tenants/b.yaml"], said: found },
    { args: ["-f", "tenants", "--match", "e[12]"], said: found.slice(0, 2) },
    { args: ["-f", "tenants", "--match", "e0", "--match", "e2"], said: [found[0], found[2]] },
  ])("$args", ({ args, said }) =>
    inFolder(async ({ run }) => {
      const result = await run("plan", "--all", ...args, "--format", "jsonl");
      expectExit(result, 0);
      const named = recordsOf(result.stdout)
        .filter(({ type }) => type === "environment")
        .map(({ file, name }) => `${String(file)}:${String(name)}`);
      expect(named).toEqual(said);
    }),
  );

  test.for([
    ["-f", "none"],
    ["-f", "tenants/*.json"],
    ["-f", "tenants", "--match", "x*"],
  ])("%s fits nothing: exit 3, and no request", (args) =>
    inFolder(async ({ clerk, run }) => {
      expectExit(await run("plan", "--all", ...args), 3);
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("--env asks each of several files, and says what asks one", () =>
    inFolder(async ({ run }) => {
      const refused = await run("plan", "-f", "tenants", "--env", "nobody");
      expectExit(refused, 3);
      expect(refused.stderr.replaceAll(/\s+/g, " ")).toMatch(
        /--match NAME takes the files that have it, and -f FILE --env NAME one file's/,
      );
    }));

  test("two environments of two files that are one instance are refused before anything is written", () =>
    inFolder(async ({ clerk, space, run }) => {
      space.write(
        "more/d.yaml",
        `version: 1\n${SETTINGS}environments:\n  twin: { target: { secret_key_env: K1 } }\n`,
      );
      const files = ["-f", "tenants", "-f", "more/d.yaml"];
      const refused = await run("apply", ...files, "--all", "--yes", "--report", "r.jsonl");
      expectExit(refused, 4);
      expect(refused.stderr).toContain("come to one instance");
      expect(clerk.writes()).toEqual([]);
      const records = recordsOf(space.read("r.jsonl"));
      expect(records[0]).toMatchObject({ type: "start", command: "apply" });
      const codes = records.slice(1, -1).map(({ error }) => (error as { code: string }).code);
      expect(codes).toHaveLength(Number(records[0]?.["total"]));
      expect(new Set(codes.slice(0, -1))).toEqual(new Set(["not_attempted"]));
      expect(codes.at(-1)).toBe("wrong_target");
      expect(records.at(-1)).toMatchObject({ type: "end", exit_code: 4 });
      expectExit(await run("report", "merge", "r.jsonl"), 4);
    }));
});

describe.concurrent("a file of keys", { timeout: 60_000 }, () => {
  const { keys, keysFile, options } = pinnedFleet(3);
  const bare = { ...options, env: { CLERK_SECRET_KEY: undefined } };

  test("that others may read is exit 3 before any request, outside of CI", () =>
    scenario(bare, async ({ clerk, space, runWith }) => {
      chmodSync(space.write("keys", keysFile), 0o644);
      const refused = await runWith({ secrets: keys }, "plan", "--all", "--keys-file", "keys");
      expectExit(refused, 3);
      expect(refused.stderr).toMatch(/others than its owner may read[^]*chmod 600/);
      expect(clerk.requests).toEqual([]);
      const env = { CI: "true" };
      expectExit(await runWith({ secrets: keys, env }, "plan", "--all", "--keys-file", "keys"), 0);
    }));

  const KEY = "sk_test_C4n4ryTwice0123456789abcdef";
  test.each([
    ["a folder", (space: Workspace) => mkdirSync(space.path("keys")), /it is a folder/],
    ["a line without a name", `K1=${KEY}\n\n${KEY}\n`, /line 3 is no NAME=VALUE/],
    ["a line without a value", "# keys\nK1\n", /line 2 is no NAME=VALUE/],
    [
      "two keys for one name",
      `K1=${KEY}\nK2=x\nK1="${KEY}2"\n`,
      /K1 has one value in line 1 and another in line 3/,
    ],
  ] as const)("that is %s is exit 3 before any request", (_, given, says) =>
    scenario(bare, async ({ clerk, space, runWith }) => {
      if (typeof given === "string") chmodSync(space.write("keys", given), 0o600);
      else given(space);
      const args = ["plan", "--all", "--keys-file", "keys"];
      const refused = await runWith({ secrets: [...keys, KEY] }, ...args);
      expectExit(refused, 3);
      expect(refused.stderr.replaceAll(/\s+/g, " ")).toMatch(says);
      expect(refused.stderr).not.toContain("chmod");
      expect(clerk.requests).toEqual([]);
    }),
  );

  test("may say one thing twice, and hold a value of several lines", () =>
    scenario(bare, async ({ space, runWith }) => {
      const more = `\uFEFFexport OTHER="a\nb c\nd"\r\n# none\r\n${keysFile}\n${keysFile}`;
      chmodSync(space.write("keys", more), 0o600);
      expectExit(await runWith({ secrets: keys }, "plan", "--all", "--keys-file", "keys"), 0);
    }));

  test("may be named by a variable; the process's own variables count first", () =>
    scenario(bare, async ({ space, runWith }) => {
      chmodSync(
        space.write(
          "keys",
          keysFile.replace(keys[1] ?? "", "sk_test_C4n4ryStaleKey0123456789abcdef"),
        ),
        0o600,
      );
      const env = { CLERKWORK_KEYS_FILE: "keys" };
      const secrets = [...keys, "sk_test_C4n4ryStaleKey0123456789abcdef"];
      expectExit(await runWith({ secrets, env }, "plan", "--all"), 1);
      expectExit(await runWith({ secrets, env: { ...env, K2: keys[1] } }, "plan", "--all"), 0);
    }));

  test.for(["text", "json", "jsonl", "markdown"])(
    "every key in it is kept out of %s, whoever's it is",
    (format) =>
      scenario(bare, async ({ clerk, space, runWith }) => {
        // One that looks like a key, and one that nothing but the file tells.
        const [spare, plain] = [
          "sk_live_C4n4rySpareKeyOfNobody0123456789",
          "opaque0C4n4ry7of9nobody",
        ];
        chmodSync(space.write("keys", `${keysFile}SPARE=${spare}\nPLAIN=${plain}\n`), 0o600);
        // Clerk says another instance's key, in a setting and in an error.
        clerk.stateOf(keys[0] ?? "").instance["support_email"] = `${plain}@example.com`;
        const said = `no access for ${spare}, ${plain} and ${keys[0] ?? ""}`;
        const action = { kind: "status", status: 403, code: "forbidden", message: said } as const;
        clerk.plant({ key: keys[1] ?? "", nth: "every", action });
        space.write(
          "clerkwork.yaml",
          space
            .read("clerkwork.yaml")
            .replace("protect:", "instance: { support_email: help@example.com }\nprotect:"),
        );
        const result = await runWith(
          { secrets: [...keys, spare, plain] },
          "plan",
          "--all",
          "--keys-file=keys",
          `--format=${format}`,
          "--report=r.jsonl",
        );
        expectExit(result, 1);
        expect(result.stderr).toContain("no access for");
      }),
  );
});

describe.concurrent("apply", { timeout: 60_000 }, () => {
  const fleet = pinnedFleet(5);
  const { keys, options } = fleet;
  const broken = (index: number): FaultRule => ({
    key: keys[index] ?? "",
    method: "PATCH",
    nth: "every",
    action: { kind: "status", status: 403, code: "forbidden" },
  });
  const APPLY = ["apply", "--all", "--yes", "--allow", "weakens_security"];
  const writtenTo = ({ clerk }: Scenario): readonly (string | undefined)[] => [
    ...new Set(clerk.writes().map(({ key }) => key)),
  ];

  test("writes one after the other, and none after one that failed", () =>
    scenario(among(fleet, [broken(2)]), async (scene) => {
      const result = await scene.run(...APPLY, "--format", "jsonl");
      expectExit(result, 5);
      expect(writtenTo(scene)).toEqual(keys.slice(0, 3));
      const writes = scene.clerk.writes();
      for (const [index, { start }] of writes.entries())
        expect(start).toBeGreaterThan(writes[index - 1]?.end ?? -1);
      const codes = recordsOf(result.stdout).map(({ error }) => (error as { code?: string })?.code);
      expect(codes.slice(4, 6)).toEqual(["not_attempted", "not_attempted"]);
    }));

  test("--keep-going --concurrency: the first goes alone, and the rest goes on after a failure", () =>
    scenario(among(fleet, [broken(2)]), async (scene) => {
      expectExit(await scene.run(...APPLY, "--keep-going", "--concurrency", "4"), 5);
      expect(new Set(writtenTo(scene))).toEqual(new Set(keys));
      const { requests } = scene.clerk;
      // Who the instances are is asked of all before.
      const firstsEnd = Math.max(
        ...requests.filter(({ key }) => key === keys[0]).map(({ end }) => end),
      );
      const others = requests.filter(
        ({ api, key, path }) => api === "backend" && key !== keys[0] && path !== "/instance",
      );
      for (const { start } of others) expect(start).toBeGreaterThan(firstsEnd);
    }));

  const sectionBroken = (index: number): FaultRule => ({
    key: keys[index] ?? "",
    method: "PATCH",
    path: "/instance/protect",
    nth: "every",
    action: { kind: "status", status: 422, code: "form_param_unknown" },
  });

  test("one that has nothing to write says nothing of the others: the next one goes alone too", () =>
    scenario(among(fleet, [1, 2, 3, 4].map(sectionBroken)), async (scene) => {
      expectExit(await scene.run("apply", "--env", "e001", ...APPLY.slice(2)), 0);
      const before = scene.clerk.writes().length;
      const result = await scene.run(...APPLY, "--keep-going", "--concurrency=4", "--format=jsonl");
      expectExit(result, 5);
      const written = new Set(
        scene.clerk
          .writes()
          .slice(before)
          .map(({ key }) => key),
      );
      expect(written).toEqual(new Set(keys.slice(1, 2)));
      const records = recordsOf(result.stdout);
      const codes = records.map(({ error }) => (error as { code?: string } | undefined)?.code);
      expect(codes.slice(3, 6)).toEqual(["not_attempted", "not_attempted", "not_attempted"]);
    }));

  test("--max-changes is for all of them together, before anything is written", () =>
    scenario(options, async ({ clerk, space, run }) => {
      const refused = await run(...APPLY, "--max-changes", "9", "--report", "r.jsonl");
      expectExit(refused, 4);
      const records = recordsOf(space.read("r.jsonl"));
      expect(records).toHaveLength(2 + keys.length);
      expect(records.at(-1)).toMatchObject({
        type: "end",
        exit_code: 4,
        counts: { not_attempted: keys.length },
      });
      expect(refused.stderr.replaceAll(/\s+/g, " ")).toContain(
        "would change 10 settings, and --max-changes allows 9",
      );
      expect(clerk.writes()).toEqual([]);
      expectExit(await run(...APPLY, "--max-changes", "10"), 0);
    }));

  test("nothing is asked of instances whose turn does not come", () =>
    scenario(options, async ({ clerk, start }) => {
      clerk.plant({ key: keys[0] ?? "", action: { kind: "hang" } });
      const running = start("plan", "--all", "--concurrency", "1");
      while (clerk.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      running.kill("SIGINT");
      expectExit(await running.done, 130);
      expect(new Set(clerk.requests.map(({ key }) => key))).toEqual(new Set(keys.slice(0, 1)));
    }));
});
