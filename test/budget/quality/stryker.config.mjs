// How mutants are made and tested. `quality.mjs` runs it; by hand:
// npx stryker run test/budget/quality/stryker.config.mjs --mutate "src/core/text/*.ts"

export default {
  testRunner: "vitest",
  vitest: { configFile: "test/budget/quality/vitest.config.ts", related: false },
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  incremental: true,
  incrementalFile: ".quality/incremental.json",
  mutate: [
    "src/core/**/*.ts",
    "src/clerk/**/*.ts",
    "src/http/**/*.ts",
    "src/reconcile/**/*.ts",
    "src/cli/session/{run,finish}.ts",
    "!src/core/finding/position.ts",
  ],
  concurrency: 2,
  // Set for a machine that others use too: a mutant that loops is rare, and a slow test is not one.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  dryRunTimeoutMinutes: 15,
  reporters: ["json", "clear-text", "progress-append-only"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  jsonReporter: { fileName: ".quality/mutation.json" },
  tempDirName: ".quality/sandbox",
  ignorePatterns: ["/.quality", "/dist", "/coverage", "/.openapi", "/profile"],
  allowConsoleColors: false,
  // There is nothing in it to rewrite for the sandbox, and TypeScript 7 has no API to do it with.
  tsconfigFile: "none.json",
  disableTypeChecks: false,
  allowEmpty: true,
};
