/** `npm run test:long`: every fault cell and kill point, a thousand instances, and the runs over the model as often as a night allows. */
import { runVitest } from "./vitest.mjs";

const FILES = [
  "test/cli/fault-cells.test.ts",
  "test/cli/fleet-many.test.ts",
  "test/cli/kill-points.test.ts",
  "test/cli/model-runs.test.ts",
  "test/cli/safety-hazards.test.ts",
  "test/cli/transport-get.test.ts",
  "test/cli/transport-patch.test.ts",
  "test/cli/validation.test.ts",
  "test/contract/package.test.ts",
  "test/laws/faulted.test.ts",
];

const began = performance.now();
const given = process.argv.slice(2);
const { code } = await runVitest({
  args: given.length > 0 ? given : FILES,
  env: { CLERKWORK_LONG: "1" },
});
process.stdout.write(`in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
process.exitCode = code ?? 1;
