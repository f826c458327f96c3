// Shards that run as processes of their own, and their reports put together: as one run, or not at all.

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OUTPUTS } from "../../src/core/report/output-schemas.ts";
import { startClerk, type Clerk } from "../rig/clerk-server.ts";
import { expectExit, runCli, workspace, type CliResult, type Workspace } from "../rig/cli.ts";

const COUNT = 9;
const SHARDS = ["1/3", "2/3", "3/3"] as const;
const COMMANDS = ["plan", "drift"] as const;
const keyOf = (index: number): string => `sk_test_C4n4ryMerge${index}Key0123456789`;

/** `e3` has no key, `e5` is not what the file pins, `e7` is in sync, and the others differ. */
const YAML = `version: 1
restrictions: { blocklist: true }
environments:
${Array.from({ length: COUNT }, (_, index) => index + 1)
  .map((number) => {
    const pin = number === 5 ? ", environment_type: production" : "";
    const own = number === 7 ? ", restrictions: { blocklist: false }" : "";
    return `  e${number}: { target: { secret_key_env: K${number}${pin} }${own} }\n`;
  })
  .join("")}`;

let clerk: Clerk;
let space: Workspace;

const run = (...args: string[]): Promise<CliResult> => {
  const keys = Array.from({ length: COUNT }, (_, index) => index + 1).filter((one) => one !== 3);
  const env = { CLERK_API_URL: clerk.apiUrl };
  return runCli(args, {
    cwd: space.dir,
    env: { ...env, ...Object.fromEntries(keys.map((one) => [`K${one}`, keyOf(one)])) },
  });
};

const merge = (...args: string[]): Promise<CliResult> =>
  runCli(["report", "merge", ...args], { cwd: space.dir });

const fileOf = (command: string, shard: string): string => `${command}-${shard.slice(0, 1)}.jsonl`;
const reportsOf = (command: string): string[] => SHARDS.map((one) => fileOf(command, one));

beforeAll(async () => {
  clerk = await startClerk({
    key: keyOf(1),
    others: Array.from({ length: COUNT - 1 }, (_, index) => ({ key: keyOf(index + 2) })),
  });
  space = workspace(YAML);
  await Promise.all(
    COMMANDS.flatMap((command) =>
      SHARDS.map((shard) =>
        run(command, "--all", "--shard", shard, "--report", fileOf(command, shard)),
      ),
    ),
  );
}, 60_000);

afterAll(async () => {
  await clerk.stop();
  space.remove();
});

describe.each(COMMANDS)("three shards of %s", (command) => {
  test.each(["json", "jsonl"])("give the bytes of one run: %s", async (format) => {
    const one = await run(command, "--all", "--format", format);
    const merged = await merge(...reportsOf(command).toReversed(), "--format", format);
    expect(merged.stdout).toBe(one.stdout);
    expect(merged.code).toBe(one.code);
    expectExit(merged, 4);
  });

  test.each(["text", "markdown"])("give the table of one run: %s", async (format) => {
    const one = await run(command, "--all", "--format", format);
    const merged = await merge(...reportsOf(command), "--format", format);
    // In Markdown, why one failed stands above the table, as it does in one run.
    const [table = "", ...pages] = merged.stdout
      .split(/\n\n(?=[|\s]*e1\b|\*\*|\| environment)/)
      .toReversed();
    for (const page of pages) expect(one.stdout).toContain(page);
    expect(one.stdout.endsWith(`\n\n${table}`)).toBe(true);
    for (let number = 1; number <= COUNT; number += 1)
      expect(merged.stdout).toMatch(new RegExp(`^[ |\`]+e${number}\\b`, "m"));
    expect(merged.code).toBe(one.code);
    // Who failed, and why, is told as the run told it.
    expect(merged.stderr).toMatch(/^clerkwork: e5: /m);
    expect(merged.stderr).toMatch(/^clerkwork: e3: /m);
  });

  test("leave lines that the schema describes, in a report and on stdout", async () => {
    const check = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(OUTPUTS.report());
    const merged = await merge(...reportsOf(command), "--format", "jsonl");
    const texts = [...reportsOf(command).map((name) => space.read(name)), merged.stdout];
    const lines = texts.flatMap((text) => text.trimEnd().split("\n"));
    expect(lines.length).toBeGreaterThan(2 * COUNT);
    expect(lines.filter((line) => !check(JSON.parse(line)))).toEqual([]);
  });
});

describe("the exit code", () => {
  const healthy = ["--env", "e1", "--env", "e2", "--env", "e7", "--env", "e8"];
  const cut = async (name: string, ...args: string[]): Promise<string[]> => {
    const files = ["1", "2"].map((number) => `${name}-${number}.jsonl`);
    for (const [index, file] of files.entries()) {
      const shard = `${index + 1}/2`;
      await run(...args, ...healthy, "--shard", shard, "--report", file);
    }
    return files;
  };

  test("with --detailed-exitcode, all of it is as one run has it that was told so", async () => {
    const files = await cut("detailed", "plan");
    const args = ["plan", ...healthy, "--format", "jsonl"];
    const [plain, told] = [await run(...args), await run(...args, "--detailed-exitcode")];
    expect([plain.code, told.code]).toEqual([0, 2]);
    const merged = await merge(...files, "--format", "jsonl");
    expect([merged.code, merged.stdout]).toEqual([0, plain.stdout]);
    const detailed = await merge(...files, "--format", "jsonl", "--detailed-exitcode");
    expect([detailed.code, detailed.stdout]).toEqual([2, told.stdout]);
  });

  test("a shard that ended otherwise than its environments counts, too", async () => {
    const files = await cut("limited", "plan", "--max-changes", "1");
    const codes = files.map((name) => /"exit_code":(\d)\}\n$/.exec(space.read(name))?.[1]);
    expect(codes).toContain("4");
    expectExit(await merge(...files), 4);
  });

  test("one run over the limit says so in its last line, and ends so when it is merged", async () => {
    const result = await run("plan", ...healthy, "--max-changes", "2", "--report", "over.jsonl");
    expectExit(result, 4);
    expect(space.read("over.jsonl")).toMatch(/"type":"end".*"exit_code":4\}\n$/);
    expectExit(await merge("over.jsonl"), 4);
  });

  test("one run without shards can be read as well", async () => {
    const args = ["plan", ...healthy, "--report", "whole.jsonl", "--format", "json"];
    const one = await run(...args);
    const merged = await merge("whole.jsonl", "--format", "json");
    expect([merged.code, merged.stdout]).toEqual([one.code, one.stdout]);
  });
});

describe("two environments with one key, in two shards", () => {
  const twins = (pin: string): string => `version: 1
restrictions: { blocklist: true }
environments:
  one: { target: { secret_key_env: K1${pin} } }
  two: { target: { secret_key_env: K1${pin} } }
`;
  /** Both shards, one after the other: each by itself ends well. */
  const cut = async (command: string, pin = "", ...args: string[]): Promise<CliResult> => {
    const own = await startClerk({ key: keyOf(1) });
    const folder = workspace(twins(pin));
    try {
      for (const number of [1, 2]) {
        const shard = ["--shard", `${number}/2`, "--report", `${number}.jsonl`];
        const result = await runCli([command, "--all", ...shard, ...args], {
          cwd: folder.dir,
          env: { CLERK_API_URL: own.apiUrl, K1: keyOf(1) },
        });
        expectExit(result, 0);
      }
      return await runCli(["report", "merge", "1.jsonl", "2.jsonl"], { cwd: folder.dir });
    } finally {
      folder.remove();
      await own.stop();
    }
  };
  const said = ({ stderr }: CliResult): string => stderr.replaceAll(/\s+/g, " ");
  const BOTH =
    /the environments (one|two) \([12]\.jsonl\) and (one|two) \([12]\.jsonl\) come to one instance, ins_/;

  test("are refused as one run refuses them", async () => {
    const merged = await cut("plan");
    expectExit(merged, 4);
    expect([merged.stdout, said(merged)]).toEqual(["", expect.stringMatching(BOTH)]);
  });

  test("that wrote both: it is said how often", async () => {
    const merged = await cut("apply", "", "--yes", "--allow", "locks_out_users");
    expectExit(merged, 4);
    expect(said(merged)).toMatch(BOTH);
    expect(said(merged)).toMatch(/; it was written (once|twice) .*run plan/);
  });

  test("are let be where the file pins both and nothing is written", async () => {
    const pin = ", instance_id: ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa";
    expect(await cut("plan", pin)).toMatchObject({ code: 0 });
  });
});

describe("shards with other flags", () => {
  const ROWS = [["--only", "restrictions"], ["--without-frontend-api"], ["--max-changes", "7"]];
  test.each(ROWS)("%s %s", async (...args) => {
    const shard = ["--shard", "2/3", "--report", "other.jsonl"];
    await run("plan", "--all", ...shard, ...args);
    const merged = await merge("plan-1.jsonl", "other.jsonl", "plan-3.jsonl");
    expectExit(merged, 3);
    expect(merged.stderr.replaceAll(/\s+/g, " ")).toContain(
      "other.jsonl: it was made with other flags or another address than plan-1.jsonl",
    );
  });

  test("that change nothing of it are no others", async () => {
    const shard = ["--shard", "2/3", "--report", "same.jsonl"];
    await run("plan", "--all", ...shard, "--concurrency", "1", "--timeout", "50", "--full");
    const merged = await merge("plan-1.jsonl", "same.jsonl", "plan-3.jsonl");
    expect([merged.code, merged.stdout]).toEqual([4, expect.stringContaining("e9")]);
  });
});

test("names are those of one run, even where only one of several files is left", async () => {
  space.write("tenants/a.yaml", YAML);
  space.write("tenants/b.yaml", "version: 1\nrestrictions: { blocklist: true }\n");
  const args = ["plan", "-f", "tenants", "--match", "e1", "--format", "json"];
  const one = await run(...args, "--report", "several.jsonl");
  expect(Object.keys(one.json()["environments"] ?? {})).toEqual(["tenants/a.yaml:e1"]);
  expect((await merge("several.jsonl", "--format", "json")).stdout).toBe(one.stdout);
});

test("a shard whose keys are all missing leaves a report of that", async () => {
  const args = ["plan", "--env", "e3", "--shard", "1/1", "--report", "keyless.jsonl"];
  expectExit(await run(...args), 3);
  const merged = await merge("keyless.jsonl", "--format", "json");
  expectExit(merged, 3);
  expect(merged.json()).toMatchObject({ environments: { e3: { error: { exit_code: 3 } } } });
});

test("shards prints what a matrix takes, and needs no key", async () => {
  const shards = (...args: string[]): Promise<CliResult> =>
    runCli(["shards", ...args], { cwd: space.dir });
  const json = await shards("--per", "3", "--format", "json");
  expect(json.stdout).toBe('{"include":[{"shard":"1/3"},{"shard":"2/3"},{"shard":"3/3"}]}\n');
  expectExit(await shards("--max", "0"), 3);
  expect((await shards("--match", "e[12]", "--per", "1")).stdout).toBe(
    "2 environments in 2 shards:\n  1/2  1 environment\n  2/2  1 environment\n" +
      "The first of them: clerkwork plan --shard 1/2 --all --match 'e[12]'\n",
  );
});

describe("is refused, with the file's name and what to do", () => {
  type Lines = readonly string[];
  type Planted = Readonly<Record<string, (lines: Lines) => Lines>>;
  const on = (line: number, from: string | RegExp, to: string) => (lines: Lines) =>
    lines.map((text, index) => (index === line ? text.replace(from, to) : text));
  const [one, two, three] = ["plan-1.jsonl", "plan-2.jsonl", "plan-3.jsonl"];
  const THREE = [one, two, three];
  const named = (line = ""): string => /"name":"(e\d)"/.exec(line)?.[1] ?? "";

  const ROWS: readonly (readonly [what: string, planted: Planted, names: Lines, says: RegExp])[] = [
    [
      "a shard that died",
      { [two]: (lines) => lines.slice(0, -1) },
      THREE,
      /plan-2\.jsonl: it has no end line.*\n +run shard 2\/3 again/,
    ],
    ["an empty file", { [two]: () => [] }, THREE, /plan-2\.jsonl: it has no end line/],
    [
      "a line that was cut short",
      { [two]: (lines) => [...lines.slice(0, -1), '{"type":"en'] },
      THREE,
      /plan-2\.jsonl: line 5 is not JSON, or cut short/,
    ],
    [
      "a line that is no JSON",
      { [one]: on(1, "{", "") },
      THREE,
      /plan-1\.jsonl: line 2 is not JSON/,
    ],
    [
      "a record that breaks the schema",
      { [one]: on(1, '"index"', '"idx"') },
      THREE,
      /plan-1\.jsonl: line 2 is no record of a report\n +name what --report/,
    ],
    [
      "a member that nothing describes",
      { [three]: on(0, '"shard"', '"stranger":1,"shard"') },
      THREE,
      /plan-3\.jsonl: line 1 is no record/,
    ],
    [
      "another version",
      { [three]: on(0, /"tool_version":"[^"]*"/, '"tool_version":"9.9.9"') },
      THREE,
      /plan-3\.jsonl: clerkwork 9\.9\.9 wrote it, and this is clerkwork .*\n +merge with the version/,
    ],
    [
      "other files",
      { [two]: on(0, /sha256:[0-9a-f]{8}/, "sha256:00000000") },
      THREE,
      /plan-2\.jsonl: it is of other files, .* than plan-1\.jsonl\n +merge the reports of one run/,
    ],
    [
      "another address",
      { [two]: on(0, /"flags":"sha256:[0-9a-f]{8}/, '"flags":"sha256:00000000') },
      THREE,
      /plan-2\.jsonl: it was made with other flags or another address than plan-1\.jsonl\n +merge/,
    ],
    [
      "another command",
      {},
      [one, two, "drift-3.jsonl"],
      /drift-3\.jsonl: it is of another command than plan-1\.jsonl/,
    ],
    ["a shard that is missing", {}, [one, three], /it is of 3 shards, and .* no report of 2\/3\n/],
    ["all others missing", {}, [three], /plan-3\.jsonl: .* no report of 1\/3, 2\/3\n/],
    [
      "one shard twice",
      {},
      [one, two, three, one],
      /plan-1\.jsonl: it is of shard 1\/3, and so is/,
    ],
    [
      "another number of shards",
      { [three]: on(0, "3/3", "4/4") },
      THREE,
      /plan-3\.jsonl: it is of shard 4\/4, and plan-1\.jsonl of shard 1\/3/,
    ],
    [
      "a whole run among shards",
      { [three]: on(0, '"3/3"', "null") },
      THREE,
      /plan-3\.jsonl: it is of a run without shards, and plan-1\.jsonl of shard 1\/3/,
    ],
    [
      "a name twice",
      {
        [two]: (lines) =>
          on(1, /"name":"e\d"/, `"name":"${named(space.read(one).split("\n")[1])}"`)(lines),
      },
      THREE,
      /plan-2\.jsonl: e\d stands there, and in plan-1\.jsonl as well\n +merge one report/,
    ],
    [
      "environments out of order",
      { [one]: ([start = "", a = "", b = "", ...rest]) => [start, b, a, ...rest] },
      THREE,
      /plan-1\.jsonl: line 3 is not in its place/,
    ],
    [
      "an environment that is gone",
      { [one]: ([start = "", , ...rest]) => [start, ...rest] },
      THREE,
      /plan-1\.jsonl: it is of 3 environments and holds 2/,
    ],
    [
      "an end that counts others",
      { [one]: (lines) => on(lines.length - 1, /"not_attempted":0/, '"not_attempted":1')(lines) },
      THREE,
      /plan-1\.jsonl: its end line counts other environments/,
    ],
    [
      "two reports in one file",
      { [one]: (lines) => [...lines, ...lines] },
      THREE,
      /plan-1\.jsonl: line 6 follows the end/,
    ],
    [
      "a report that lost its start",
      { [one]: (lines) => lines.slice(1) },
      THREE,
      /line 1 is not the start/,
    ],
    ["another file", {}, ["clerkwork.yaml"], /clerkwork\.yaml: line 1 is not JSON/],
    ["a folder", {}, ["."], /\. can't be read: it is not a regular file/],
    ["a device", {}, ["/dev/null"], /\/dev\/null can't be read: it is not a regular file/],
    ["a file that is not there", {}, ["none.jsonl"], /none\.jsonl does not exist\n +name what/],
    ["nothing", {}, [], /report merge needs FILE/],
  ];

  /** The message on one line, and what to do on the next. */
  const unwrapped = (text: string): string => {
    const [message = "", ...rest] = text.trimEnd().split("\n");
    const hint = rest.findIndex((line) => /^ {2}(?:name|merge|run|see) /.test(line));
    const join = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(" ");
    return `${join([message, ...rest.slice(0, hint)])}\n  ${join(rest.slice(hint))}\n`;
  };

  test.each(ROWS)("%s", async (_, planted, names, says) => {
    const own = workspace();
    try {
      for (const name of names.filter(
        (each) => /\.(?:jsonl|yaml)$/.test(each) && each !== "none.jsonl",
      )) {
        const lines = readFileSync(space.path(name), "utf8").trimEnd().split("\n");
        const plant = planted[name];
        own.write(name, (plant ? plant(lines) : lines).map((line) => `${line}\n`).join(""));
      }
      const result = await runCli(["report", "merge", ...names], { cwd: own.dir });
      expectExit(result, 3);
      expect([result.stdout, unwrapped(result.stderr)]).toEqual(["", expect.stringMatching(says)]);
      // One message, and one line of what to do.
      expect(result.stderr.match(/^clerkwork: /gm)).toHaveLength(1);
      expect(unwrapped(result.stderr)).toMatch(/^[^\n]+\n {2}[^\n]+\n$/);
    } finally {
      own.remove();
    }
  });
});
