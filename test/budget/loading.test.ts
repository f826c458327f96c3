import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/emulator.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { runAndSeeWhatLoads, scriptsOfTheCli } from "./loaded.ts";

/** Texts that stand in a part of the build and nowhere else. */
const PART = {
  listr2: "ListrDefaultRendererLogLevels",
  ofetch: "createFetchError",
  "the emulator": "emulator_request_invalid",
  "what talks to Clerk": "clerk-api-version",
  yaml: "BLOCK_FOLDED",
  "the command line": "allow-kebab-for-camel",
  "the way through a proxy": "Proxy-Connection",
  "the fleet page": "Content-Security-Policy",
} as const;
type Part = keyof typeof PART;

const KIB = 1024;
let emulator: Emulator;
let folder = "";
beforeAll(async () => {
  emulator = await startEmulator();
  folder = mkdtempSync(join(tmpdir(), "clerkwork-budget-"));
  writeFileSync(join(folder, "clerkwork.yaml"), "version: 1\nprotect: { rules_enabled: true }\n");
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("what a command loads", () => {
  it.each(Object.entries(PART))("can be told: %s is in the build", (_, mark) => {
    const having = [...scriptsOfTheCli()].filter(([, text]) => text.includes(mark));
    expect(having.map(([name]) => name)).not.toEqual([]);
  });

  /** The compiled checks of files that only some runs read. */
  const CHECKS = /check-(?:plan|receipt)\.generated/;

  it("can be told: the checks of plans and receipts are files of their own", () => {
    expect([...scriptsOfTheCli().keys()].filter((name) => CHECKS.test(name))).toHaveLength(2);
  });

  interface Budget {
    readonly args: readonly string[];
    readonly never: readonly Part[];
    readonly kib: number;
  }
  const network: readonly Part[] = ["ofetch", "what talks to Clerk"];
  const rare: readonly Part[] = [
    "listr2",
    "the emulator",
    "the way through a proxy",
    "the fleet page",
  ];
  const budgets: readonly Budget[] = [
    {
      args: ["--version"],
      never: [...rare, ...network, "yaml", "the command line"],
      kib: 9,
    },
    { args: ["--help"], never: [...rare, ...network, "yaml"], kib: 236 },
    {
      args: ["validate", "-f", join(PACKAGE_ROOT, "examples/full.yaml")],
      never: [...rare, ...network],
      kib: 608,
    },
    {
      args: ["explain", "restrictions.blocklist"],
      never: [...rare, ...network, "yaml"],
      kib: 236,
    },
    { args: ["plan"], never: rare, kib: 864 },
    // No terminal here, so nothing that only a terminal needs.
    { args: ["apply", "--yes"], never: rare, kib: 864 },
    { args: ["drift"], never: rare, kib: 864 },
  ];

  it.each(budgets.map((budget) => [budget.args[0], budget] as const))(
    "%s",
    async (_, { args, never, kib }) => {
      const env = { CLERK_SECRET_KEY: "sk_test_budget_loading", CLERK_API_URL: emulator.apiUrl };
      const loaded = await runAndSeeWhatLoads(args, { cwd: folder, env });
      expect(never.filter((part) => loaded.text.includes(PART[part]))).toEqual([]);
      expect(loaded.files.filter((name) => CHECKS.test(name))).toEqual([]);
      expect(loaded.bytes / KIB).toBeLessThanOrEqual(kib);
    },
  );
});
