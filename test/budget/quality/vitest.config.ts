// The tests that are quick enough to be run once per mutant, and the sources that coverage is measured of.

import { defineConfig } from "vitest/config";
import { textImports } from "../../rig/text-imports.ts";

/** Stryker names its workers so. */
const isPerMutant = process.env["STRYKER_MUTATOR_WORKER"] !== undefined;

/** The tests of one room, where a mutant is run against them alone. */
const own = process.env["CLERKWORK_QUALITY_TESTS"];

/** The linter's own test loads no source; the large files are for coverage alone. */
const SLOW = [
  "test/tables/lint.test.ts",
  ...(isPerMutant ? ["test/tables/bad-files.test.ts"] : []),
];

export default defineConfig({
  plugins: [textImports],
  root: new URL("../../..", import.meta.url).pathname,
  define: { __TOOL_VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    include: own?.split(",") ?? ["test/tables/**/*.test.ts", "test/laws/wire.test.ts"],
    exclude: SLOW,
    setupFiles: ["test/budget/quality/same-runs.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { NO_COLOR: "1", ...(isPerMutant ? { CLERKWORK_LAW_MOST: "25" } : {}) },
    coverage: {
      provider: "v8",
      include: [
        "src/core/**/*.ts",
        "src/clerk/**/*.ts",
        "src/http/**/*.ts",
        "src/reconcile/**/*.ts",
        "src/cli/session/{run,finish}.ts",
      ],
      // A type and nothing else.
      exclude: ["src/core/finding/position.ts"],
      reportsDirectory: ".quality/coverage",
      reporter: ["json-summary", "json", "text"],
    },
  },
});
