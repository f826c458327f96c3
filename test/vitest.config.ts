import { defineConfig } from "vitest/config";
import { textImports } from "./rig/text-imports.ts";

export default defineConfig({
  plugins: [textImports],
  root: new URL("..", import.meta.url).pathname,
  define: { __TOOL_VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    maxConcurrency: 6,
    maxWorkers: 2,
    // What a module holds is the same for every file; loading it anew for each is a tenth of the processor's time.
    isolate: false,
    globalSetup: ["test/rig/sums.ts"],
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NO_COLOR: "1" },
  },
});
