/** Command lines, environments and keys that are wrong, by their number in the catalogue of faults: one run each. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BAD_FILES } from "../rig/bad-files.ts";
import { expectExit, scenario, type Stdin, type Workspace } from "../rig/cli.ts";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";
import { noteFigure } from "../rig/figures.ts";

interface BadRun {
  readonly id: string;
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly yaml?: string;
  readonly stdin?: Stdin;
  readonly prepare?: (space: Workspace) => void;
  readonly code: number;
  readonly said?: RegExp;
}

const GOOD = "version: 1\nprotect: { rules_enabled: true }\n";
const BODY = "C4n4ryMalformedKeyBody0123456789";
const key = (
  id: string,
  what: string,
  text: string | undefined,
  said = /CLERK_SECRET_KEY/,
): BadRun => ({
  id,
  what,
  args: ["plan"],
  env: { CLERK_SECRET_KEY: text },
  code: 3,
  said,
});
const usage = (
  id: string,
  what: string,
  args: readonly string[],
  said: RegExp,
  code = 3,
): BadRun => ({
  id,
  what,
  args,
  said,
  code,
});
const works = (id: string, what: string, env: BadRun["env"]): BadRun => ({
  id,
  what,
  args: ["plan", "--detailed-exitcode"],
  ...(env ? { env } : {}),
  code: 2,
});

const RUNS: readonly BadRun[] = [
  key("D01", "no key", undefined),
  ...["", "   ", "undefined", "null", "***", "${{ secrets.X }}", "$CLERK_SECRET_KEY"].map((text) =>
    key("D02", JSON.stringify(text), text),
  ),
  ...[
    `sk_test_${BODY}\n`,
    `sk_test_${BODY}\nX: y`,
    `“sk_test_${BODY}”`,
    `\ufeffsk_test_${BODY}`,
    `sk_test_${BODY}\u00a0`,
  ].map((text) => key("D03", JSON.stringify(text).slice(0, 12), text, /not allowed at index \d+/)),
  key("D04", "a publishable key", `pk_live_${BODY}`, /a publishable key/),
  key("D04", "an API key", `ak_${BODY}`, /an API key/),
  key("D04", "a webhook secret", `whsec_${BODY}`, /a webhook secret/),
  key("D04", "a token", `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.${BODY}`, /a token/),
  {
    ...usage("D05", "a development key for production", ["plan"], /production one/, 4),
    yaml: `version: 1\ntarget: { environment_type: production }\nprotect: {}\n`,
  },
  {
    ...usage("D06", "the key of another instance", ["plan"], /ins_other/, 4),
    yaml: `version: 1\ntarget: { instance_id: ins_other }\nprotect: {}\n`,
  },
  key("D07", "10 KB", `sk_test_${"a".repeat(10_240)}`),
  usage("D08", "a key as a flag", ["plan", "--secret-key", `sk_test_${BODY}`], /secret-key/),
  // There is no file for the key, so neither can it be wrong nor can two sources disagree.
  usage("D09", "a file for the key", ["plan", "--key-file", "key.txt"], /key-file/),
  usage(
    "D10",
    "a file for the key, and the environment",
    ["plan", "--key-file=key.txt"],
    /key-file/,
  ),
  {
    ...key("D11", "a .env that nobody asked for", undefined),
    prepare: (space) => void space.write(".env", `CLERK_SECRET_KEY=${DEVELOPMENT_KEY}\n`),
  },
  {
    ...usage("D12", "an address in the file", ["plan"], /unknown section api_url/),
    yaml: "version: 1\napi_url: https://evil.example\n",
  },
  usage("D13", "an address as a flag", ["plan", "--api-url", "http://api.clerk.com"], /api-url/),
  ...[
    "http://api.clerk.com",
    "https://api.clerk.com@evil",
    "https://user:pass@api.clerk.com",
    "ftp://x",
  ].map((url): BadRun => ({
    ...usage("D14", url, ["plan"], /CLERK_API_URL/),
    env: { CLERK_API_URL: url },
  })),
  {
    ...usage("D15", "certificates unchecked", ["plan"], /NODE_TLS_REJECT_UNAUTHORIZED/),
    env: { CLERK_API_URL: "https://api.clerk.invalid", NODE_TLS_REJECT_UNAUTHORIZED: "0" },
  },
  // Whoever sets NODE_OPTIONS owns the process; what is left to see is that nothing breaks.
  works("D16", "NODE_OPTIONS", { NODE_OPTIONS: "--no-warnings" }),
  usage("D17", "an unknown flag", ["plan", "--nope"], /nope/),
  usage("D17", "a misspelt command", ["pln"], /plan/),
  usage("D17", "a flag twice", ["plan", "--out", "a.json", "--out", "b.json"], /out/),
  usage("D17", "a value missing", ["plan", "--file"], /file/),
  ...["-1", "NaN", "1e9"].map((value) =>
    usage("D17", value, ["plan", `--max-changes=${value}`], /max-?changes/i),
  ),
  usage("D18", "a file elsewhere", ["plan", "--file", "../../etc/passwd"], /passwd/),
  usage(
    "D18",
    "a path of 5,000 characters",
    ["plan", "--file", "x".repeat(5000)],
    /not usable|x{20}/,
  ),
  {
    ...usage("D19", "a plan over a file", ["plan", "--out", "taken.json"], /taken\.json/),
    prepare: (space) => void space.write("taken.json", "{}"),
  },
  {
    ...usage("D19", "a plan over a folder", ["plan", "--out", "taken"], /taken/),
    prepare: (space) => mkdirSync(space.path("taken")),
  },
  {
    ...usage("D19", "a plan over a link", ["plan", "--out", "link"], /link/),
    prepare: (space) => symlinkSync("/dev/stdout", space.path("link")),
  },
  ...(["null", "closed", "open"] as const).map((stdin): BadRun => ({
    ...usage("D20", `stdin ${stdin}`, ["apply"], /--yes/, 4),
    stdin,
  })),
  ...["y\r\n", "", "yes\n".repeat(10_000)].map((text): BadRun => ({
    ...usage("D21", JSON.stringify(text).slice(0, 12), ["apply"], /--yes/, 4),
    stdin: { text },
  })),
  works("D22", "no HOME, a bad TMPDIR", { HOME: undefined, TMPDIR: "/nonexistent" }),
  works("D23", "another language and time zone", {
    LANG: "tr_TR",
    LC_ALL: "C",
    TZ: "Asia/Kathmandu",
  }),
  // The suite itself runs on the Node that is there; older ones are refused by the first lines of main.
  works("D24", "this Node", undefined),
  works("D25", "this user", { USER: undefined, LOGNAME: undefined }),
  works("D26", "CI=true", { CI: "true" }),
  works("D26", "CI=false", { CI: "false" }),
  works("D26", "GITHUB_ACTIONS alone", { GITHUB_ACTIONS: "true" }),
  usage("D27", "JSON", ["plan", "--nope", "--format", "json"], /nope/),
  { ...key("D27", "JSON", "***"), args: ["plan", "--format", "json"] },
  // There is no --debug; --verbose is the most that is said.
  usage("D28", "--debug", ["plan", "--debug"], /debug/),
  { ...key("D28", "--verbose", `sk_test_${BODY}\n`), args: ["plan", "--verbose"] },
];

describe.concurrent("a run", { timeout: 60_000 }, () => {
  test.for(RUNS)("$id: $what", ({ args, env, yaml, stdin, prepare, code, said }) =>
    scenario({ yaml: yaml ?? GOOD }, async ({ clerk, space, runWith }) => {
      prepare?.(space);
      const secrets = [BODY, DEVELOPMENT_KEY];
      const options = { ...(env ? { env } : {}), ...(stdin ? { stdin } : {}), secrets };
      const result = await runWith(options, ...args);
      expectExit(result, code);
      expect(result.said + result.stdout).toMatch(said ?? /./);
      expect(result.said).not.toContain("root:");
      expect(clerk.writes()).toEqual([]);
    }),
  );
});

test("112 of 112 rows of the catalogue have a case", () => {
  const numbered = (letter: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, "0")}`);
  const wanted = [
    ...numbered("A", 20),
    ...numbered("B", 38),
    ...numbered("C", 26),
    ...numbered("D", 28),
  ];
  // Rows that are no single file stand in test/tables/bad-files.test.ts, those of the guard in lockouts.test.ts.
  const elsewhere = [
    "A19",
    "A20",
    "B38",
    "C09",
    "C13",
    "C16",
    "C17",
    "C19",
    "C20",
    "C21",
    "C22",
    "C24",
    "C25",
  ];
  const had = new Set([...BAD_FILES, ...RUNS].map(({ id }) => id).concat(elsewhere));
  expect(wanted.filter((id) => !had.has(id))).toEqual([]);
  expect(wanted).toHaveLength(112);
  noteFigure({
    figure: "Rows of the catalogue of bad inputs that have a case",
    goal: "all of 112",
    measured: `${wanted.length} rows of the catalogue have a case`,
    command: "npm test",
  });
});
