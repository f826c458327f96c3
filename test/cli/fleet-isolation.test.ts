/** What goes wrong with one instance of a run stays with it: what is said of the others is the same, byte for byte. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { describe, expect, test } from "vitest";
import type { FaultAction, FaultRule } from "../rig/clerk-faults.ts";
import { setLive, type InstanceState } from "../rig/clerk-state.ts";
import { expectExit, scenario, type CliResult } from "../rig/cli.ts";
import { pinnedFleet, recordsOf } from "../rig/fleets.ts";

const FLEET = pinnedFleet(5);
/** The one in the middle goes wrong. */
const [BAD, BAD_KEY = "", BAD_VARIABLE] = [FLEET.names[2], FLEET.keys[2], "K3"];
const OTHERS = FLEET.names.filter((name) => name !== BAD);

interface Case {
  readonly what: string;
  readonly code: number;
  readonly error: string;
  readonly action?: FaultAction;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly yaml?: (text: string) => string;
  readonly state?: (state: InstanceState) => void;
  readonly args?: readonly string[];
  readonly faster?: number;
}

const CASES: readonly Case[] = [
  {
    what: "a key that Clerk does not know",
    code: 1,
    error: "authentication",
    env: { [BAD_VARIABLE]: "sk_test_C4n4ryUnknownKey0123456789abcdef" },
  },
  {
    what: "a key that is missing",
    code: 3,
    error: "invalid_secret_key",
    env: { [BAD_VARIABLE]: undefined },
  },
  { what: "500", code: 1, error: "clerk_unavailable", action: { kind: "status", status: 500 } },
  {
    what: "429 for ever",
    code: 1,
    error: "rate_limited",
    action: { kind: "status", status: 429, headers: { "retry-after": "1" } },
  },
  {
    what: "no answer",
    code: 1,
    error: "stopped",
    action: { kind: "hang" },
    args: ["--timeout", "28"],
    // Seven seconds: the others must be done by then.
    faster: 4,
  },
  {
    what: "half an answer",
    code: 1,
    error: "network",
    action: { kind: "text", body: '{"object": "inst' },
  },
  {
    what: "another instance",
    code: 4,
    error: "wrong_target",
    yaml: (text) => text.replace("ins_2fleet003", "ins_2elsewhere"),
  },
  {
    what: "a refusal",
    code: 4,
    error: "refused",
    yaml: (text) => text.replace("K3 } }", "K3 }, restrictions: { blocklist: false } }"),
    state: (state) => setLive(state, "restrictions.blocklist", true),
  },
];

/** Without where it stands among the others. */
const linesOf = (stdout: string): ReadonlyMap<string, string> =>
  new Map(
    stdout
      .split("\n")
      .filter((line) => line.startsWith('{"type":"environment"'))
      .map((line) => [
        (JSON.parse(line) as { name: string }).name,
        line.replace(/^\{"type":"environment","index":\d+,/, ""),
      ]),
  );

/** The pages and the rows of the others: pages are apart by an empty line, and begin with what they are of. */
const withoutBad = (stdout: string): string =>
  stdout
    .split(/\n\n(?=clerkwork plan · | {2}e001)/)
    .filter((page) => !page.startsWith(`clerkwork plan · ${BAD}`))
    .join("\n\n")
    .replace(new RegExp(`^  ${BAD} .*\n`, "m"), "");

describe.concurrent("one goes wrong", { timeout: 60_000 }, () => {
  test.for(CASES)("$what: the others are as without it", (one) => {
    const { yaml = (text) => text, action, args = [], faster = 20 } = one;
    const faults: FaultRule[] = action ? [{ key: BAD_KEY, nth: "every", action }] : [];
    const { options } = FLEET;
    return scenario(
      {
        ...options,
        faster,
        yaml: yaml(String(options.yaml)),
        clerk: { ...options.clerk, faults },
        env: { ...options.env, ...one.env },
      },
      async ({ clerk, run }) => {
        one.state?.(clerk.stateOf(BAD_KEY));
        const named = OTHERS.flatMap((name) => ["--env", name]);
        const among = (format: string): Promise<CliResult> =>
          run("plan", "--all", ...args, "--format", format);
        const lines = await among("jsonl");
        expectExit(lines, one.code);
        const others = await run("plan", ...named, ...args, "--format", "jsonl");
        expectExit(others, 0);
        const found = linesOf(lines.stdout);
        expect([...found.keys()]).toEqual(FLEET.names);
        for (const [name, line] of linesOf(others.stdout)) expect(found.get(name)).toBe(line);
        const bad = JSON.parse(`{${found.get(String(BAD)) ?? ""}`) as {
          error?: { code: string };
          document?: { result: string };
        };
        // A refusal is a document, with a page of its own.
        expect(bad.error?.code ?? bad.document?.result).toBe(one.error);
        const shown = await among("text");
        expectExit(shown, one.code);
        const alone = await run("plan", ...named, ...args);
        expect(withoutBad(shown.stdout)).toBe(alone.stdout);
        expect(recordsOf(lines.stdout).at(-1)).toMatchObject({ type: "end", exit_code: one.code });
      },
    );
  });

  test("of several that go wrong, the most serious is the code of all", () => {
    const { options, keys } = FLEET;
    const faults: FaultRule[] = [
      { key: keys[0] ?? "", nth: "every", action: { kind: "status", status: 403 } },
    ];
    const env = { ...options.env, K2: undefined };
    const text = String(options.yaml).replace("ins_2fleet003", "ins_2elsewhere");
    return scenario(
      { ...options, yaml: text, env, clerk: { ...options.clerk, faults } },
      async ({ run }) => {
        const all = await run("plan", "--all", "--format", "jsonl");
        expectExit(all, 4);
        const codes = recordsOf(all.stdout).flatMap(({ error }) =>
          error ? [(error as { exit_code: number }).exit_code] : [],
        );
        expect(codes).toEqual([1, 3, 4]);
        expectExit(await run("plan", "--env", "e001", "--env", "e002", "--env", "e004"), 1);
      },
    );
  });

  test("a file that is not valid stops the run before its first request, whichever it is", () =>
    scenario(FLEET.options, async ({ clerk, space, run }) => {
      space.write("tenants/a.yaml", "version: 1\nprotect: { rules_enabled: true }\n");
      space.write("tenants/b.yaml", "version: 1\nprotect: { rules_enabled: 1 }\n");
      const refused = await run("plan", "-f", "tenants", "--format", "jsonl");
      expectExit(refused, 3);
      expect(refused.stderr).toContain("tenants/b.yaml:2");
      expect(refused.stdout).toBe("");
      expect(clerk.requests).toEqual([]);
    }));

  test("429 at one slows that one alone", () => {
    const { options, keys } = pinnedFleet(12);
    const [first = ""] = keys;
    const faults: FaultRule[] = [
      {
        key: first,
        action: { kind: "status", status: 429, headers: { "retry-after": "3" } },
      },
    ];
    return scenario({ ...options, clerk: { ...options.clerk, faults } }, async ({ clerk, run }) => {
      expectExit(await run("plan", "--all", "--concurrency", "3"), 0);
      const [limited, again] = clerk.requests.filter(({ key }) => key === first);
      const meanwhile = clerk.requests.filter(
        ({ api, key, start }) =>
          api === "backend" &&
          key !== first &&
          start > Number(limited?.end) &&
          start < Number(again?.start),
      );
      // Nobody else was told to wait: two of three places go on.
      expect(new Set(meanwhile.map(({ key }) => key)).size).toBeGreaterThan(3);
    });
  });
});
