/** `report merge --html`: the page of a real run, of one report and of shards. */
import { readdirSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";
import { expectExit, scenario, type ScenarioOptions } from "../rig/cli.ts";

const KEYS: Readonly<Record<string, string>> = {
  one: DEVELOPMENT_KEY,
  two: "sk_test_C4n4ryPageOne0123456789",
  three: "sk_test_C4n4ryPageTwo0123456789",
};
const NAMES = Object.keys(KEYS);

const OPTIONS: ScenarioOptions = {
  yaml: `version: 1
restrictions: { blocklist: true }
environments:
${NAMES.map((name) => `  ${name}: { target: { secret_key_env: K_${name} } }`).join("\n")}
`,
  clerk: { others: NAMES.slice(1).map((name) => ({ key: KEYS[name] ?? "" })) },
  env: {
    CLERK_SECRET_KEY: undefined,
    ...Object.fromEntries(NAMES.map((name) => [`K_${name}`, KEYS[name]])),
  },
};

const rowsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^<tr class=(\w+)><th scope=row><span>(.*?)<\/span>/gm)].map(
    ([, stand, name]) => `${name} ${stand}`,
  );

describe.concurrent("report merge --html", { timeout: 60_000 }, () => {
  test("writes the page of one report, beside what is printed", () =>
    scenario(OPTIONS, async ({ run, runWith, space }) => {
      expectExit(await run("apply", "--env", "one", "--yes"), 0);
      expectExit(
        await runWith({ env: { K_three: undefined } }, "plan", "--all", "--report", "r.jsonl"),
        3,
      );
      const printed = await run("report", "merge", "r.jsonl");
      const withPage = await run("report", "merge", "r.jsonl", "--html", "fleet.html");
      expectExit(printed, 3);
      expectExit(withPage, 3);
      expect(withPage.stdout).toBe(printed.stdout);
      const page = space.read("fleet.html");
      expect(rowsOf(page)).toEqual(["one clean", "two changed", "three failed"]);
      expect(page).toContain("<h1>1 of 3 environments is in sync</h1>");
      expect(page).toContain("clerkwork plan -f clerkwork.yaml --env ");
      // One is in sync because its file declares it and it was read.
      expect(page).toMatch(/<span>one<\/span><td>in sync<td>·<i>in sync<\/i>$/m);
      expectExit(await run("report", "merge", "r.jsonl", "--html", "fleet.html"), 3);
      expect(space.read("fleet.html")).toBe(page);
      expect(readdirSync(space.dir).toSorted()).toEqual([
        "clerkwork.yaml",
        "fleet.html",
        "r.jsonl",
      ]);
    }));

  test("of all shards it is the page of the whole", () =>
    scenario(OPTIONS, async ({ run, space }) => {
      expectExit(await run("plan", "--all", "--report", "whole.jsonl"), 0);
      for (const shard of [1, 2])
        expectExit(
          await run("plan", "--all", "--shard", `${shard}/2`, "--report", `${shard}.jsonl`),
          0,
        );
      expectExit(await run("report", "merge", "whole.jsonl", "--html", "whole.html"), 0);
      expectExit(await run("report", "merge", "1.jsonl", "2.jsonl", "--html", "both.html"), 0);
      expect(space.read("both.html")).toBe(space.read("whole.html"));
      expect(rowsOf(space.read("both.html"))).toHaveLength(3);
    }));

  test("names only what was asked for as declared", () =>
    scenario(OPTIONS, async ({ run, space }) => {
      expectExit(await run("plan", "--all", "--only", "protect", "--report", "r.jsonl"), 0);
      expectExit(await run("report", "merge", "r.jsonl", "--html", "fleet.html"), 0);
      expect(space.read("fleet.html")).not.toContain("in sync</i>");
    }));

  test("writes over a page and nothing else, and no page of reports that are not whole", () =>
    scenario(OPTIONS, async ({ run, space }) => {
      expectExit(await run("plan", "--all", "--shard", "1/2", "--report", "1.jsonl"), 0);
      space.write("mine.html", "<!doctype html>\n<p>mine");
      const refused = await run("report", "merge", "1.jsonl", "--html", "mine.html");
      expectExit(refused, 3);
      expect(refused.stderr.replaceAll(/\s+/g, " ")).toContain("it is there, and it is no page");
      expect(space.read("mine.html")).toBe("<!doctype html>\n<p>mine");
      expectExit(await run("report", "merge", "1.jsonl", "--html", "no/such/folder.html"), 3);
      expectExit(await run("report", "merge", "1.jsonl", "--html", "fleet.html"), 3);
      expect(statSync(space.path("fleet.html"), { throwIfNoEntry: false })).toBeUndefined();
    }));
});
